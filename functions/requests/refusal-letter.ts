import type { OfficerGround } from "#kernel/refusal.ts";
import type { Locale } from "#kernel/subject.ts";
import { type About, letter } from "./letter.ts";
import type { Message } from "./tell.ts";

type Said = Record<Locale, string>;

/** What is said of a ground whatever was asked for. */
export const usualReasons = {
  "not-identified": {
    en: "We could not make sure that it is you who asked. If you can tell us more, please ask again: signing in is the surest way.",
    de: "Wir konnten nicht feststellen, dass die Anfrage von Ihnen kommt. Wenn Sie uns mehr sagen können, fragen Sie bitte noch einmal: Am sichersten ist die Anmeldung.",
  },
  "manifestly-unfounded": {
    en: "We looked at your request and find it manifestly unfounded (Article 12(5) of the GDPR).",
    de: "Wir haben Ihre Anfrage geprüft und halten sie für offenkundig unbegründet (Artikel 12 Absatz 5 DSGVO).",
  },
  "rights-of-others": {
    en: "It would take from the rights of other people (Article 15(4) of the GDPR).",
    de: "Die Rechte anderer Menschen würden beeinträchtigt (Artikel 15 Absatz 4 DSGVO).",
  },
} as const satisfies Partial<Record<OfficerGround, Said>>;

const remedy: Said = {
  en: "You can complain to the supervisory authority, or go to court.",
  de: "Sie können sich bei der Aufsichtsbehörde beschweren oder vor Gericht klagen.",
};
const theLaw: Said = { en: "The law:", de: "Das Gesetz:" };

/** We do not act, and why: with the reason, the complaint and the court (GDPR Article 12(4)). What was asked for is the title's to say. */
export const refusalLetter = (
  locale: Locale,
  about: About & { law?: string | undefined },
  { title, why }: { title: Said; why: Said },
): Message =>
  letter(locale, about, title[locale], [
    about.law === undefined ? why[locale] : `${why[locale]} ${theLaw[locale]} ${about.law}.`,
    remedy[locale],
  ]);
