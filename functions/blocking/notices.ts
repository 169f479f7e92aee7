import type { BlockReason, BlockRecord } from "#kernel/block.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Locale } from "#kernel/subject.ts";
import { type About, letter, when } from "#requests/letter.ts";
import type { Message } from "#requests/tell.ts";

// Every message of the blocking story, in each language: reason, effect, end, and how to contest. No name: the address is enough.

interface AboutBlock extends About {
  block: BlockRecord;
}

const reasons: Record<BlockReason, Record<Locale, string>> = {
  abuse: {
    en: "your account was used against the terms",
    de: "Ihr Konto entgegen den Nutzungsbedingungen verwendet wurde",
  },
  fraud: { en: "there is a suspicion of fraud", de: "ein Verdacht auf Betrug besteht" },
  "breached-password": {
    en: "your password was found in a data breach, and somebody else could use it",
    de: "Ihr Passwort in einem Datenleck gefunden wurde und jemand anderes es verwenden könnte",
  },
  "risky-login": {
    en: "somebody signed in to your account in an unusual way, and it may not have been you",
    de: "sich jemand auf ungewöhnliche Weise bei Ihrem Konto angemeldet hat und das vielleicht nicht Sie waren",
  },
  "authority-order": { en: "an authority ordered it", de: "eine Behörde es angeordnet hat" },
  "rights-of-others": { en: "it protects the rights of other people", de: "es die Rechte anderer schützt" },
};

const endOf = (locale: Locale, { block: { end }, policy }: AboutBlock): string => {
  if (end.kind === "until") {
    const at = when(locale, end.at, policy);
    return locale === "de" ? `Die Sperre endet von selbst am ${at}.` : `It ends by itself on ${at}.`;
  }
  if (end.kind === "review") {
    const by = when(locale, end.by, policy);
    return locale === "de"
      ? `Ein Mensch prüft die Sperre spätestens am ${by} und hebt sie auf oder behält sie bei.`
      : `A person looks at it by ${by}, and lifts or keeps it.`;
  }
  return locale === "de"
    ? "Ein Ende ist nicht festgelegt. Wir prüfen die Sperre regelmäßig wieder."
    : "No end is set. We look at it again regularly.";
};

/** Who is turned away where, and what still works for a while. */
const effectOf = (locale: Locale, { block: { reach } }: AboutBlock): string => {
  if (reach === "everywhere") {
    return locale === "de"
      ? "Sie können sich nirgends mehr mit diesem Konto anmelden, und wir haben Ihre Anmeldungen beendet. Was gerade offen ist, kann bis zu einigen Stunden weiterlaufen, weil schon ausgestellte Zugangstoken gelten, bis sie ablaufen."
      : "You cannot sign in anywhere with this account, and we ended where you were signed in. What is open just now may go on for up to some hours, because access tokens that were issued hold until they expire.";
  }
  return locale === "de"
    ? "Gesperrt sind nur einzelne Anwendungen oder Anmeldewege; alles andere und das Datenschutzportal können Sie weiter benutzen. Was dort gerade offen ist, kann bis zu einigen Stunden weiterlaufen."
    : "Only single applications or ways to sign in are closed; you can go on using everything else, and the privacy portal. What is open there just now may go on for up to some hours.";
};

/** The person is shut out. */
export const shutOut = (locale: Locale, about: AboutBlock & { contestUrl: string }): Message => {
  const reason = reasons[about.block.reason][locale];
  const { automatic } = about.block;
  return locale === "de"
    ? letter(locale, about, "Ihr Konto ist gesperrt", [
        `Wir haben Ihr Konto gesperrt, weil ${reason}.`,
        effectOf(locale, about),
        ...(automatic
          ? [
              "Das hat ein automatischer Schutz getan. Ein Mensch prüft es auf jeden Fall (Artikel 22 DSGVO); bleibt das aus, endet die Sperre.",
            ]
          : []),
        endOf(locale, about),
        `Halten Sie das für falsch? Mit diesem Link legen Sie Einspruch ein, auch ohne Anmeldung; dann prüft es ein anderer Mensch:\n${about.contestUrl}`,
        "Ihre übrigen Datenschutzrechte haben Sie weiter: Im Datenschutzportal bekommen Sie auch ohne Anmeldung einen Link an Ihre Adresse.",
      ])
    : letter(locale, about, "Your account is blocked", [
        `We blocked your account, because ${reason}.`,
        effectOf(locale, about),
        ...(automatic
          ? [
              "An automatic protection did this. A person looks at it in any case (Article 22 of the GDPR); if nobody does, it ends.",
            ]
          : []),
        endOf(locale, about),
        `Do you think this is wrong? With this link you contest it, without signing in; then another person looks at it:\n${about.contestUrl}`,
        "You keep all your other privacy rights: in the privacy portal you get a link to your address without signing in.",
      ]);
};

/** True where a block that is not ours stays after ours was taken back. */
export const isEffectOfOthers = (taken: JsonObject | undefined): boolean => taken?.outcome === "kept-by-others";

/** The block is lifted. */
export const lifted = (locale: Locale, about: AboutBlock & { stillClosed: boolean }): Message =>
  locale === "de"
    ? letter(locale, about, "Die Sperre Ihres Kontos ist aufgehoben", [
        "Wir haben diese Sperre Ihres Kontos aufgehoben.",
        about.stillClosed
          ? "Daneben gilt noch eine andere Sperre, deshalb können Sie Ihr Konto noch nicht überall benutzen. Im Datenschutzportal sehen Sie mehr."
          : "Sie können sich wieder anmelden. Beendete Anmeldungen kommen nicht zurück; bitte melden Sie sich neu an.",
      ])
    : letter(locale, about, "The block of your account is lifted", [
        "We lifted this block of your account.",
        about.stillClosed
          ? "Another one still stands, so you cannot use your account everywhere yet. In the privacy portal you can see more."
          : "You can sign in again. Sign-ins that were ended do not come back; please sign in anew.",
      ]);
