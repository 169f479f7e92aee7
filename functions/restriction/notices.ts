import type { Instant } from "#kernel/instant.ts";
import type { OfficerGround } from "#kernel/refusal.ts";
import type { RestrictionGround, RestrictionOver, RestrictionRecord } from "#kernel/restriction.ts";
import type { Locale } from "#kernel/subject.ts";
import { type About, day, letter, when } from "#requests/letter.ts";
import { refusalLetter, usualReasons } from "#requests/refusal-letter.ts";
import type { Message } from "#requests/tell.ts";

// Every message of the restriction story, in each language.

/** The request arrived, and an officer looks first. */
export const acknowledged = (locale: Locale, about: About): Message => {
  const due = day(locale, about.request.dueAt, about.policy);
  return locale === "de"
    ? letter(locale, about, "Wir prüfen Ihre Bitte um Einschränkung", [
        "Sie haben uns gebeten, Ihre Daten nur noch zu speichern und nicht weiter zu verwenden. Ein Mensch prüft das jetzt.",
        `Wir antworten spätestens am ${due}. Sie müssen nichts tun, und Sie können die Bitte bis dahin zurückziehen.`,
      ])
    : letter(locale, about, "We are looking at your request for a restriction", [
        "You asked us to store your data only, and not to use it. A person is looking at that now.",
        `We answer by ${due} at the latest. There is nothing for you to do, and until then you can take the request back.`,
      ]);
};

const grounds: Record<RestrictionGround, Record<Locale, string>> = {
  "accuracy-contested": {
    en: "you say that data about you is wrong, and we are checking it",
    de: "Sie die Richtigkeit von Daten über Sie bestreiten und wir das prüfen",
  },
  unlawful: {
    en: "our use of the data was not lawful, and you do not want it deleted",
    de: "unsere Verarbeitung unrechtmäßig war und Sie keine Löschung möchten",
  },
  "needed-for-claims": {
    en: "you need the data for legal claims, although we do not need it any more",
    de: "Sie die Daten für Rechtsansprüche brauchen, obwohl wir sie nicht mehr benötigen",
  },
  "objection-pending": {
    en: "you objected to our use of the data, and we are checking whose reasons weigh more",
    de: "Sie der Verarbeitung widersprochen haben und wir prüfen, wessen Gründe überwiegen",
  },
};

const shutWords: Record<"shut" | "spared", Record<Locale, string>> = {
  shut: {
    en: "As you wished, nobody can sign in with your account meanwhile, you included. You keep your rights without signing in: in the privacy portal you get a link to your address.",
    de: "Wie gewünscht kann sich solange niemand mit Ihrem Konto anmelden, auch Sie selbst nicht. Ihre Rechte behalten Sie ohne Anmeldung: Im Datenschutzportal bekommen Sie einen Link an Ihre Adresse.",
  },
  spared: {
    en: "We could not shut sign-in as you wished, because your account holds a role that our systems need. Everything else holds.",
    de: "Die Anmeldung konnten wir nicht wie gewünscht sperren, weil Ihr Konto eine Rolle hat, die unsere Systeme brauchen. Alles andere gilt.",
  },
};

/** The data is only stored from now on: why, what that means, and how it ends. */
export const stands = (locale: Locale, about: About & { restriction: RestrictionRecord; isShut: boolean }): Message => {
  const { ground, shutsSignIn, signInSpared } = about.restriction;
  const why = grounds[ground][locale];
  const shut = about.isShut
    ? [shutWords.shut[locale]]
    : shutsSignIn && signInSpared === "protected"
      ? [shutWords.spared[locale]]
      : [];
  return locale === "de"
    ? letter(locale, about, "Ihre Daten werden ab jetzt nur noch gespeichert", [
        `Wir haben die Verarbeitung Ihrer Daten eingeschränkt, weil ${why} (Artikel 18 DSGVO).`,
        "Das heißt: Wir speichern Ihre Daten, verwenden und löschen sie aber nicht. Sie bekommen keine Erinnerungen von uns, und die Systeme, die Daten von uns haben, erfahren davon. Was Sie selbst verlangen, etwa eine Kopie Ihrer Daten oder die Löschung, erledigen wir weiterhin.",
        ...shut,
        "Bevor wir die Einschränkung aufheben, schreiben wir Ihnen. Sie selbst können sie jederzeit im Datenschutzportal beenden.",
      ])
    : letter(locale, about, "From now on your data is only stored", [
        `We restricted the use of your data, because ${why} (Article 18 of the GDPR).`,
        "That means: we store your data, and neither use nor delete it. You get no reminders from us, and the systems that have data from us are told. What you ask for yourself, such as a copy of your data or the deletion, we still do.",
        ...shut,
        "Before we lift the restriction we write to you. You can end it yourself at any time in the privacy portal.",
      ]);
};

const reasons: Record<RestrictionOver, Record<Locale, string>> = {
  "data-is-right": {
    en: "we checked the data that you contested, and it is right",
    de: "wir die bestrittenen Daten geprüft haben und sie richtig sind",
  },
  "data-corrected": { en: "the data is corrected", de: "die Daten berichtigt sind" },
  "objection-decided": {
    en: "your objection has been decided; you had a letter about it",
    de: "über Ihren Widerspruch entschieden ist; darüber haben Sie einen Brief bekommen",
  },
  "ground-gone": { en: "its reason no longer applies", de: "ihr Grund nicht mehr besteht" },
  "person-asks": { en: "you asked us to", de: "Sie uns darum gebeten haben" },
  mistake: { en: "it was begun by mistake", de: "sie irrtümlich begonnen wurde" },
  "account-gone": { en: "the account is deleted", de: "das Konto gelöscht ist" },
};

