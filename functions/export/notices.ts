import type { Instant } from "#kernel/instant.ts";
import type { OfficerGround } from "#kernel/refusal.ts";
import type { Locale } from "#kernel/subject.ts";
import { type About, day, letter, when } from "#requests/letter.ts";
import { refusalLetter, usualReasons } from "#requests/refusal-letter.ts";
import type { Message } from "#requests/tell.ts";
import { missingName } from "./package/index-page.ts";

// Every message of the export story, in each language. None has a link that opens anything: who reads the mail still has to sign in.

/** The request arrived: what happens, and when it is answered. */
export const acknowledged = (locale: Locale, about: About): Message => {
  const due = day(locale, about.request.dueAt, about.policy);
  return locale === "de"
    ? letter(locale, about, "Wir stellen Ihre Daten zusammen", [
        "Sie haben uns nach den Daten gefragt, die wir über Sie haben. Wir stellen sie jetzt zusammen und fragen auch die Systeme, die Daten von uns bekommen.",
        `Wir schreiben Ihnen, sobald das Paket bereitliegt, spätestens am ${due}.`,
        "Waren Sie das nicht? Ändern Sie Ihr Passwort. Das Paket bekommt nur, wer sich mit Ihrem Konto frisch anmeldet.",
      ])
    : letter(locale, about, "We are putting your data together", [
        "You asked us for the data we have about you. We are putting it together now, and we also ask the systems that get data from us.",
        `We write to you as soon as the package is ready, by ${due} at the latest.`,
        "Was this not you? Change your password. The package goes only to whoever signs in to your account afresh.",
      ]);
};

/** It can be fetched: where, until when, and what is not in it. */
export const ready = (locale: Locale, about: About & { until: Instant; missing: readonly string[] }): Message => {
  const until = when(locale, about.until, about.policy);
  const missing = about.missing.map((name) => `· ${missingName(name, locale)}`).join("\n");
  return locale === "de"
    ? letter(locale, about, "Ihre Daten liegen bereit", [
        `Melden Sie sich im Datenschutzportal an und laden Sie das Paket dort herunter. Es liegt bis ${until} bereit; danach löschen wir es.`,
        "Können Sie sich nicht anmelden, bitten Sie im Portal um einen Link.",
        ...(missing === ""
          ? []
          : [
              `Diese Teile konnten wir nicht bekommen. Unser Datenschutzteam weiß davon, und Sie können uns danach fragen:\n${missing}`,
            ]),
      ])
    : letter(locale, about, "Your data is ready", [
        `Sign in to the privacy portal and download the package there. It is kept until ${until}; then we delete it.`,
        "If you cannot sign in, ask for a link in the portal.",
        ...(missing === ""
          ? []
          : [`We could not get these parts. Our privacy team knows, and you can ask us for them:\n${missing}`]),
      ]);
};

/** The person took it back. */
export const withdrawn = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Sie haben Ihre Bitte um Ihre Daten zurückgezogen", [
        "Was wir schon zusammengestellt hatten, haben wir gelöscht. Sie können jederzeit wieder fragen.",
      ])
    : letter(locale, about, "You withdrew your request for your data", [
        "We deleted what we had put together. You can ask again at any time.",
      ]);

/** The due date has come and an officer is still looking: said plainly, with what happens next. */
export const interim = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Wir sind mit Ihrer Anfrage noch nicht fertig", [
        "Sie haben uns nach Ihren Daten gefragt. Wir wollten Ihnen bis heute antworten und haben es nicht geschafft. Das tut uns leid.",
        "Ein Mensch prüft die Anfrage, und wir melden uns, sobald entschieden ist. Sie müssen nichts tun.",
        "Sie können sich auch bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
      ])
    : letter(locale, about, "We are not done with your request yet", [
        "You asked us for your data. We meant to answer you by today, and did not manage to. We are sorry.",
        "A person is looking at the request, and we write to you as soon as it is decided. There is nothing for you to do.",
        "You can also complain to the supervisory authority, or go to court.",
      ]);

/** Only grounds that can stand against an access request have words of their own; the rest speak by their law. */
const reasons: Partial<Record<OfficerGround, Record<Locale, string>>> = {
  ...usualReasons,
  excessive: {
    en: "You have a package of your data already, and we find another one so soon excessive (Article 12(5) of the GDPR). The one you have stays ready for you until its date.",
    de: "Sie haben schon ein Paket mit Ihren Daten, und ein weiteres so bald halten wir für exzessiv (Artikel 12 Absatz 5 DSGVO). Das vorhandene liegt bis zu seinem Datum für Sie bereit.",
  },
};
const byLaw: Record<Locale, string> = {
  en: "A law keeps us from handing out the data.",
  de: "Ein Gesetz hindert uns daran, die Daten herauszugeben.",
};

/** We do not act, and why: with the remedy, the complaint and the court (GDPR Article 12(4)). */
export const refused = (locale: Locale, about: About & { ground: OfficerGround; law?: string | undefined }): Message =>
  refusalLetter(locale, about, {
    title: { en: "We do not hand the data out", de: "Wir geben Ihnen die Daten nicht heraus" },
    why: reasons[about.ground] ?? byLaw,
  });
