import type { ContestReason, ContestRecord } from "#kernel/contest.ts";
import type { Locale } from "#kernel/subject.ts";
import { type About, letter, when } from "#requests/letter.ts";
import type { Message } from "#requests/tell.ts";

// Every message of the contest story, in each language.

/** It arrived: a human being looks, by when, and where more can be said (GDPR Article 22(3)). */
export const acknowledged = (locale: Locale, about: About): Message => {
  const { request, policy } = about;
  const due = when(locale, request.dueAt, policy);
  const { contact } = policy.controller;
  return locale === "de"
    ? letter(locale, about, "Wir prüfen die Sperre Ihres Kontos", [
        "Sie halten die Sperre Ihres Kontos für falsch. Ein Mensch, der bisher nicht damit zu tun hatte, prüft sie jetzt.",
        `Sie bekommen spätestens am ${due} eine Antwort. Möchten Sie Ihre Sicht schildern, schreiben Sie bis dahin an ${contact} und nennen Sie die Nummer unten.`,
      ])
    : letter(locale, about, "We are looking at the block of your account", [
        "You think that the block of your account is wrong. A person who had nothing to do with it so far is looking at it now.",
        `You get an answer by ${due}. If you want to tell us your view of it, write to ${contact} until then, and name the number below.`,
      ]);
};

const reasons: Record<ContestReason, Record<Locale, string>> = {
  "reason-stands": {
    en: "what it rests on was checked and is right",
    de: "das, worauf sie beruht, geprüft wurde und stimmt",
  },
  "risk-remains": {
    en: "your account would still be at risk without it",
    de: "Ihr Konto ohne sie weiterhin gefährdet wäre",
  },
  "bound-by-law": { en: "a law or an authority demands it", de: "ein Gesetz oder eine Behörde sie verlangt" },
  mistake: { en: "it was a mistake, and we are sorry", de: "sie ein Fehler war, und das tut uns leid" },
  "reason-gone": { en: "its reason no longer applies", de: "ihr Grund nicht mehr besteht" },
  "too-hard": { en: "it was harder than necessary", de: "sie härter war als nötig" },
  "was-not-them": {
    en: "it was not you who did what it rests on",
    de: "nicht Sie getan haben, worauf sie beruht",
  },
};

/** What an officer found: the block stays or is lifted, and why. */
export const answered = (locale: Locale, about: About & { answer: NonNullable<ContestRecord["answer"]> }): Message => {
  const why = reasons[about.answer.because][locale];
  if (about.answer.outcome === "lift") {
    return locale === "de"
      ? letter(locale, about, "Sie hatten recht: Die Sperre wird aufgehoben", [
          `Wir haben die Sperre Ihres Kontos noch einmal geprüft und heben sie auf, weil ${why}.`,
          "Sobald das geschehen ist, schreiben wir Ihnen noch einmal.",
        ])
      : letter(locale, about, "You were right: the block is lifted", [
          `We looked at the block of your account once more, and lift it, because ${why}.`,
          "As soon as that has happened we write to you again.",
        ]);
  }
  return locale === "de"
    ? letter(locale, about, "Die Sperre Ihres Kontos bleibt bestehen", [
        `Ein Mensch hat die Sperre noch einmal geprüft. Sie bleibt bestehen, weil ${why}.`,
        "Sie können sich bei der Aufsichtsbehörde beschweren oder vor Gericht klagen. Ihre Datenschutzrechte behalten Sie.",
      ])
    : letter(locale, about, "The block of your account stays", [
        `A person looked at the block once more. It stays, because ${why}.`,
        "You can complain to the supervisory authority, or go to court. You keep your privacy rights.",
      ]);
};

/** The block was over before anybody had answered. */
export const moot = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Die Sperre Ihres Kontos ist vorbei", [
        "Sie hatten eine Sperre für falsch gehalten. Sie ist inzwischen vorbei, deshalb gibt es nichts mehr zu prüfen.",
      ])
    : letter(locale, about, "The block of your account is over", [
        "You thought that a block was wrong. It is over meanwhile, so there is nothing left to look at.",
      ]);

/** The person took it back. */
export const withdrawn = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Sie haben Ihren Einspruch zurückgezogen", [
        "Wir prüfen die Sperre nicht weiter. Sie können jederzeit wieder Einspruch einlegen.",
      ])
    : letter(locale, about, "You withdrew your contest", [
        "We look at the block no further. You can contest it again at any time.",
      ]);

/** Nobody has looked in time. */
export const overdue = (locale: Locale, about: About): Message =>
  locale === "de"
    ? letter(locale, about, "Wir sind mit Ihrem Einspruch noch nicht fertig", [
        "Wir wollten Ihnen bis jetzt antworten und haben es nicht geschafft. Das tut uns leid. Die Leitung unseres Datenschutzteams weiß davon.",
        "Sie müssen nichts tun. Sie können sich auch bei der Aufsichtsbehörde beschweren.",
      ])
    : letter(locale, about, "We are not done with your contest yet", [
        "We meant to answer you by now, and did not manage to. We are sorry. The lead of our privacy team knows of it.",
        "There is nothing for you to do. You can also complain to the supervisory authority.",
      ]);
