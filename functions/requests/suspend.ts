import { type Suspension, suspendedUntil } from "#kernel/deadline.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { calendarOf, type Policy } from "#kernel/policy.ts";
import { isAnswered, isEnd, type PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { type About, letter } from "./letter.ts";
import { requireRequest } from "./require.ts";
import { type Message, nextTry, tell } from "./tell.ts";

export type SuspensionGround = NonNullable<PrivacyRequest["suspensions"]>[number]["because"];

/** suspended, resumed: so it is, also when it was so before. already-ended: there is no clock any more. */
export type SuspendOutcome = "suspended" | "already-ended";
export type ResumeOutcome = "resumed" | "already-ended";

/** True while we wait for something that the person was asked for. */
export const isSuspended = ({ suspensions = [] }: PrivacyRequest): boolean =>
  suspensions.at(-1)?.until === undefined && suspensions.length > 0;

/** The due date if suspensions count; undefined where there is none. Alarms go by `dueAt`, which is never later. */
export const dueAtSuspended = (request: PrivacyRequest, policy: Policy, now: Instant): Instant | undefined => {
  const suspensions: Suspension[] = request.suspensions ?? [];
  if (suspensions.length === 0) return undefined;
  const timeZone = request.calendar?.timeZone ?? policy.controller.calendar.timeZone;
  return suspendedUntil(request.dueAt, suspensions, now, { ...calendarOf(policy), timeZone });
};

/** The clock stands still from now: the person was asked for what we need (GDPR recital 63; EDPB Guidelines 01/2022). */
export const decideSuspension = (
  { request }: Facts,
  { officer, because }: { officer: string; because: SuspensionGround },
  now: Instant,
): Decision<SuspendOutcome> => {
  if (isAnswered(request.status)) return ended(officer, now);
  if (isSuspended(request)) return { outcome: "suspended", audit: [] };
  return {
    outcome: "suspended",
    request: { ...request, suspensions: [...(request.suspensions ?? []), { from: now, because, by: officer }] },
    audit: [{ event: "clock-suspended", at: now, actor: officer, facts: { because } }],
  };
};

/** The request as it is when what was asked for has come. */
export const resumed = (request: PrivacyRequest, now: Instant): PrivacyRequest => {
  if (!isSuspended(request)) return request;
  const suspensions = (request.suspensions ?? []).map((each) =>
    each.until === undefined ? { ...each, until: now } : each,
  );
  return { ...request, suspensions };
};

/** What was asked for has come: the clock goes on. */
export const decideResumption = (
  { request }: Facts,
  { officer }: { officer: string },
  now: Instant,
): Decision<ResumeOutcome> => {
  if (isEnd(request.status)) return ended(officer, now);
  if (!isSuspended(request)) return { outcome: "resumed", audit: [] };
  const facts = { suspensions: (request.suspensions ?? []).length };
  return {
    outcome: "resumed",
    request: resumed(request, now),
    audit: [{ event: "clock-resumed", at: now, actor: officer, facts }],
  };
};

const ended = (officer: string, now: Instant): Decision<"already-ended"> => ({
  outcome: "already-ended",
  audit: [{ event: "clock-refused", at: now, actor: officer, facts: { because: "already-ended" } }],
});

/** Asks the person, and stops the clock only when they were asked: a question that reached nobody suspends nothing. */
export const suspendClock =
  (
    { clock, requests, subjects, notices }: Pick<Ports, "clock" | "requests" | "subjects" | "notices">,
    policy: Policy,
  ) =>
  async (
    requestId: RequestId,
    suspension: { officer: string; because: SuspensionGround },
  ): Promise<SuspendOutcome | "not-told"> => {
    const request = await requireRequest(requests, requestId);
    if (isAnswered(request.status) || isSuspended(request)) {
      return requests.change(requestId, (facts) => decideSuspension(facts, suspension, clock.now()));
    }
    const name = nextTry(request, `question-${(request.suspensions ?? []).length + 1}`);
    const { notice } = await tell({ clock, requests, notices })(requestId, name, async () => {
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      const about = { request, policy, because: suspension.because };
      return { to: identity?.address, message: question(identity?.locale ?? "en", about) };
    });
    if (notice !== "sent") return "not-told";
    return requests.change(requestId, (facts) => decideSuspension(facts, suspension, clock.now()));
  };

const asks: Record<SuspensionGround, Record<Locale, string>> = {
  identity: {
    en: "We are not sure yet that the request comes from you. Please sign in once more in the privacy portal, or answer this message.",
    de: "Wir sind noch nicht sicher, dass die Anfrage von Ihnen kommt. Bitte melden Sie sich noch einmal im Datenschutzportal an, oder antworten Sie auf diese Nachricht.",
  },
  scope: {
    en: "We hold a great deal of data and would like to know what your request is about. Please answer this message in a few words; if you want everything, say so.",
    de: "Wir haben sehr viele Daten und möchten wissen, worum es Ihnen geht. Bitte antworten Sie auf diese Nachricht mit ein paar Worten; wenn Sie alles möchten, schreiben Sie es.",
  },
};

/** What we need from the person before we can go on. */
const question = (locale: Locale, about: About & { because: SuspensionGround }): Message =>
  locale === "de"
    ? letter(locale, about, "Wir haben eine Frage zu Ihrer Anfrage", [
        asks[about.because].de,
        "Die Zeit für unsere Antwort steht so lange still. Sobald wir von Ihnen hören, geht es weiter.",
      ])
    : letter(locale, about, "We have a question about your request", [
        asks[about.because].en,
        "The time for our answer stands still meanwhile. As soon as we hear from you, it goes on.",
      ]);
