import { hours } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import { roomWait } from "#ports/requests/requests.ts";
import { strictCaps } from "#requests/cap.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf } from "#requests/tenant-line.ts";
import { decideShutFence } from "../fence.ts";
import { type ParkingInput, restrictionIn, type StepInput } from "../model.ts";
import { decideBeginning } from "../rules.ts";

/** The restriction begins: from here on the person's data is only stored. Says whether sign-in is to be shut as well. */
export const beginRestriction =
  ({ clock, requests, policy }: Needs<"clock" | "requests">) =>
  async ({ requestId }: StepInput) => {
    const { next } = await requests.change(requestId, (facts) => decideBeginning(facts, policy, clock.now()));
    const shuts = restrictionIn(await requireRequest(requests, requestId)).shutsSignIn;
    return { next: next === "again" ? next : shuts ? "shut" : "stand" };
  };

/** The fence before sign-in is shut: reads the account and its roles just before, then decides in one transaction. */
export const passFence =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const account = await accountOf({ subjects, reader }, request);
    const roles = account === undefined ? [] : await reader.roles(account.userId);
    const userIds = account === undefined ? [] : [account.userId, ...account.identities.map(({ userId }) => userId)];
    const { protected: spared, cap } = policy.blocking;
    const protectedBy = [
      ...(spared.users.some((id) => userIds.includes(id)) ? ["named"] : []),
      ...roles.filter((role) => spared.roles.includes(role)),
    ];
    const caps = strictCaps({ hour: "blockWork", day: "blockDay" }, cap, await reader.countUsers());
    const outcome = await requests.change(
      requestId,
      (facts) => decideShutFence(facts, { now: clock.now(), sameAccount: account !== undefined, protectedBy, caps }),
      { pools: caps.map(({ pool }) => pool) },
    );
    return { outcome };
  };

/** How long a run parks before it asks the fence again. */
const roomAgain = hours(1);

/** Parks the run until the fence may be asked again: a place is free, destructive work is switched on, or it is not needed any more. */
export const parkForRoom =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: roomWait,
      token,
      until: plus(clock.now(), roomAgain),
      alreadyDecided: ({ request }) => {
        const { state } = restrictionIn(request);
        return state === "standing" || state === "review-due" ? undefined : { decision: state };
      },
    });
    return {};
  };
