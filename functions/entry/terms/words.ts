import type { Locale } from "#kernel/subject.ts";

/** Everything the pages about documents say. */
export interface TermsWords {
  other: string;
  newTitle: string;
  newLead(company: string, application: string): string;
  changed: string;
  whole: string;
  download: string;
  accept: string;
  decline: string;
  later: string;
  softHint(day: string): string;
  hardHint(application: string): string;
  acceptedTitle: string;
  acceptedText(day: string): string;
  goOn(application: string): string;
  laterTitle: string;
  laterText(day: string): string;
  sparedTitle: string;
  sparedText: string;
  declinedTitle: string;
  declinedSoft(day: string): string;
  declinedHard(application: string): string;
  stays: string;
  takeData: string;
  deleteAccount: string;
  back: string;
  leave(application: string): string;
  goWithout(application: string): string;
  overTitle: string;
  overText: string;
  noTextTitle: string;
  noTextText: string;
  version(version: string): string;
  application: string;
  questions(contact: string): string;
}

const english: TermsWords = {
  other: "Deutsch",
  newTitle: "Our terms have changed",
  newLead: (company, application) =>
    `${company} has new terms of use. Please read what is new and tell us whether you accept it. Then you go on to ${application}.`,
  changed: "What has changed",
  whole: "Read the whole text",
  download: "Download the text",
  accept: "I accept the new terms",
  decline: "I do not accept",
  later: "Decide later",
  softHint: (day) => `You can decide later, until ${day}.`,
  hardHint: (application) => `You need to decide before you can go on to ${application}.`,
  acceptedTitle: "Thank you",
  acceptedText: (day) => `You accepted the terms on ${day}. There is nothing more for you to do.`,
  goOn: (application) => `Go on to ${application}`,
  laterTitle: "You can decide later",
  laterText: (day) => `We will ask again when you next sign in. Please decide by ${day}.`,
  sparedTitle: "There is nothing to decide now",
  sparedText:
    "Our terms have changed. While the use of your data is restricted, we do not ask you about them. We will when the restriction is over.",
  declinedTitle: "You have not accepted the new terms",
  declinedSoft: (day) =>
    `That is all right. You can go on as before until ${day}; after that you need to accept to sign in.`,
  declinedHard: (application) => `Without accepting, you cannot sign in to ${application}.`,
  stays:
    "Your account and your data stay as they are, and your rights to them too. In the privacy portal you can sign in at any time, whatever you decide here.",
  takeData: "Take my data along",
  deleteAccount: "Delete my account",
  back: "Back to the terms",
  leave: (application) => `Return to ${application} without signing in`,
  goWithout: (application) => `Go on to ${application} for now`,
  overTitle: "This page is over",
  overText: "It is good for one login and for an hour. Go back to where you wanted to sign in, and sign in again.",
  noTextTitle: "We cannot show you the terms just now",
  noTextText: "That is our mistake, and somebody looks after it. Please try again in a while.",
  version: (version) => `Version ${version}`,
  application: "the application",
  questions: (contact) => `Questions: ${contact}`,
};

const german: TermsWords = {
  other: "English",
  newTitle: "Unsere Bedingungen haben sich geändert",
  newLead: (company, application) =>
    `${company} hat neue Nutzungsbedingungen. Bitte lesen Sie, was neu ist, und sagen Sie uns, ob Sie zustimmen. Danach geht es weiter zu ${application}.`,
  changed: "Was sich geändert hat",
  whole: "Den ganzen Text lesen",
  download: "Den Text herunterladen",
  accept: "Ich stimme den neuen Bedingungen zu",
  decline: "Ich stimme nicht zu",
  later: "Später entscheiden",
  softHint: (day) => `Sie können sich bis zum ${day} auch später entscheiden.`,
  hardHint: (application) => `Sie müssen sich entscheiden, bevor es weitergeht zu ${application}.`,
  acceptedTitle: "Vielen Dank",
  acceptedText: (day) => `Sie haben den Bedingungen am ${day} zugestimmt. Sie müssen nichts weiter tun.`,
  goOn: (application) => `Weiter zu ${application}`,
  laterTitle: "Sie können sich später entscheiden",
  laterText: (day) => `Wir fragen bei der nächsten Anmeldung wieder. Bitte entscheiden Sie sich bis zum ${day}.`,
  sparedTitle: "Sie müssen jetzt nichts entscheiden",
  sparedText:
    "Unsere Bedingungen haben sich geändert. Solange die Verarbeitung Ihrer Daten eingeschränkt ist, fragen wir Sie nicht danach. Das tun wir, wenn die Einschränkung vorbei ist.",
  declinedTitle: "Sie haben den neuen Bedingungen nicht zugestimmt",
  declinedSoft: (day) =>
    `Das ist in Ordnung. Bis zum ${day} geht alles weiter wie bisher; danach brauchen wir Ihre Zustimmung für die Anmeldung.`,
  declinedHard: (application) => `Ohne Zustimmung können Sie sich nicht mehr anmelden bei: ${application}.`,
  stays:
    "Ihr Konto und Ihre Daten bleiben, wie sie sind, und Ihre Rechte daran auch. Im Datenschutzportal können Sie sich jederzeit anmelden, wie auch immer Sie sich hier entscheiden.",
  takeData: "Meine Daten mitnehmen",
  deleteAccount: "Mein Konto löschen",
  back: "Zurück zu den Bedingungen",
  leave: (application) => `Ohne Anmeldung zurück zu ${application}`,
  goWithout: (application) => `Vorerst weiter zu ${application}`,
  overTitle: "Diese Seite gilt nicht mehr",
  overText:
    "Sie gilt für eine einzige Anmeldung und eine Stunde lang. Gehen Sie dorthin zurück, wo Sie sich anmelden wollten, und melden Sie sich noch einmal an.",
  noTextTitle: "Wir können Ihnen die Bedingungen gerade nicht zeigen",
  noTextText:
    "Das ist unser Fehler, und es kümmert sich jemand darum. Bitte versuchen Sie es in einer Weile noch einmal.",
  version: (version) => `Fassung ${version}`,
  application: "der Anwendung",
  questions: (contact) => `Fragen: ${contact}`,
};

export const termsWords: Record<Locale, TermsWords> = { en: english, de: german };
