import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import { mayBeLiftedAt } from "#requests/restrictions.ts";
import type { Needs } from "#requests/step.ts";
import { alreadyCalledOff, decideClosing, decideFollowing } from "../following.ts";
import type { ParkingInput, StepInput } from "../model.ts";

/** Looks what becomes of the restriction. One that rests is woken by a schedule. */
export const follow =
  ({ clock, requests, schedules, policy }: Needs<"clock" | "requests" | "schedules">) =>
  async ({ requestId }: StepInput) => {
    const { next, waitSeconds, lookAt } = await requests.change(requestId, (facts) =>
      decideFollowing(facts, policy, clock.now()),
    );
    if (next === "rest" && lookAt !== undefined) {
      await schedules.once(`look-again-${requestId}`, lookAt, { task: "look-again", requestId });
    }
    return { next, waitSeconds };
  };

/** Parks the run until the restriction may be lifted; who calls that off, or asks for it at once, ends the wait. */
export const parkForLifting =
  ({ clock, requests, workflows, keys, policy }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const request = await requireRequest(requests, requestId);
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: "lifting",
      token,
      until: mayBeLiftedAt(request, policy) ?? clock.now(),
      alreadyDecided: alreadyCalledOff(policy, clock.now()),
    });
    return {};
  };

/** The end: what was bound for it is let go of, and the request is answered. */
export const closeRestriction =
  ({ clock, requests, subjects, schedules }: Needs<"clock" | "requests" | "subjects" | "schedules">) =>
  async ({ requestId }: StepInput) => {
    const { subjectRef } = await requireRequest(requests, requestId);
    await schedules.cancel(`look-again-${requestId}`);
    await subjects.unbind(subjectRef, requestId);
    return requests.change(requestId, (facts) => decideClosing(facts, clock.now()));
  };
