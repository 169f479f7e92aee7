import { requireRequest } from "#requests/require.ts";
import { endAccessAt, establishShutOut, imposeDemand } from "#requests/shut-out.ts";
import type { Needs } from "#requests/step.ts";
import { restrictionIn, type StepInput } from "../model.ts";

type Shutting = Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">;

/** To be lifted, or lifted, while it was on its way: nothing more of it is carried out. */
const isOff = async ({ requests }: Pick<Shutting, "requests">, requestId: StepInput["requestId"]): Promise<boolean> => {
  const { state } = restrictionIn(await requireRequest(requests, requestId));
  return state !== "standing" && state !== "review-due";
};

/** Shuts sign-in, because the person asked for it. */
export const shutSignIn =
  (needs: Shutting) =>
  async ({ requestId }: StepInput) =>
    (await isOff(needs, requestId)) ? {} : imposeDemand(needs, requestId);

/** Ends sessions, tokens and grants. */
export const endAccess =
  (needs: Shutting) =>
  async ({ requestId }: StepInput) =>
    (await isOff(needs, requestId)) ? {} : endAccessAt(needs, requestId, undefined);

/** Looks until nobody gets in with the account. */
export const checkShutOut =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) =>
    (await isOff(needs, requestId)) ? {} : establishShutOut(needs, requestId, undefined);
