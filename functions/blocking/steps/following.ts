import { withBlock } from "#kernel/block.ts";
import { carryOut, recordOf } from "#requests/effect.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { bringInLine } from "#requests/tenant-line.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { alreadyDecided, blockIn, decideFollowing, nextLook } from "../rules.ts";

/** The name of the wait for a block's end. */
const endWait = "end";

/** Puts a block in force, and afterwards looks at each end of its wait what becomes of it. One that rests is woken by a schedule. */
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

/** Parks the run until the block ends, is due for its review, or is lifted or kept by an officer before. */
export const parkUntilTheEnd =
  ({ clock, requests, workflows, keys, policy }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const request = await requireRequest(requests, requestId);
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: endWait,
      token,
      until: nextLook(request, policy, clock.now()),
      alreadyDecided: alreadyDecided("end"),
    });
    return {};
  };

/** Makes the tenant agree with what stands now that this block does not: what others demand stays, and so does what is not ours. */
export const liftBlock =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">) =>
  ({ requestId }: StepInput) =>
    carryOut(needs)({
      requestId,
      milestone: "block-taken-back",
      destructive: false,
      perform: async (request) => {
        // an account of which nothing was ever shut needs nothing taken back, but looking costs little and is sure
        const line = await bringInLine(needs)(requestId, `${requestId}/block-taken-back`, false);
        return { outcome: line, wasImposed: recordOf(request, "block-imposed") !== undefined };
      },
    });

/** The end: the person is let go of here, and the request is answered. One that never began is refused. */
export const closeBlock =
  ({ clock, requests, subjects, schedules }: Needs<"clock" | "requests" | "subjects" | "schedules">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    await schedules.cancel(`look-again-${requestId}`);
    await subjects.unbind(request.subjectRef, requestId);
    return requests.change(requestId, ({ request }) => {
      const block = blockIn(request);
      const isDeclined = block.state === "declined";
      const now = clock.now();
      const outcome = { outcome: isDeclined ? "declined" : "ended" };
      if (request.closedAt !== undefined) return { outcome, audit: [] };
      const closed = withBlock(request, { ...block, state: isDeclined ? "declined" : "ended" });
      return {
        outcome,
        request: {
          ...closed,
          status: isDeclined ? "refused" : "fulfilled",
          unstarted: false,
          attention: undefined,
          closedAt: now,
        },
        audit: [{ event: "request-closed", at: now, actor: "system", facts: { outcome: outcome.outcome } }],
      };
    });
  };
