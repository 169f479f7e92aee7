import type { SubjectRef } from "#kernel/ids.ts";
import { decideFence } from "#requests/fence.ts";
import { requireRequest } from "#requests/require.ts";
import { tell } from "#requests/tell.ts";
import { progressOf, type RefusalInput, type StepInput } from "../model.ts";
import { refused } from "../notices.ts";
import { coolingOffUntil, isUnchanged, waitSeconds } from "../rules.ts";
import { boundIdentityOf } from "./erasing.ts";
import type { Needs } from "./step.ts";

/**
 * The fence: reads the account and its roles just before, then decides in one transaction. Holds on accounts linked since the
 * binding count too. Answers with the outcome; `coolingOffSeconds` is for coming too early.
 */
export const passPointOfNoReturn =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const until = progressOf(request).coolingOffUntil ?? coolingOffUntil(request, policy);
    // after the purge nobody is bound any more, and nothing is left to be wrong about
    const purged = progressOf(request)["purged-to-closing-record"] !== undefined;
    const bound = purged ? undefined : await boundIdentityOf(subjects, request);
    const account = bound && (await reader.read(bound.userId));
    const roles = account === undefined ? [] : await reader.roles(account.userId);
    const linkedNow: (SubjectRef | undefined)[] = await Promise.all(
      (account?.identities ?? []).map(({ userId }) => subjects.find(userId)),
    );
    const outcome = await requests.change(
      requestId,
      (facts) =>
        decideFence(facts, {
          now: clock.now(),
          coolingOffUntil: until,
          identityUnchanged: bound === undefined || isUnchanged(bound, account),
          protectedRoles: roles.filter((role) => policy.deletion.protected.roles.includes(role)),
          pool: "selfService",
          slots: policy.deletion.cap.selfService.perHour,
        }),
      { alsoSubjects: linkedNow.filter((ref) => ref !== undefined), pool: "selfService" },
    );
    return { outcome, coolingOffSeconds: waitSeconds(clock.now(), until) };
  };

/** Records the refusal and sends its letter: reason, remedy, complaint and court (GDPR Article 12(4)). */
export const refuse =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  async ({ requestId, ground }: RefusalInput) => {
    await tell({ clock, requests, notices })(requestId, "refusal", async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: refused(identity?.locale ?? "en", { request, policy, ground }) };
    });
    return requests.change(requestId, ({ request }) => ({
      outcome: { ground },
      request: { ...request, status: "refused", unstarted: false, closedAt: request.closedAt ?? clock.now() },
      audit:
        request.status === "refused"
          ? []
          : [{ event: "request-refused", at: clock.now(), actor: "system", facts: { ground } }],
    }));
  };
