import { type BlockRecord, clientsOf } from "#kernel/block.ts";
import { SwitchedOff } from "#requests/effect.ts";
import { requireRequest } from "#requests/require.ts";
import { endAccessAt, establishShutOut, imposeDemand } from "#requests/shut-out.ts";
import type { Needs } from "#requests/step.ts";
import { bringInLine } from "#requests/tenant-line.ts";
import type { StepInput } from "../model.ts";
import { blockIn } from "../rules.ts";

type Imposing = Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">;

/** Lifted while it was on its way: nothing more of it is carried out, and the run goes on to lift it. */
const isOff = ({ state }: BlockRecord): boolean => state === "lifting" || state === "ended" || state === "declined";

/** Shuts the person out, as far as the block reaches; whatever else stands for them stays as it is. */
export const imposeBlock =
  (needs: Imposing) =>
  async ({ requestId }: StepInput) =>
    isOff(blockIn(await requireRequest(needs.requests, requestId))) ? {} : imposeDemand(needs, requestId);

/**
 * Makes the tenant agree with what stands by now: a block that was kept has another end, which the Action shows. While destructive work is
 * switched off nothing is written, and the next look does it.
 */
export const agreeAgain =
  (needs: Imposing) =>
  async ({ requestId }: StepInput) => {
    if (isOff(blockIn(await requireRequest(needs.requests, requestId)))) return {};
    try {
      await bringInLine(needs)(requestId, `${requestId}/block-agreed`, true);
    } catch (error) {
      if (!(error instanceof SwitchedOff)) throw error;
    }
    return {};
  };

/** Ends sessions, tokens and grants, as far as the block reaches. */
export const endAccess =
  (needs: Imposing) =>
  async ({ requestId }: StepInput) => {
    const block = blockIn(await requireRequest(needs.requests, requestId));
    return isOff(block) ? {} : endAccessAt(needs, requestId, clientsOf(block.reach));
  };

/** Looks until nothing is left that lets the person in where it is closed. */
export const checkShutOut =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const block = blockIn(await requireRequest(needs.requests, requestId));
    return isOff(block) ? {} : establishShutOut(needs, requestId, clientsOf(block.reach));
  };
