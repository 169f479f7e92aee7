import { decideUntil } from "#kernel/waiting.ts";
import { decisionWait } from "#requests/approve.ts";
import { identityToBind, isAccountOf, linkedRefsOf } from "#requests/bind.ts";
import { decideOverdue } from "#requests/overdue.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import { type ParkingInput, progressOf, type StepInput } from "../model.ts";
import { acknowledged, interim } from "../notices.ts";
import { alreadyDecided, decideOpening } from "../rules.ts";

/**
 * Binds the identity: whose data is collected, and where the person is told. An account that is gone, or is another one by now, is bound by
 * its id alone: nothing of the new one is handed to anybody (I7). Runs at the start of every attempt, and after the officers' decision.
 */
export const openRequest =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const earlier = await subjects.boundIdentity(request.subjectRef, requestId);
    const known = { linkedRefs: request.linkedRefs, foundAbsent: progressOf(request).foundAbsent ?? false };
    const isOver = request.closedAt !== undefined || request.progress["package-made"] !== undefined;
    const bound = earlier !== undefined || isOver ? known : await bind({ subjects, reader, policy }, request);
    return requests.change(requestId, (facts) => decideOpening(facts, bound, policy, clock.now()));
  };

const bind = async (
  { subjects, reader, policy }: Needs<"subjects" | "reader">,
  request: Awaited<ReturnType<typeof requireRequest>>,
) => {
  const userId = await subjects.userIdOf(request.subjectRef);
  if (userId === undefined) throw new Error(`the subject of ${request.requestId} is forgotten`);
  const found = await reader.read(userId);
  const account = found !== undefined && isAccountOf(request, found) ? found : undefined;
  const identity = identityToBind(request, account, userId, policy);
  await subjects.bind(request.subjectRef, request.requestId, identity);
  return { linkedRefs: await linkedRefsOf(subjects, identity), foundAbsent: account === undefined };
};

/** Tells the person that the request arrived, and until when it is answered. */
export const acknowledge =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  ({ requestId }: StepInput) =>
    tell({ clock, requests, notices })(requestId, "acknowledged", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: acknowledged(identity?.locale ?? "en", { request, policy }) };
    });

/** Parks the run until the officers have decided. No time decides in their place. */
export const parkForDecision =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const request = await requireRequest(requests, requestId);
    const until = decideUntil(request, clock.now());
    await park({ clock, requests, workflows, keys })({ requestId, name: decisionWait, token, until, alreadyDecided });
    return {};
  };

/** The due date came and nobody decided: the person is told so, once, and an officer is alarmed. Answers with the next wait. */
export const tellInterim =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  async ({ requestId }: StepInput) => {
    const { overdue, decideSeconds } = await requests.change(requestId, (facts) => decideOverdue(facts, clock.now()));
    if (overdue) {
      await tell({ clock, requests, notices })(requestId, "interim", async () => {
        const request = await requireRequest(requests, requestId);
        const identity = await subjects.boundIdentity(request.subjectRef, requestId);
        return { to: identity?.address, message: interim(identity?.locale ?? "en", { request, policy }) };
      });
    }
    return { decideSeconds };
  };
