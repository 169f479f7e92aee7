import type { Campaign } from "#kernel/campaign.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Locale } from "#kernel/subject.ts";
import type { DocumentText, TermsDocument } from "#kernel/terms.ts";
import type { Notice } from "#ports/notices/notices.ts";
import { day } from "#requests/letter.ts";

// Every letter of a campaign, in each language. Calm and plain: what changes, when, what to do, and what to do who does not want it.

/** What every letter of a campaign is about. */
export interface About {
  campaign: Campaign;
  document: TermsDocument;
  policy: Policy;
  portalUrl: string;
}
export type Letter = Pick<Notice, "subject" | "text">;

/** The letter of a mailing, in the person's language, or in one that the document has. */
export const letterFor = (mailing: string, locale: Locale, about: About): Letter => {
  const [written, text] = textIn(about.document, locale, about.policy);
  if (!about.campaign.gates) return noticeChanged[written](about, text);
  return mailing === "notice" ? termsChange[written](about, text) : reminder[written](about, text);
};

/** The text in this language; else in the first of policy's languages that it is written in; else in any. */
const textIn = ({ texts }: TermsDocument, locale: Locale, { locales }: Policy): [Locale, DocumentText] => {
  for (const each of [locale, ...locales, "en", "de"] as const) {
    const text = texts[each];
    if (text !== undefined) return [each, text];
  }
  throw new RangeError("a document without a text");
};

/** The change note as plain mail shows it: without the marks of emphasis. */
const plain = (changes: string): string => changes.replaceAll("**", "").trim();

const together = (subject: string, paragraphs: (string | undefined)[]): Letter => ({
  subject,
  text: paragraphs.filter((paragraph) => paragraph !== undefined).join("\n\n"),
});

const foot: Record<Locale, (policy: Policy) => string> = {
  en: ({ controller }) => `Questions: ${controller.contact}\n${controller.name}`,
  de: ({ controller }) => `Fragen: ${controller.contact}\n${controller.name}`,
};

type Writer = Record<Locale, (about: About, text: DocumentText) => Letter>;

/** New terms are coming. */
const termsChange: Writer = {
  en: ({ campaign, policy, portalUrl }, { title, changes }) => {
    const [from, until] = [day("en", campaign.effectiveAt, policy), day("en", campaign.requiredAt, policy)];
    return together(`${title}: a new version from ${from}`, [
      `From ${from} a new version of our "${title}" applies.`,
      changes && `What changes:\n\n${plain(changes)}`,
      `You do not need to do anything now. When you next sign in after ${from}, we will show you the text and ask you. You can also read and answer it today: ${portalUrl}`,
      campaign.requiredAt > campaign.effectiveAt
        ? `Until ${until} you can say "later". After that you need to have accepted to go on using your account.`
        : undefined,
      "If you do not agree, you can take your data with you and delete your account, at the same address, at any time.",
      foot.en(policy),
    ]);
  },
  de: ({ campaign, policy, portalUrl }, { title, changes }) => {
    const [from, until] = [day("de", campaign.effectiveAt, policy), day("de", campaign.requiredAt, policy)];
    return together(`${title}: neue Fassung ab ${from}`, [
      `Ab ${from} gilt eine neue Fassung: „${title}“.`,
      changes && `Was sich ändert:\n\n${plain(changes)}`,
      `Sie müssen jetzt nichts tun. Wenn Sie sich nach dem ${from} das nächste Mal anmelden, zeigen wir Ihnen den Text und fragen Sie. Sie können ihn auch heute schon lesen und antworten: ${portalUrl}`,
      campaign.requiredAt > campaign.effectiveAt
        ? `Bis ${until} können Sie „später“ sagen. Danach brauchen Sie die Zustimmung, um Ihr Konto weiter zu nutzen.`
        : undefined,
      "Sind Sie nicht einverstanden, können Sie dort jederzeit Ihre Daten mitnehmen und Ihr Konto löschen.",
      foot.de(policy),
    ]);
  },
};

/** Whoever has not accepted is reminded that "later" ends. */
const reminder: Writer = {
  en: ({ campaign, policy, portalUrl }, { title }) => {
    const until = day("en", campaign.requiredAt, policy);
    return together(`${title}: please read and answer by ${until}`, [
      `We wrote to you about the new version of our "${title}". We have no answer from you yet.`,
      `Read it and answer here, or the next time you sign in: ${portalUrl}`,
      `Until ${until} you can say "later". After that you need to have accepted to go on using your account. Nothing is deleted, whatever you decide.`,
      "If you do not agree, you can take your data with you and delete your account, at the same address, at any time.",
      foot.en(policy),
    ]);
  },
  de: ({ campaign, policy, portalUrl }, { title }) => {
    const until = day("de", campaign.requiredAt, policy);
    return together(`${title}: bitte lesen und antworten bis ${until}`, [
      `Wir hatten Ihnen geschrieben, dass es eine neue Fassung gibt: „${title}“. Von Ihnen haben wir noch keine Antwort.`,
      `Lesen und antworten können Sie hier oder bei der nächsten Anmeldung: ${portalUrl}`,
      `Bis ${until} können Sie „später“ sagen. Danach brauchen Sie die Zustimmung, um Ihr Konto weiter zu nutzen. Gelöscht wird nichts, wie auch immer Sie entscheiden.`,
      "Sind Sie nicht einverstanden, können Sie dort jederzeit Ihre Daten mitnehmen und Ihr Konto löschen.",
      foot.de(policy),
    ]);
  },
};

/** A notice binds nobody: it is told, and asks for nothing. */
const noticeChanged: Writer = {
  en: ({ campaign, policy, portalUrl }, { title, changes }) => {
    const from = day("en", campaign.effectiveAt, policy);
    return together(`${title}: a new version from ${from}`, [
      `From ${from} a new version of our "${title}" applies.`,
      changes && `What changes:\n\n${plain(changes)}`,
      `You do not need to do anything. You can read it here: ${portalUrl}`,
      foot.en(policy),
    ]);
  },
  de: ({ campaign, policy, portalUrl }, { title, changes }) => {
    const from = day("de", campaign.effectiveAt, policy);
    return together(`${title}: neue Fassung ab ${from}`, [
      `Ab ${from} gilt eine neue Fassung: „${title}“.`,
      changes && `Was sich ändert:\n\n${plain(changes)}`,
      `Sie müssen nichts tun. Lesen können Sie sie hier: ${portalUrl}`,
      foot.de(policy),
    ]);
  },
};
