import type { Instant } from "#kernel/instant.ts";
import type { OfficerGround, StoryGround } from "#kernel/refusal.ts";
import type { Locale } from "#kernel/subject.ts";
import { receiptName } from "#ports/archive/archive.ts";
import { type About, day, letter, when } from "#requests/letter.ts";
import { refusalLetter, usualReasons } from "#requests/refusal-letter.ts";
import type { Message } from "#requests/tell.ts";
import { type Identifiers, identifiersName } from "./receipt.ts";

// Every message of the deletion story, in each language. Plain words, the next step, whom to ask. No name: the address is enough.

/** The request arrived: what happens, until when it can be taken back, when it is answered. */
export const acknowledged = (locale: Locale, about: About & { until: Instant; link: string }): Message => {
  const until = when(locale, about.until, about.policy);
  const due = day(locale, about.request.dueAt, about.policy);
  return locale === "de"
    ? letter(locale, about, "Wir haben Ihre Bitte um Löschung erhalten", [
        `Sie haben uns gebeten, Ihr Konto zu löschen. Bis ${until} können Sie es sich anders überlegen: Öffnen Sie diesen Link, oder melden Sie sich im Datenschutzportal an. Dann geschieht nichts.\n${about.link}`,
        `Danach löschen wir Ihr Konto mit allen verknüpften Anmeldungen. Das lässt sich nicht rückgängig machen. Wir antworten spätestens am ${due} und schicken Ihnen dann einen signierten Beleg.`,
        "Waren Sie das nicht? Ziehen Sie die Anfrage mit dem Link zurück und ändern Sie Ihr Passwort.",
      ])
    : letter(locale, about, "We received your request to delete your account", [
        `You asked us to delete your account. You can change your mind until ${until}: open this link, or sign in to the privacy portal. Then nothing happens.\n${about.link}`,
        `After that we delete your account with all its linked logins. This cannot be undone. We answer by ${due} at the latest, and send you a signed receipt.`,
        "Was this not you? Withdraw the request by the link and change your password.",
      ]);
};

/** The person took it back: nothing was deleted. */
export const withdrawn = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Sie haben Ihre Bitte um Löschung zurückgezogen", [
        "Ihr Konto bleibt, wie es ist. Es wurde nichts gelöscht, und Sie müssen nichts weiter tun.",
      ])
    : letter(locale, about, "You withdrew your request to delete your account", [
        "Your account stays as it is. Nothing was deleted, and there is nothing more for you to do.",
      ]);

/** It is done, with the receipt. */
export const done = (
  locale: Locale,
  about: About & { receipt: string; identifiers?: Identifiers | undefined },
): Message => {
  const attachments = [
    { name: receiptName(about.request.requestId), contentType: "application/jose", content: about.receipt },
    ...(about.identifiers === undefined
      ? []
      : [
          {
            name: identifiersName(about.request.requestId),
            contentType: "application/json",
            content: JSON.stringify(about.identifiers),
          },
        ]),
  ];
  return {
    ...(locale === "de"
      ? letter(locale, about, "Ihr Konto ist gelöscht", [
          "Wir haben Ihr Konto mit allen verknüpften Anmeldungen gelöscht und nachgesehen, dass es nicht mehr da ist.",
          "Der Beleg im Anhang ist signiert. Er nennt, was gelöscht wurde, was wo noch wie lange bleibt, und verrät niemandem, um wen es geht. Mit der zweiten Datei können nur Sie zeigen, dass es Ihrer ist. Bewahren Sie beide auf.",
          "Diese Nachricht ist die letzte; Ihre Adresse löschen wir jetzt auch.",
        ])
      : letter(locale, about, "Your account is deleted", [
          "We deleted your account with all its linked logins, and looked again to make sure that it is gone.",
          "The attached receipt is signed. It says what was deleted, what remains where and for how long, and tells nobody whose it is. With the second file only you can show that it is yours. Please keep both.",
          "This is our last message; we delete your address now as well.",
        ])),
    attachments,
  };
};

/** Nobody signed in to ask for it: do they want it? Again as a reminder. */
export const confirmAsked = (locale: Locale, about: About & { until: Instant; link: string }): Message => {
  const until = when(locale, about.until, about.policy);
  return locale === "de"
    ? letter(locale, about, "Haben Sie uns gebeten, Ihr Konto zu löschen?", [
        "Jemand hat uns in Ihrem Namen gebeten, Ihr Konto zu löschen, ohne sich anzumelden. Waren Sie das, bestätigen Sie es bitte hier:",
        about.link,
        `Ohne Ihre Bestätigung geschieht nichts: Nach dem ${until} legen wir die Anfrage beiseite. Waren Sie das nicht, müssen Sie nichts tun.`,
      ])
    : letter(locale, about, "Did you ask us to delete your account?", [
        "Somebody asked us in your name to delete your account, without signing in. If that was you, please confirm it here:",
        about.link,
        `Without your yes nothing happens: after ${until} we put the request aside. If it was not you, there is nothing for you to do.`,
      ]);
};

/** An officer opened it because somebody wrote or called: to every address of the account, and one objection stops it. */
export const openedForYou = (locale: Locale, about: About & { until: Instant; link: string }): Message => {
  const until = when(locale, about.until, about.policy);
  return locale === "de"
    ? letter(locale, about, "Jemand hat uns gebeten, Ihr Konto zu löschen", [
        "Jemand hat uns in Ihrem Namen geschrieben oder angerufen und gebeten, das Konto mit dieser Adresse zu löschen. Unser Datenschutzteam hat die Anfrage angelegt.",
        `Waren Sie das nicht, oder möchten Sie es nicht, halten Sie es hier an. Vor dem ${until} wird nichts gelöscht.`,
        about.link,
      ])
    : letter(locale, about, "Somebody asked us to delete your account", [
        "Somebody wrote to us or called in your name, and asked us to delete the account with this address. Our privacy team opened the request.",
        `If that was not you, or you do not want it, stop it here. Nothing is deleted before ${until}.`,
        about.link,
      ]);
};

