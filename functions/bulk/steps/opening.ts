import { pagesOf } from "#kernel/bulk.ts";
import type { Needs } from "#requests/step.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { decideOpening } from "../rules.ts";

/** Where the list stands, and how the run goes on. Runs at the start of every attempt, and after every wait. */
export const openBulk =
  ({ clock, bulks }: Needs<"clock" | "bulks">) =>
  async ({ bulkId }: StepInput) => {
    const { next, people, decideSeconds } = await bulks.change(bulkId, (bulk) => decideOpening(bulk, clock.now()));
    return { next, pages: pagesOf(people), decideSeconds };
  };

/** Parks the run until an officer decides, or its time is over; a decision that came first is found here, and answered at once. */
export const parkBulk =
  ({ bulks, workflows, keys }: Needs<"bulks" | "workflows" | "keys">) =>
  async ({ bulkId, token, while: state }: ParkingInput) => {
    const sealed = await keys.seal(Buffer.from(token), { purpose: "token", owner: bulkId });
    const isParked = await bulks.change(bulkId, (bulk) => {
      if (bulk.state !== state) return { outcome: false, audit: [] };
      const wait = { sealedToken: Buffer.from(sealed).toString("base64url") };
      return { outcome: true, bulk: { ...bulk, wait }, audit: [] };
    });
    if (!isParked) await workflows.answer(token, {});
    return {};
  };
