import type { Locale } from "#kernel/subject.ts";
import type { Source } from "#ports/identity/identity.ts";
import type { CutGround } from "../cutting.ts";

/** What a part of the data is called in the package. */
export type DataName =
  | Exclude<Source, "profile">
  | "account"
  | "app-metadata"
  | "terms"
  | "requests"
  | "history"
  | "recipients"
  | "cut";

type In = Record<Locale, string>;

export const dataLabels: Record<DataName, In> = {
  account: { en: "Your account", de: "Ihr Konto" },
  "app-metadata": { en: "Notes about your account", de: "Vermerke zu Ihrem Konto" },
  organizations: { en: "Organisations you belong to", de: "Organisationen, zu denen Sie gehören" },
  "organization-roles": { en: "Your roles in these organisations", de: "Ihre Rollen in diesen Organisationen" },
  invitations: { en: "Invitations to organisations", de: "Einladungen in Organisationen" },
  roles: { en: "Roles", de: "Rollen" },
  permissions: { en: "Permissions", de: "Berechtigungen" },
  grants: { en: "Applications you gave consent to", de: "Anwendungen, denen Sie zugestimmt haben" },
  sessions: { en: "Where you are signed in", de: "Wo Sie angemeldet sind" },
  "refresh-tokens": { en: "Applications that keep you signed in", de: "Anwendungen, die Sie angemeldet halten" },
  "device-credentials": { en: "Devices", de: "Geräte" },
  "connected-accounts": { en: "Connected accounts", de: "Verbundene Konten" },
  "authentication-methods": { en: "Second factors and passkeys", de: "Zweite Faktoren und Passkeys" },
  "log-events": { en: "Sign-in log", de: "Anmeldeprotokoll" },
  terms: { en: "Terms and consents", de: "Bedingungen und Einwilligungen" },
  requests: { en: "Your privacy requests", de: "Ihre Datenschutzanfragen" },
  history: { en: "What else is on record about you", de: "Was sonst über Sie festgehalten ist" },
  recipients: { en: "Other systems that were asked", de: "Andere Systeme, die gefragt wurden" },
  cut: { en: "What was left out, and why", de: "Was fehlt, und warum" },
};

export const groundLabels: Record<CutGround, In> = {
  secret: {
    en: "A secret: whoever has it could get in.",
    de: "Ein Geheimnis: Wer es hat, käme hinein.",
  },
  "other-person": {
    en: "Data of another person (Article 15(4) of the GDPR).",
    de: "Daten eines anderen Menschen (Artikel 15 Absatz 4 DSGVO).",
  },
  administrator: {
    en: "Who did it for the company; shown as “other”.",
    de: "Wer es für das Unternehmen getan hat; steht als „other“ da.",
  },
  "perhaps-another-person": {
    en: "A login that failed: it may have been somebody else, who may share your address. It is shown whole only where you came in from there with the same browser at about the same time.",
    de: "Eine gescheiterte Anmeldung: Es kann jemand anderes gewesen sein, auch jemand mit derselben Adresse. Ganz steht sie nur da, wenn Sie etwa zur selben Zeit mit demselben Browser von dort hereinkamen.",
  },
};

export const words: Record<
  | "title"
  | "madeOn"
  | "contents"
  | "files"
  | "nothing"
  | "shownOf"
  | "partial"
  | "missing"
  | "notAvailable"
  | "sheet"
  | "purposes"
  | "categories"
  | "recipients"
  | "noRecipients"
  | "signInProvider"
  | "retention"
  | "rights"
  | "rightsText"
  | "source"
  | "automated"
  | "transfers"
  | "complaint"
  | "complaintText"
  | "controller"
  | "contact"
  | "dpo"
  | "confirmation"
  | "portableTitle"
  | "handedOver"
  | "who"
  | "what"
  | "place"
  | "ground"
  | "yes"
  | "no"
  | "answered"
  | "holds"
  | "purpose"
  | "region"
  | "file",
  In
