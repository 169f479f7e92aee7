import type { AuditFacts } from "#kernel/audit-entry.ts";
import type { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";
import { recordOf } from "./effect.ts";
import { type About, day, letter } from "./letter.ts";
import { requireRequest } from "./require.ts";
import { type Message, tell } from "./tell.ts";

/** answered: the letter went out, or did before. not-told: it reached nobody. not-held: nothing holds this request. */
export type HoldAnswerOutcome = "answered" | "not-told" | "not-held";

/** The name of the letter, on record as `hold-answer-told`. */
const holdAnswer = "hold-answer";

/**
 * Tells the person of a held request, before its due date, that we cannot act yet, why, and when we look again (GDPR Article 12(4) with
 * 17(3)(b) and (e)). The request stays held: when the last hold is released, it goes on by itself.
 */
export const answerHold =
  (
    { clock, requests, subjects, notices }: Pick<Ports, "clock" | "requests" | "subjects" | "notices">,
    policy: Policy,
  ) =>
  async (requestId: RequestId, officer: string): Promise<HoldAnswerOutcome> => {
    const first = await requests.change(requestId, ({ request, subjects: held }) => {
      const standing = held.flatMap((subject) => subject.holds);
      const isHeld = request.status === "held" && standing.length > 0;
      const event = isHeld ? "hold-answer-decided" : "hold-answer-refused";
      const facts: AuditFacts = isHeld ? { holds: standing.map(({ holdId }) => holdId) } : { because: "not-held" };
      const audit = [{ event, at: clock.now(), actor: officer, facts }];
      const [reviewAt] = standing.map((hold) => hold.reviewAt).toSorted();
      if (!isHeld || reviewAt === undefined) return { outcome: undefined, audit };
      // for who does not get the letter: the portal says it too
      return { outcome: reviewAt, request: withReview(request, reviewAt), audit };
    });
    if (first === undefined) return "not-held";
    const { notice } = await tell({ clock, requests, notices })(requestId, holdAnswer, async () => {
      const request = await requireRequest(requests, requestId);
      const identity = await subjects.boundIdentity(request.subjectRef, requestId);
      return { to: identity?.address, message: held(identity?.locale ?? "en", { request, policy, reviewAt: first }) };
    });
    return notice === "sent" ? "answered" : "not-told";
  };

/** The person of a held request may know that it is held, and when that is looked at again. */
export const withReview = (request: PrivacyRequest, reviewAt: Instant): PrivacyRequest => ({
  ...request,
  progress: { ...request.progress, holdReviewAt: reviewAt },
});

/** When the hold is looked at again, once an officer has answered the person; undefined before. */
export const holdReviewOf = ({ progress }: PrivacyRequest): Instant | undefined =>
  Instant.safeParse(progress.holdReviewAt).data;

/** True when the person of a held request has had their answer: no date is missed any more. */
export const isHoldAnswered = (request: About["request"]): boolean =>
  recordOf(request, `${holdAnswer}-told`)?.notice === "sent";

const held = (locale: Locale, about: About & { reviewAt: Instant }): Message => {
  const review = day(locale, about.reviewAt, about.policy);
  return locale === "de"
    ? letter(locale, about, "Wir dürfen Ihr Konto jetzt noch nicht löschen", [
        "Wir müssen Ihre Daten vorerst aufbewahren, weil sie für Rechtsansprüche oder eine gesetzliche Pflicht gebraucht werden (Artikel 17 Absatz 3 Buchstaben b und e DSGVO).",
        `Am ${review} prüfen wir das wieder. Sobald der Grund wegfällt, löschen wir von selbst weiter; Sie müssen nicht noch einmal fragen.`,
        "Sie können sich bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
      ])
    : letter(locale, about, "We may not delete your account yet", [
        "For the time being we have to keep your data, because it is needed for legal claims or by a legal duty (Article 17(3)(b) and (e) of the GDPR).",
        `We look at this again on ${review}. As soon as the reason is gone we go on with the deletion by ourselves; you need not ask again.`,
        "You can complain to the supervisory authority, or go to court.",
      ]);
};
