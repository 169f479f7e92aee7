import { refusalOf } from "#kernel/refusal.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import type { RefusalInput, StepInput } from "../model.ts";
import { refused, withdrawn } from "../notices.ts";

/** Confirms a withdrawal. */
export const tellWithdrawn =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  ({ requestId }: StepInput) =>
    tell({ clock, requests, notices })(requestId, "withdrawal", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: withdrawn(identity?.locale ?? "en", { request, policy }) };
    });

/**
 * Records the refusal and sends its letter: reason, remedy, complaint and court (GDPR Article 12(4)). The ground is the story's own, or
 * what an officer put on record.
 */
export const refuse =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  async ({ requestId, ground: ofStory }: RefusalInput) => {
    const decided = refusalOf(await requireRequest(requests, requestId));
    const ground = ofStory ?? decided?.ground;
    if (ground === undefined) throw new Error(`no ground to refuse ${requestId} is on record`);
    await tell({ clock, requests, notices })(requestId, "refusal", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      const about = { request, policy, ground, law: ofStory === undefined ? decided?.law : undefined };
      return { to: identity?.address, message: refused(identity?.locale ?? "en", about) };
    });
    return requests.change(requestId, ({ request }) => ({
      outcome: { ground },
      request: {
        ...request,
        status: "refused",
        unstarted: false,
        closedAt: request.closedAt ?? clock.now(),
        // for who did not get the letter: the portal says it too
        progress: { ...request.progress, ...(ofStory !== undefined && { refusedFor: ofStory }) },
      },
      audit:
        request.status === "refused"
          ? []
          : [{ event: "request-refused", at: clock.now(), actor: decided?.by ?? "system", facts: { ground } }],
    }));
  };

/** The request ended without a deletion: what it knew of the person goes, and only who asked for what and when stays. */
export const letGo =
  ({ clock, requests, subjects }: Needs<"clock" | "requests" | "subjects">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    await subjects.unbind(request.subjectRef, requestId);
    return requests.change(requestId, ({ request }) => ({
      outcome: {},
      ...(request.progress.letGoAt === undefined && {
        request: { ...request, progress: { ...request.progress, letGoAt: clock.now() } },
      }),
      audit:
        request.progress.letGoAt === undefined
          ? [{ event: "identity-let-go", at: clock.now(), actor: "system", facts: {} }]
          : [],
    }));
  };