> = {
  title: { en: "Your data", de: "Ihre Daten" },
  portableTitle: { en: "Your data to take with you", de: "Ihre Daten zum Mitnehmen" },
  madeOn: { en: "Put together on", de: "Zusammengestellt am" },
  contents: { en: "What is here", de: "Was hier ist" },
  files: {
    en: "This page is for reading. The folder data has the same for machines: JSON whole, CSV for spreadsheets. manifest.json lists every file.",
    de: "Diese Seite ist zum Lesen. Im Ordner data steht dasselbe für Maschinen: JSON vollständig, CSV für Tabellen. manifest.json nennt jede Datei.",
  },
  nothing: { en: "We have nothing of this kind about you.", de: "Davon haben wir nichts über Sie." },
  shownOf: { en: "The first {shown} of {all}. All of them are in", de: "Die ersten {shown} von {all}. Alle stehen in" },
  partial: { en: "This is not everything", de: "Das ist noch nicht alles" },
  missing: {
    en: "We could not get these parts. Our privacy team knows, and you can ask us for them:",
    de: "Diese Teile konnten wir nicht bekommen. Unser Datenschutzteam weiß davon, und Sie können uns danach fragen:",
  },
  notAvailable: {
    en: "The sign-in provider does not show us this list.",
    de: "Der Anmeldedienst zeigt uns diese Liste nicht.",
  },
  sheet: { en: "About the processing of your data (Article 15)", de: "Zur Verarbeitung Ihrer Daten (Artikel 15)" },
  purposes: { en: "What we use the data for", de: "Wofür wir die Daten verwenden" },
  categories: { en: "Kinds of data", de: "Arten von Daten" },
  recipients: { en: "Who received data about you", de: "Wer Daten über Sie erhalten hat" },
  noRecipients: { en: "Nobody beside the sign-in provider.", de: "Niemand außer dem Anmeldedienst." },
  signInProvider: { en: "Sign-in provider (Auth0)", de: "Anmeldedienst (Auth0)" },
  retention: { en: "How long we keep it", de: "Wie lange wir sie aufbewahren" },
  rights: { en: "Your rights", de: "Ihre Rechte" },
  rightsText: {
    en: "You can have your data corrected or deleted, have its use restricted, object to it, and take it with you (Articles 16 to 21 of the GDPR). Ask in the privacy portal or write to us.",
    de: "Sie können Ihre Daten berichtigen oder löschen lassen, ihre Verwendung einschränken lassen, ihr widersprechen und sie mitnehmen (Artikel 16 bis 21 DSGVO). Fragen Sie im Datenschutzportal oder schreiben Sie uns.",
  },
  source: { en: "Where the data comes from", de: "Woher die Daten kommen" },
  automated: { en: "Decisions by machine", de: "Entscheidungen durch Maschinen" },
  transfers: { en: "Transfers outside of the EU", de: "Übermittlungen aus der EU hinaus" },
  complaint: { en: "Complaint", de: "Beschwerde" },
  complaintText: { en: "You can complain at any time to", de: "Sie können sich jederzeit beschweren bei" },
  controller: { en: "Who answers for it", de: "Wer dafür verantwortlich ist" },
  contact: { en: "Contact", de: "Kontakt" },
  dpo: { en: "Data protection officer", de: "Datenschutzbeauftragte" },
  confirmation: {
    en: "Yes, we process data about you. It is listed in this package.",
    de: "Ja, wir verarbeiten Daten über Sie. Sie stehen in diesem Paket.",
  },
  who: { en: "Who", de: "Wer" },
  handedOver: { en: "What {recipient} has handed over", de: "Was {recipient} herausgegeben hat" },
  what: { en: "What", de: "Was" },
  place: { en: "Where", de: "Wo" },
  ground: { en: "Why", de: "Warum" },
  yes: { en: "yes", de: "ja" },
  no: { en: "no", de: "nein" },
  answered: { en: "Answered", de: "Antwort" },
  holds: { en: "Holds", de: "Hat" },
  purpose: { en: "Purpose", de: "Zweck" },
  region: { en: "Region", de: "Region" },
  file: { en: "File", de: "Datei" },
};