/** It will be lifted: why, and when at the earliest. Goes out before anything is lifted (GDPR Article 18(3)). */
export const lifting = (locale: Locale, about: About & { because: RestrictionOver; at: Instant }): Message => {
  const why = reasons[about.because][locale];
  const at = when(locale, about.at, about.policy);
  const isWish = about.because === "person-asks";
  return locale === "de"
    ? letter(locale, about, "Wir heben die Einschränkung Ihrer Daten auf", [
        `Wir heben die Einschränkung Ihrer Daten auf, weil ${why}.`,
        isWish
          ? "Das geschieht jetzt gleich."
          : `Das geschieht frühestens am ${at}. Bis dahin bleibt alles, wie es ist. Sind Sie nicht einverstanden, schreiben Sie an ${about.policy.controller.contact}.`,
      ])
    : letter(locale, about, "We will lift the restriction of your data", [
        `We will lift the restriction of your data, because ${why}.`,
        isWish
          ? "This happens right away."
          : `This happens on ${at} at the earliest. Until then everything stays as it is. If you do not agree, write to ${about.policy.controller.contact}.`,
      ]);
};

/** It was to be lifted, and stays after all. */
export const kept = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Die Einschränkung Ihrer Daten bleibt bestehen", [
        "Wir hatten Ihnen geschrieben, dass wir die Einschränkung Ihrer Daten aufheben. Wir haben noch einmal geprüft und lassen sie bestehen.",
        "Bevor wir sie aufheben, schreiben wir Ihnen wieder.",
      ])
    : letter(locale, about, "The restriction of your data stays", [
        "We wrote to you that we would lift the restriction of your data. We looked once more, and it stays.",
        "Before we lift it we write to you again.",
      ]);

/** It is lifted. */
export const lifted = (locale: Locale, about: About & { wasShut: boolean; stillClosed: boolean }): Message => {
  const signIn = about.stillClosed
    ? {
        en: "Sign-in stays shut, because another block stands. In the privacy portal you can see more.",
        de: "Die Anmeldung bleibt gesperrt, weil daneben eine andere Sperre gilt. Im Datenschutzportal sehen Sie mehr.",
      }
    : {
        en: "You can sign in again. Sign-ins that were ended do not come back; please sign in anew.",
        de: "Sie können sich wieder anmelden. Beendete Anmeldungen kommen nicht zurück; bitte melden Sie sich neu an.",
      };
  const more = about.wasShut || about.stillClosed ? [signIn[locale]] : [];
  return locale === "de"
    ? letter(locale, about, "Die Einschränkung Ihrer Daten ist aufgehoben", [
        "Wir haben die Einschränkung aufgehoben und verwenden Ihre Daten wieder wie vorher. Die Systeme, die Daten von uns haben, erfahren es jetzt.",
        ...more,
      ])
    : letter(locale, about, "The restriction of your data is lifted", [
        "We lifted the restriction, and use your data again as before. The systems that have data from us are told now.",
        ...more,
      ]);
};

/** The person took it back before anything was restricted. */
export const withdrawn = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Sie haben Ihre Bitte um Einschränkung zurückgezogen", [
        "Es wurde nichts eingeschränkt. Sie können jederzeit wieder darum bitten.",
      ])
    : letter(locale, about, "You withdrew your request for a restriction", [
        "Nothing was restricted. You can ask again at any time.",
      ]);

/** The due date has come and an officer is still looking: said plainly, with what happens next. */
export const interim = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Wir sind mit Ihrer Anfrage noch nicht fertig", [
        "Sie haben um eine Einschränkung Ihrer Daten gebeten. Wir wollten bis heute antworten und haben es nicht geschafft. Das tut uns leid.",
        "Ein Mensch prüft die Anfrage, und wir melden uns, sobald entschieden ist. Sie müssen nichts tun.",
        "Sie können sich auch bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
      ])
    : letter(locale, about, "We are not done with your request yet", [
        "You asked for a restriction of your data. We meant to answer by today, and did not manage to. We are sorry.",
        "A person is looking at the request, and we write to you as soon as it is decided. There is nothing for you to do.",
        "You can also complain to the supervisory authority, or go to court.",
      ]);

/** Only grounds that can stand against a restriction have words of their own; the rest speak by their law. */
const noReasons: Partial<Record<OfficerGround, Record<Locale, string>>> = {
  ...usualReasons,
  "conditions-not-met": {
    en: "We looked at it, and none of the four cases applies in which the law gives you this right (Article 18(1) of the GDPR).",
    de: "Wir haben es geprüft, und keiner der vier Fälle trifft zu, in denen das Gesetz dieses Recht gibt (Artikel 18 Absatz 1 DSGVO).",
  },
  excessive: {
    en: "We find the request excessive, because it repeats earlier ones (Article 12(5) of the GDPR).",
    de: "Wir halten die Anfrage für exzessiv, weil sie frühere wiederholt (Artikel 12 Absatz 5 DSGVO).",
  },
};
const byLaw: Record<Locale, string> = {
  en: "A law stands against it.",
  de: "Ein Gesetz steht dem entgegen.",
};

/** We do not restrict, and why: with the complaint and the court (GDPR Article 12(4)). */
export const refused = (locale: Locale, about: About & { ground: OfficerGround; law?: string | undefined }): Message =>
  refusalLetter(locale, about, {
    title: { en: "We do not restrict the use of your data", de: "Wir schränken die Verarbeitung nicht ein" },
    why: noReasons[about.ground] ?? byLaw,
  });
