import type { ContestGround } from "#kernel/contest.ts";
import type { RestrictionGround } from "#kernel/restriction.ts";
import type { Locale } from "#kernel/subject.ts";

/** What the page of a session says of the form that was sent. */
export const said = {
  asked: {
    en: "Thank you. We sent you a mail: please confirm there that we should delete your account. Nothing happens before.",
    de: "Danke. Wir haben Ihnen eine Mail geschickt: Bitte bestätigen Sie dort, dass wir Ihr Konto löschen sollen. Vorher geschieht nichts.",
  },
  withdrawn: {
    en: "It is withdrawn. Your account stays as it is.",
    de: "Zurückgezogen. Ihr Konto bleibt, wie es ist.",
  },
  contested: {
    en: "Thank you. A person looks at the block, and you get the answer by mail.",
    de: "Danke. Ein Mensch prüft die Sperre, und Sie bekommen die Antwort per Mail.",
  },
  "taken-back": { en: "It is taken back.", de: "Die Anfrage ist zurückgezogen." },
  "export-asked": {
    en: "Thank you. We put your data together and write to you as soon as it is ready. You can fetch it here then, by a new link.",
    de: "Danke. Wir stellen Ihre Daten zusammen und schreiben Ihnen, sobald sie bereitliegen. Sie können sie dann hier über einen neuen Link abholen.",
  },
  "export-there": {
    en: "A package with your data is ready already: you can fetch it below. If you need a new one, write to us.",
    de: "Ein Paket mit Ihren Daten liegt schon bereit: Sie können es unten abholen. Wenn Sie ein neues brauchen, schreiben Sie uns.",
  },
  "restriction-asked": {
    en: "Thank you. You get a mail that says how we go on. Nothing changes about your sign-in.",
    de: "Danke. Sie bekommen eine Mail, in der steht, wie es weitergeht. An Ihrer Anmeldung ändert sich nichts.",
  },
  "package-signed": {
    en: "Your data is ready. The address below works for one minute; keep it to yourself.",
    de: "Ihre Daten liegen bereit. Die Adresse unten gilt eine Minute; geben Sie sie niemandem.",
  },
  "no-package": {
    en: "There is no package to fetch. If its time is over, ask for a new one.",
    de: "Es gibt kein Paket zum Abholen. Wenn seine Zeit um ist, fordern Sie ein neues an.",
  },
  "being-deleted": {
    en: "Your account is being deleted already, so nothing more can be asked for. If that is a mistake, write to us at once.",
    de: "Ihr Konto wird schon gelöscht, deshalb lässt sich nichts mehr beantragen. Wenn das ein Irrtum ist, schreiben Sie uns gleich.",
  },
  "too-late": { en: "It can no longer be stopped.", de: "Sie lässt sich nicht mehr anhalten." },
} as const;

export const contestWords: Record<ContestGround, Record<Locale, string>> = {
  "was-not-me": { en: "Contest the block: it was not me", de: "Einspruch gegen die Sperre: Das war nicht ich" },
  "not-true": { en: "Contest the block: it is not true", de: "Einspruch gegen die Sperre: Das stimmt nicht" },
  settled: { en: "Contest the block: it is settled", de: "Einspruch gegen die Sperre: Das ist erledigt" },
  "too-hard": { en: "Contest the block: it is too hard", de: "Einspruch gegen die Sperre: Das ist zu hart" },
};

export const restrictionWords: Record<RestrictionGround, Record<Locale, string>> = {
  "accuracy-contested": {
    en: "Data about me is wrong, and you are to check it",
    de: "Daten über mich sind falsch, und Sie sollen das prüfen",
  },
  "objection-pending": {
    en: "I objected to the use of my data, and it is not decided yet",
    de: "Ich habe der Verwendung meiner Daten widersprochen, und darüber ist noch nicht entschieden",
  },
  unlawful: {
    en: "My data is used unlawfully, and I do not want it deleted",
    de: "Meine Daten werden unrechtmäßig verwendet, und ich möchte keine Löschung",
  },
  "needed-for-claims": {
    en: "You no longer need the data, but I need it for legal claims",
    de: "Sie brauchen die Daten nicht mehr, ich aber für Rechtsansprüche",
  },
};

export const askWords = {
  deletion: { en: "Ask for my account to be deleted", de: "Mein Konto löschen lassen" },
  export: { en: "Ask for a copy of my data", de: "Eine Kopie meiner Daten anfordern" },
  restriction: { en: "Ask you to only store my data", de: "Verwendung meiner Daten einschränken" },
  package: { en: "Fetch my data", de: "Meine Daten abholen" },
} as const;
export const whyWords = {
  en: "You can ask us to only store your data for now. Why?",
  de: "Sie können verlangen, dass wir Ihre Daten vorerst nur speichern. Warum?",
};
export const downloadWords = { en: "Download the package (ZIP)", de: "Das Paket herunterladen (ZIP)" };

export type SessionNotice = keyof typeof said;
