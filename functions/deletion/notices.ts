import type { Instant } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Message } from "#requests/tell.ts";
import type { RefusalGround } from "./model.ts";
import { receiptName } from "./receipt.ts";

// Every message of the deletion story, in each language. Plain words, the next step, whom to ask. No name: the address is enough.

interface About {
  request: PrivacyRequest;
  policy: Policy;
}

const when = (locale: Locale, moment: Instant, { controller }: Policy): string =>
  new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "de-DE", {
    dateStyle: "long",
    timeStyle: "short",
    timeZone: controller.calendar.timeZone,
  }).format(new Date(moment));

const day = (locale: Locale, moment: Instant, { controller }: Policy): string =>
  new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "de-DE", {
    dateStyle: "long",
    timeZone: controller.calendar.timeZone,
  }).format(new Date(moment));

const foot: Record<Locale, (about: About) => string> = {
  en: ({ request, policy: { controller } }) =>
    `Questions: ${controller.contact}. You can complain to ${controller.supervisoryAuthority} at any time.\nYour request: ${request.requestId}\n${controller.name}`,
  de: ({ request, policy: { controller } }) =>
    `Fragen: ${controller.contact}. Sie können sich jederzeit bei ${controller.supervisoryAuthority} beschweren.\nIhre Anfrage: ${request.requestId}\n${controller.name}`,
};

const letter = (locale: Locale, about: About, subject: string, paragraphs: string[]): Message => ({
  subject,
  text: [...paragraphs, foot[locale](about)].join("\n\n"),
});

/** The request arrived: what happens, until when it can be taken back, when it is answered. */
export const acknowledged = (locale: Locale, about: About & { until: Instant }): Message => {
  const until = when(locale, about.until, about.policy);
  const due = day(locale, about.request.dueAt, about.policy);
  return locale === "de"
    ? letter(locale, about, "Wir haben Ihre Bitte um Löschung erhalten", [
        `Sie haben uns gebeten, Ihr Konto zu löschen. Bis ${until} können Sie es sich anders überlegen: Melden Sie sich im Datenschutzportal an und ziehen Sie die Anfrage zurück. Dann geschieht nichts.`,
        `Danach löschen wir Ihr Konto mit allen verknüpften Anmeldungen. Das lässt sich nicht rückgängig machen. Wir antworten spätestens am ${due} und schicken Ihnen dann einen signierten Beleg.`,
        "Waren Sie das nicht? Ziehen Sie die Anfrage zurück und ändern Sie Ihr Passwort.",
      ])
    : letter(locale, about, "We received your request to delete your account", [
        `You asked us to delete your account. You can change your mind until ${until}: sign in to the privacy portal and withdraw the request. Then nothing happens.`,
        `After that we delete your account with all its linked logins. This cannot be undone. We answer by ${due} at the latest, and send you a signed receipt.`,
        "Was this not you? Withdraw the request and change your password.",
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
export const done = (locale: Locale, about: About & { receipt: string }): Message => {
  const attachments = [
    { name: receiptName(about.request.requestId), contentType: "application/jose", content: about.receipt },
  ];
  return {
    ...(locale === "de"
      ? letter(locale, about, "Ihr Konto ist gelöscht", [
          "Wir haben Ihr Konto mit allen verknüpften Anmeldungen gelöscht und nachgesehen, dass es nicht mehr da ist.",
          "Der Beleg im Anhang ist signiert. Er nennt, was gelöscht wurde, was wo noch wie lange bleibt, und verrät niemandem, um wen es geht. Bewahren Sie ihn auf.",
          "Diese Nachricht ist die letzte; Ihre Adresse löschen wir jetzt auch.",
        ])
      : letter(locale, about, "Your account is deleted", [
          "We deleted your account with all its linked logins, and looked again to make sure that it is gone.",
          "The attached receipt is signed. It says what was deleted, what remains where and for how long, and tells nobody whose it is. Please keep it.",
          "This is our last message; we delete your address now as well.",
        ])),
    attachments,
  };
};

const groundSentence: Record<RefusalGround, Record<Locale, string>> = {
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
export const refused = (locale: Locale, about: About & { ground: RefusalGround }): Message =>
  locale === "de"
    ? letter(locale, about, "Wir haben Ihr Konto nicht gelöscht", [
        groundSentence[about.ground].de,
        "Sie können sich bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
      ])
    : letter(locale, about, "We did not delete your account", [
        groundSentence[about.ground].en,
        "You can complain to the supervisory authority, or go to court.",
      ]);
