import type { Policy } from "#kernel/policy.ts";
import type { NoticeName } from "#kernel/reaction.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Message } from "#requests/tell.ts";

type Words = { subject: string; paragraphs: (link: string | undefined) => string[] };

/** What reactions write to people. Each says what happened, what it means, and what to do. */
const words: Record<NoticeName, Record<Locale, Words>> = {
  "password-at-risk": {
    en: {
      subject: "Please choose a new password",
      paragraphs: (link) => [
        "Somebody tried to get into your account. Either a password was used that is known from a break-in somewhere else, or wrong ones were tried too often. It may have been you.",
        "We have not changed or blocked anything. To be safe, choose a new password that you use nowhere else.",
        link === undefined
          ? "You sign in through another company: change your password there."
          : `This link lets you set one. It is good for a day, and only for you:\n${link}`,
        "If you have just chosen a new one, there is nothing to do.",
      ],
    },
    de: {
      subject: "Bitte wählen Sie ein neues Passwort",
      paragraphs: (link) => [
        "Jemand hat versucht, in Ihr Konto zu gelangen. Entweder wurde ein Passwort benutzt, das aus einem Einbruch anderswo bekannt ist, oder es wurden zu oft falsche versucht. Vielleicht waren Sie es selbst.",
        "Wir haben nichts geändert und nichts gesperrt. Wählen Sie zur Sicherheit ein neues Passwort, das Sie sonst nirgends verwenden.",
        link === undefined
          ? "Sie melden sich über eine andere Firma an: Ändern Sie Ihr Passwort dort."
          : `Mit diesem Link legen Sie eines fest. Er gilt einen Tag und nur für Sie:\n${link}`,
        "Haben Sie gerade erst ein neues gewählt, müssen Sie nichts tun.",
      ],
    },
  },
  "login-while-leaving": {
    en: {
      subject: "Your account was used, and is about to be deleted",
      paragraphs: () => [
        "You asked us to delete your account, and somebody has signed in to it since.",
        "If that was you and you want to keep the account, take the deletion back in the privacy portal, or with the link in the mail that confirmed your request. If you still want it deleted, there is nothing to do.",
        "If it was not you, choose a new password, and write to us.",
      ],
    },
    de: {
      subject: "Ihr Konto wurde benutzt und wird bald gelöscht",
      paragraphs: () => [
        "Sie haben uns gebeten, Ihr Konto zu löschen, und seither hat sich jemand damit angemeldet.",
        "Waren Sie das und möchten Sie das Konto behalten, nehmen Sie die Löschung im Datenschutz-Portal zurück oder mit dem Link aus der Nachricht, die Ihre Anfrage bestätigt hat. Soll es gelöscht werden, müssen Sie nichts tun.",
        "Waren Sie es nicht, wählen Sie ein neues Passwort und schreiben Sie uns.",
      ],
    },
  },
};

/** A reaction's message in the person's language. `link` leads to a new password, where the account has one. */
export const reactionNotice = (name: NoticeName, locale: Locale, { controller }: Policy, link?: string): Message => {
  const { subject, paragraphs } = words[name][locale];
  const foot = `${locale === "de" ? "Fragen" : "Questions"}: ${controller.contact}\n${controller.name}`;
  return { subject, text: [...paragraphs(link), foot].join("\n\n") };
};
