import type { RecipientStatus } from "#kernel/recipient.ts";
import type { RequestKind, RequestStatus } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { DataName } from "./texts.ts";

// What the files say by a code, in words, for the page that people read. A code that has no words here is shown as it is.

type In = Record<Locale, string>;
type Codes = Readonly<Record<string, In>>;

const kinds: Record<RequestKind, In> = {
  deletion: { en: "Deletion of the account", de: "Löschung des Kontos" },
  export: { en: "A copy of the data", de: "Kopie der Daten" },
  rectification: { en: "Correction of data", de: "Berichtigung von Daten" },
  restriction: { en: "Restriction of data", de: "Einschränkung von Daten" },
  objection: { en: "Objection", de: "Widerspruch" },
  "consent-withdrawal": { en: "Consent taken back", de: "Widerruf einer Einwilligung" },
  contest: { en: "Objection to a block", de: "Einspruch gegen eine Sperre" },
  block: { en: "Block of the account", de: "Sperre des Kontos" },
  other: { en: "A request", de: "Anfrage" },
};

const statuses: Record<RequestStatus, In> = {
  received: { en: "Received", de: "Eingegangen" },
  "awaiting-identity": { en: "Waits for a confirmation by mail", de: "Wartet auf eine Bestätigung per Mail" },
  "in-review": { en: "A person looks at it", de: "Ein Mensch sieht sie sich an" },
  held: { en: "Held: the law forbids it for now", de: "Angehalten: Das Gesetz erlaubt es vorerst nicht" },
  "cooling-off": { en: "Time to change one's mind", de: "Bedenkzeit" },
  running: { en: "Under way", de: "In Arbeit" },
  "awaiting-recipient": { en: "Waits for another system", de: "Wartet auf einen anderen Dienst" },
  "needs-attention": { en: "A person looks at it", de: "Ein Mensch sieht sie sich an" },
  "in-force": { en: "In force", de: "In Kraft" },
  fulfilled: { en: "Done", de: "Erledigt" },
  "partly-fulfilled": { en: "Done except for a part", de: "Erledigt bis auf einen Teil" },
  refused: { en: "Refused", de: "Abgelehnt" },
  withdrawn: { en: "Taken back", de: "Zurückgezogen" },
  "expired-unverified": { en: "Never confirmed", de: "Nicht bestätigt" },
};

const recipientStatuses: Record<RecipientStatus, In> = {
  listed: { en: "Not asked yet", de: "Noch nicht gefragt" },
  asked: { en: "Asked", de: "Gefragt" },
  done: { en: "Answered", de: "Hat geantwortet" },
  partly: { en: "Answered in part", de: "Hat zum Teil geantwortet" },
  refused: { en: "Refused", de: "Hat abgelehnt" },
  impossible: { en: "Not possible", de: "War nicht möglich" },
  unanswered: { en: "Has not answered", de: "Hat nicht geantwortet" },
};

const answers: Codes = {
  shown: { en: "Shown", de: "Gezeigt" },
  accepted: { en: "Accepted", de: "Angenommen" },
  declined: { en: "Declined", de: "Abgelehnt" },
  withdrawn: { en: "Taken back", de: "Widerrufen" },
};

/** What is on record about a person beside their requests: `otherHistory` of own-records.ts. */
const events: Codes = {
  "access-link-sent": { en: "A link was mailed", de: "Ein Link wurde geschickt" },
  "hold-placed": { en: "A hold was placed: nothing may be deleted", de: "Eine Löschung wurde angehalten" },
  "hold-refused": { en: "A hold came too late", de: "Ein Anhalten kam zu spät" },
  "hold-review-due": { en: "A hold was to be looked at again", de: "Ein Anhalten war zu prüfen" },
  "hold-kept": { en: "A hold was kept", de: "Ein Anhalten wurde bestätigt" },
  "hold-release-asked": { en: "The end of a hold was proposed", de: "Das Ende eines Anhaltens wurde vorgeschlagen" },
  "hold-release-refused": {
    en: "The end of a hold was proposed by somebody who may not",
    de: "Das Ende eines Anhaltens schlug jemand vor, der es nicht darf",
  },
  "hold-released": { en: "A hold ended", de: "Ein Anhalten endete" },
  "administrator-block-noted": {
    en: "A block by an administrator was noticed",
    de: "Eine Sperre durch einen Administrator wurde bemerkt",
  },
  "brute-force-clearing-decided": {
    en: "Lifting a block after failed sign-ins was decided",
    de: "Die Aufhebung einer Sperre nach Fehlversuchen wurde beschlossen",
  },
  "brute-force-cleared": {
    en: "A block after failed sign-ins was lifted",
    de: "Eine Sperre nach Fehlversuchen wurde aufgehoben",
  },
  "brute-force-blocks-read": {
    en: "An officer looked for blocks after failed sign-ins",
    de: "Ein Sachbearbeiter sah nach Sperren nach Fehlversuchen",
  },
  "reaction-intended": { en: "A sign-in event set something off", de: "Ein Ereignis der Anmeldung löste etwas aus" },
  "reaction-done": { en: "What a sign-in event set off is done", de: "Das Ausgelöste ist getan" },
  "task-opened": { en: "Our privacy team got a task", de: "Unser Datenschutzteam bekam eine Aufgabe" },
  "task-decided": { en: "A task of our privacy team is done", de: "Eine Aufgabe des Datenschutzteams ist erledigt" },
  "terms-presented": { en: "Terms were shown at sign-in", de: "Bedingungen wurden bei der Anmeldung gezeigt" },
  "document-shown": { en: "A text was shown", de: "Ein Text wurde gezeigt" },
  "document-accepted": { en: "A text was accepted", de: "Ein Text wurde angenommen" },
  "document-declined": { en: "A text was declined", de: "Ein Text wurde abgelehnt" },
  "consent-withdrawn": { en: "A consent was taken back", de: "Eine Einwilligung wurde widerrufen" },
};

const actors: Codes = {
  person: { en: "You", de: "Sie" },
  system: { en: "Our system", de: "Unser System" },
  officer: { en: "Our privacy team", de: "Unser Datenschutzteam" },
};

const codes: Partial<Record<DataName, Readonly<Record<string, Codes>>>> = {
  requests: { kind: kinds, status: statuses },
  recipients: { status: recipientStatuses },
  terms: { answer: answers },
  history: { event: events, actor: actors },
};

/** A code in words, with the code beside it as the files have it. Undefined where the column has no codes, or nobody has words for this one. */
export const inWords = (part: DataName, path: string, code: string, locale: Locale): string | undefined => {
  const known = codes[part]?.[path];
  return known !== undefined && Object.hasOwn(known, code) ? `${known[code]?.[locale]} (${code})` : undefined;
};
