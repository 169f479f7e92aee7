import { standingOf } from "#kernel/block-standing.ts";
import { BulkId } from "#kernel/bulk.ts";
import { roomWait } from "#ports/requests/requests.ts";
import { decisionWait } from "#requests/approve.ts";
import { strictCaps } from "#requests/cap.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf } from "#requests/tenant-line.ts";
import { decideBlockFence } from "../fence.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { alreadyDecided, blockIn, decideLapse, roomAgainAt } from "../rules.ts";

/** Parks the run until another officer has said yes or no, or the proposal lapses. */
export const parkForDecision =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const { dueAt } = await requireRequest(requests, requestId);
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: decisionWait,
      token,
      until: dueAt,
      alreadyDecided: alreadyDecided(decisionWait),
    });
    return {};
  };

/** What the wait for officers came to: on to the fence, or the proposal has lapsed. */
export const lookAtDecision =
  ({ clock, requests }: Needs<"clock" | "requests">) =>
  ({ requestId }: StepInput) =>
    requests.change(requestId, (facts) => decideLapse(facts, clock.now()));

/** The fence: reads the account and its roles just before, then decides in one transaction. */
export const passFence =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const account = await accountOf({ subjects, reader }, request);
    const roles = account === undefined ? [] : await reader.roles(account.userId);
    const userIds = account === undefined ? [] : [account.userId, ...account.identities.map(({ userId }) => userId)];
    const { blocking } = policy;
    const caps = strictCaps({ hour: "blockWork", day: "blockDay" }, blocking.cap, await reader.countUsers());
    const outcome = await requests.change(
      requestId,
      (facts) =>
        decideBlockFence(facts, {
          now: clock.now(),
          sameAccount: account !== undefined,
          ...standingOf(userIds, roles, policy),
          caps,
        }),
      { pools: caps.map(({ pool }) => pool), bulk: BulkId.safeParse(blockIn(request).bulk).data },
    );
    return { outcome };
  };

/** Parks the run until the fence may be asked again: a place is free, or destructive work is switched on. */
export const parkForRoom =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: roomWait,
      token,
      until: roomAgainAt(clock.now()),
      alreadyDecided: alreadyDecided("room"),
    });
    return {};
  };
