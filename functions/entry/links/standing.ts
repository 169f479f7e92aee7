import type { PrivacyRequest, RequestKind, RequestStatus } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";

type InWords = Record<Locale, string>;

/** What a person asked for, as they would call it. */
export const kindInWords: Record<RequestKind, InWords> = {
  deletion: { en: "Deletion", de: "Löschung" },
  export: { en: "Copy of my data", de: "Kopie meiner Daten" },
  rectification: { en: "Correction", de: "Berichtigung" },
  restriction: { en: "Restriction", de: "Einschränkung" },
  objection: { en: "Objection", de: "Widerspruch" },
  "consent-withdrawal": { en: "Withdrawal of consent", de: "Widerruf der Einwilligung" },
  contest: { en: "Contest of a block", de: "Einspruch gegen eine Sperre" },
  block: { en: "Block", de: "Sperre" },
  other: { en: "Request", de: "Anfrage" },
};

const standing: Record<RequestStatus, InWords> = {
  received: { en: "we received it", de: "wir haben sie erhalten" },
  "awaiting-identity": {
    en: "please confirm it by the mail we sent you",
    de: "bitte bestätigen Sie sie mit unserer Mail",
  },
  "in-review": { en: "an officer is looking at it", de: "ein Mensch prüft sie" },
  held: { en: "we may not do it yet", de: "wir dürfen es noch nicht tun" },
  "cooling-off": { en: "you can still withdraw it", de: "Sie können sie noch zurückziehen" },
  running: { en: "we are working on it", de: "wir sind dabei" },
  "awaiting-recipient": { en: "we are waiting for another service", de: "wir warten auf einen anderen Dienst" },
  "needs-attention": { en: "an officer is looking at it", de: "ein Mensch prüft sie" },
  "in-force": { en: "in force", de: "in Kraft" },
  fulfilled: { en: "done", de: "erledigt" },
  "partly-fulfilled": { en: "done, except for a part", de: "erledigt bis auf einen Teil" },
  refused: { en: "we could not do it; you got a letter", de: "wir konnten es nicht tun; Sie haben einen Brief" },
  withdrawn: { en: "you withdrew it", de: "Sie haben sie zurückgezogen" },
  "expired-unverified": { en: "it was not confirmed", de: "sie wurde nicht bestätigt" },
};

/** What one kind says more exactly than all do. */
const ofKind: Partial<Record<RequestKind, Partial<Record<RequestStatus, InWords>>>> = {
  block: {
    running: { en: "your account is being blocked", de: "Ihr Konto wird gesperrt" },
    "in-force": { en: "your account is blocked", de: "Ihr Konto ist gesperrt" },
    fulfilled: { en: "the block is lifted", de: "die Sperre ist aufgehoben" },
  },
  deletion: {
    held: { en: "we may not delete yet", de: "wir dürfen noch nicht löschen" },
    running: { en: "we are deleting", de: "wir löschen gerade" },
    "awaiting-recipient": { en: "we are deleting", de: "wir löschen gerade" },
  },
};

/** Where a request stands, in the words of the person it is about. */
export const standingInWords = ({ kind, status }: Pick<PrivacyRequest, "kind" | "status">, locale: Locale): string =>
  (ofKind[kind]?.[status] ?? standing[status])[locale];
