import { dueAt } from "#kernel/deadline.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { calendarOf, type Policy } from "#kernel/policy.ts";
import { isAnswered, type PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { type About, day, letter } from "./letter.ts";
import { requireRequest } from "./require.ts";
import { type Message, nextTry, tell } from "./tell.ts";

export type ExtensionGround = NonNullable<PrivacyRequest["extension"]>["because"];

/**
 * - extended: two months more, and the person has been told
 * - not-told: the notice could not be delivered, so nothing was extended; tell them otherwise, and say how
 * - too-late: the first month is over; already-extended, already-ended: nothing was changed
 */
export type ExtendOutcome = "extended" | "not-told" | "too-late" | "already-extended" | "already-ended";

export interface Extension {
  officer: string;
  because: ExtensionGround;
  /** How the person was told, where no mail can reach them. */
  toldBy?: "letter" | "portal" | undefined;
}

const monthsInAll = 3; // GDPR Article 12(3): one, and two further

/** Whether the time can be extended now: once, and only within the first month (GDPR Article 12(3)). */
export const extensionObstacle = (
  request: PrivacyRequest,
  now: Instant,
): Exclude<ExtendOutcome, "extended" | "not-told"> | undefined => {
  if (isAnswered(request.status)) return "already-ended";
  // who is shut out waits for days, and not for months
  if (request.kind === "contest") return "too-late";
  if (request.extension !== undefined) return "already-extended";
  return now > request.dueAt ? "too-late" : undefined;
};

/** The extension itself, after the notice went out: three months from receipt, by the calendar the request was accepted under. */
export const decideExtension = (
  { request }: Facts,
  extension: Extension,
  policy: Policy,
  now: Instant,
): Decision<ExtendOutcome> => {
  const obstacle = extensionObstacle(request, now);
  if (obstacle !== undefined) return refused(extension, obstacle, now);
  const { officer, because, toldBy } = extension;
  const due = extendedDueAt(request, policy);
  return {
    outcome: "extended",
    request: { ...request, dueAt: due, extension: { at: now, because, by: officer } },
    audit: [
      {
        event: "deadline-extended",
        at: now,
        actor: officer,
        facts: { because, from: request.dueAt, to: due, toldBy: toldBy ?? "mail" },
      },
    ],
  };
};

const refused = (
  { officer }: Extension,
  outcome: Exclude<ExtendOutcome, "extended">,
  now: Instant,
): Decision<ExtendOutcome> => ({
  outcome,
  audit: [{ event: "extension-refused", at: now, actor: officer, facts: { because: outcome } }],
});

/** The due date of three months from receipt. Holidays count where the controller's seat is still the one at receipt. */
export const extendedDueAt = ({ receivedAt, calendar }: PrivacyRequest, policy: Policy): Instant => {
  const present = policy.controller.calendar;
  const kept = calendar ?? present;
  const isSame = kept.country === present.country && kept.region === present.region;
  const holidays = isSame ? calendarOf(policy).holidays : undefined;
  return dueAt(receivedAt, monthsInAll, { timeZone: kept.timeZone, holidays });
};

/** Tells the person first, with the reasons; without a sent notice, or word of how else they were told, nothing is extended. */
export const extendDeadline =
  (
    { clock, requests, subjects, notices }: Pick<Ports, "clock" | "requests" | "subjects" | "notices">,
    policy: Policy,
  ) =>
  async (requestId: RequestId, extension: Extension): Promise<ExtendOutcome> => {
    const request = await requireRequest(requests, requestId);
    if (extensionObstacle(request, clock.now()) === undefined) {
      const { notice } = await tell({ clock, requests, notices })(
        requestId,
        nextTry(request, "extension"),
        async () => {
          const identity = await subjects.boundIdentity(request.subjectRef, requestId);
          const about = { request, policy, because: extension.because, until: extendedDueAt(request, policy) };
          return { to: identity?.address, message: extended(identity?.locale ?? "en", about) };
        },
      );
      if (notice !== "sent" && extension.toldBy === undefined) {
        return requests.change(requestId, () => refused(extension, "not-told", clock.now()));
      }
    }
    return requests.change(requestId, (facts) => decideExtension(facts, extension, policy, clock.now()));
  };

const reasons: Record<ExtensionGround, Record<Locale, string>> = {
  complexity: {
    en: "Your request is complex: it reaches several systems, and we want to answer it completely.",
    de: "Ihre Anfrage ist komplex: Sie betrifft mehrere Systeme, und wir möchten sie vollständig beantworten.",
  },
  number: {
    en: "We have an unusual number of requests at the same time.",
    de: "Uns liegen ungewöhnlich viele Anfragen zur selben Zeit vor.",
  },
};

/** We need longer, why, and until when (GDPR Article 12(3)). */
const extended = (locale: Locale, about: About & { because: ExtensionGround; until: Instant }): Message => {
  const until = day(locale, about.until, about.policy);
  return locale === "de"
    ? letter(locale, about, "Wir brauchen länger für Ihre Anfrage", [
        `${reasons[about.because].de} Deshalb brauchen wir mehr Zeit; das Gesetz erlaubt uns dafür zwei weitere Monate. Wir antworten spätestens am ${until}.`,
        "Sie müssen nichts tun. Solange nichts gelöscht ist, können Sie die Anfrage weiterhin zurückziehen.",
      ])
    : letter(locale, about, "We need longer for your request", [
        `${reasons[about.because].en} So we need more time; the law allows us two further months for that. We answer by ${until} at the latest.`,
        "There is nothing for you to do. As long as nothing is deleted you can still withdraw the request.",
      ]);
};