/** We did not hear from them: nothing was deleted, and they can ask again. */
export const expired = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Wir haben Ihr Konto nicht gelöscht", [
        "Die Bitte um Löschung wurde nicht bestätigt. Deshalb haben wir sie beiseitegelegt; Ihr Konto bleibt, wie es ist.",
        "Möchten Sie es doch löschen lassen, fragen Sie bitte noch einmal.",
      ])
    : letter(locale, about, "We did not delete your account", [
        "The request to delete it was not confirmed. So we put it aside, and your account stays as it is.",
        "If you do want it deleted, please ask once more.",
      ]);

/** The due date has come and an officer is still looking: said plainly, with what happens next. */
export const interim = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Wir sind mit Ihrer Anfrage noch nicht fertig", [
        "Sie haben uns gebeten, Ihr Konto zu löschen. Wir wollten Ihnen bis heute antworten und haben es nicht geschafft. Das tut uns leid.",
        "Ihr Konto ist noch nicht gelöscht. Ein Mensch prüft die Anfrage, und wir melden uns, sobald entschieden ist. Sie müssen nichts tun und können die Anfrage weiterhin zurückziehen.",
        "Sie können sich auch bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
      ])
    : letter(locale, about, "We are not done with your request yet", [
        "You asked us to delete your account. We meant to answer you by today, and did not manage to. We are sorry.",
        "Your account is not deleted yet. A person is looking at the request, and we write to you as soon as it is decided. There is nothing for you to do, and you can still withdraw it.",
        "You can also complain to the supervisory authority, or go to court.",
      ]);

type Ground = StoryGround | OfficerGround;

const groundSentence: Record<Ground, Record<Locale, string>> = {
  ...usualReasons,
  excessive: {
    en: "We looked at your request and find it excessive, because it repeats earlier ones (Article 12(5) of the GDPR).",
    de: "Wir haben Ihre Anfrage geprüft und halten sie für exzessiv, weil sie frühere wiederholt (Artikel 12 Absatz 5 DSGVO).",
  },
  "freedom-of-expression": {
    en: "The data is needed for the freedom of expression and information (Article 17(3)(a) of the GDPR).",
    de: "Die Daten werden für die Freiheit der Meinungsäußerung und Information gebraucht (Artikel 17 Absatz 3 Buchstabe a DSGVO).",
  },
  "legal-duty": {
    en: "A law obliges us to keep the data (Article 17(3)(b) of the GDPR).",
    de: "Ein Gesetz verpflichtet uns, die Daten aufzubewahren (Artikel 17 Absatz 3 Buchstabe b DSGVO).",
  },
  "public-health-archive-research": {
    en: "The data is needed for public health, or for archives or research in the public interest (Article 17(3)(c) and (d) of the GDPR).",
    de: "Die Daten werden für die öffentliche Gesundheit oder für Archiv- oder Forschungszwecke im öffentlichen Interesse gebraucht (Artikel 17 Absatz 3 Buchstaben c und d DSGVO).",
  },
  "legal-claims": {
    en: "The data is needed to establish, exercise or defend legal claims (Article 17(3)(e) of the GDPR).",
    de: "Die Daten werden gebraucht, um Rechtsansprüche geltend zu machen, auszuüben oder zu verteidigen (Artikel 17 Absatz 3 Buchstabe e DSGVO).",
  },
  "conditions-not-met": {
    en: "We looked at it, and the conditions that the law sets are not met.",
    de: "Wir haben es geprüft, und die Voraussetzungen des Gesetzes liegen nicht vor.",
  },
  "national-limits": {
    en: "A national law limits this right (Article 23 of the GDPR).",
    de: "Ein nationales Gesetz beschränkt dieses Recht (Artikel 23 DSGVO).",
  },
  "protected-account": {
    en: "Your account is one that our systems need to run, so it is not deleted by this way. Please write to us; we arrange it with you.",
    de: "Ihr Konto gehört zu denen, die unsere Systeme zum Betrieb brauchen, und wird deshalb nicht auf diesem Weg gelöscht. Bitte schreiben Sie uns; wir regeln es mit Ihnen.",
  },
  "protected-role": {
    en: "Your account holds an administrator's or officer's role. Ask another administrator to take that role from you, then ask for the deletion again.",
    de: "Ihr Konto hat eine Administrator- oder Prüferrolle. Bitten Sie einen anderen Administrator, Ihnen diese Rolle zu nehmen, und stellen Sie die Anfrage dann noch einmal.",
  },
  "identity-changed": {
    en: "The account you asked about no longer exists; a new account has its name now, and we did not touch it. If you want the new one deleted, sign in to it and ask again.",
    de: "Das Konto, um das es ging, gibt es nicht mehr; ein neues trägt jetzt seinen Namen, und wir haben es nicht angerührt. Soll das neue gelöscht werden, melden Sie sich damit an und fragen Sie noch einmal.",
  },
};

/** We do not act, and why: with the remedy, the complaint and the court (GDPR Article 12(4)). */
export const refused = (locale: Locale, about: About & { ground: Ground; law?: string | undefined }): Message =>
  refusalLetter(locale, about, {
    title: { en: "We did not delete your account", de: "Wir haben Ihr Konto nicht gelöscht" },
    why: groundSentence[about.ground],
  });
