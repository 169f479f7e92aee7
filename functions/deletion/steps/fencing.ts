import { hours } from "#kernel/duration.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Policy } from "#kernel/policy.ts";
import type { StoryGround } from "#kernel/refusal.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { waitSeconds } from "#kernel/waiting.ts";
import type { Ports } from "#ports/ports.ts";
import { type Cap, strictCaps } from "#requests/cap.ts";
import { decideFence } from "#requests/fence.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { progressOf, type StepInput } from "../model.ts";
import { coolingOffUntil, hasSameLogins } from "../rules.ts";
import { boundIdentityOf } from "./erasing.ts";

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
    const { protected: kept } = policy.deletion;
    const protectedRoles = roles.filter((role) => kept.roles.includes(role));
    const isNamed = [account?.userId, ...(account?.identities ?? []).map(({ userId }) => userId)].some(
      (id) => id !== undefined && kept.users.includes(id),
    );
    const caps = await capsFor(request, policy, reader);
    const outcome = await requests.change(
      requestId,
      (facts) =>
        decideFence(facts, {
          now: clock.now(),
          coolingOffUntil: until,
          sameAccount: bound === undefined || account === undefined || account.createdAt === bound.createdAt,
          sameLogins: bound === undefined || account === undefined || hasSameLogins(bound, account),
          protectedRoles: isNamed ? ["named"] : protectedRoles,
          caps,
        }),
      { alsoSubjects: linkedNow.filter((ref) => ref !== undefined), pools: caps.map(({ pool }) => pool) },
    );
    const ground: StoryGround = isNamed ? "protected-account" : "protected-role";
    return { outcome, coolingOffSeconds: waitSeconds(clock.now(), until), ground };
  };

/** People's own requests have places of their own; what officers and events open is held tighter, by the hour and by the day (I13). */
const capsFor = async (
  { channel }: PrivacyRequest,
  { deletion: { cap } }: Policy,
  reader: Pick<Ports["reader"], "countUsers">,
): Promise<Cap[]> => {
  if (channel === "self-service" || channel === "rights-session") {
    return [{ pool: "selfService", slots: cap.selfService.perHour, restSeconds: hours(1) }];
  }
  return strictCaps({ hour: "officerWork", day: "officerDay" }, cap.officerWork, await reader.countUsers());
};
