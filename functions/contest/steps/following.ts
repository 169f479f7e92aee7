import { blockOf } from "#kernel/block.ts";
import { decideUntil } from "#kernel/waiting.ts";
import { decisionWait } from "#requests/approve.ts";
import { isContestable } from "#requests/contests.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { contestIn, type ParkingInput, type StepInput } from "../model.ts";
import { alreadyAnswered, decideClosing, decideLooking } from "../rules.ts";

/** Looks what has become of the contest and of its block. */
export const lookAtContest =
  ({ clock, requests }: Needs<"clock" | "requests">) =>
  async ({ requestId }: StepInput) => {
    const { block } = contestIn(await requireRequest(requests, requestId));
    const contested = await requests.find(block);
    const isOver = contested === undefined || !isContestable(blockOf(contested));
    return requests.change(requestId, (facts) => decideLooking(facts, isOver, clock.now()));
  };

/** Parks the run until an officer has answered. */
export const parkForAnswer =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const until = decideUntil(await requireRequest(requests, requestId), clock.now());
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: decisionWait,
      token,
      until,
      alreadyDecided: alreadyAnswered,
    });
    return {};
  };

/** The end: what was bound for it is let go of, and the request is answered. */
export const closeContest =
  ({ clock, requests, subjects }: Needs<"clock" | "requests" | "subjects">) =>
  async ({ requestId }: StepInput) => {
    const { subjectRef } = await requireRequest(requests, requestId);
    await subjects.unbind(subjectRef, requestId);
    return requests.change(requestId, (facts) => decideClosing(facts, clock.now()));
  };
