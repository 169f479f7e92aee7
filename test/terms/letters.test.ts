import { describe, expect, test } from "vitest";
import type { TermsDocument } from "#kernel/terms.ts";
import { letterFor } from "#terms/letters.ts";
import { aCampaign } from "../support/campaigns.ts";
import { aPolicy, at } from "../support/requests.ts";

const text = (title: string, changes?: string) => ({
  title,
  text: `# ${title}`,
  html: "",
  sha256: "0".repeat(64),
  changes,
});
const document: TermsDocument = {
  kind: "terms",
  document: "terms",
  version: "2026-12",
  texts: { en: text("Terms of use", "- **Prices**: none."), de: text("Nutzungsbedingungen", "- **Preise**: keine.") },
};
const about = { campaign: aCampaign(), document, policy: aPolicy(), portalUrl: "https://portal.example.com" };

describe("letters of a campaign", () => {
  test.each(["en", "de"] as const)("say when, what changes, where, and what to do who does not agree: %s", (locale) => {
    const { subject, text } = letterFor("notice", locale, about);
    expect(subject).toContain(locale === "de" ? "1. Dezember 2026" : "1 December 2026");
    expect(text).toContain(locale === "de" ? "- Preise: keine." : "- Prices: none.");
    expect(text).toContain("https://portal.example.com");
    expect(text).toContain(locale === "de" ? "Konto löschen" : "delete your account");
    expect(text).toContain(locale === "de" ? "31. Dezember 2026" : "31 December 2026");
    expect(text).toContain("privacy@example.com");
    expect(`${subject}${text}`).not.toMatch(/[!*]/);
  });

  test.each(["en", "de"] as const)("of a reminder name the day, and threaten with nothing: %s", (locale) => {
    const { subject, text } = letterFor("reminder-1", locale, about);
    expect(subject).toContain(locale === "de" ? "31. Dezember 2026" : "31 December 2026");
    expect(text).toContain(locale === "de" ? "Gelöscht wird nichts" : "Nothing is deleted");
    expect(`${subject}${text}`).not.toContain("!");
  });

  test("without a grace promise no 'later'", () => {
    const campaign = aCampaign({ requiredAt: at("2026-12-01") });
    expect(letterFor("notice", "en", { ...about, campaign }).text).not.toContain("later");
  });

  test("of a notice ask for nothing", () => {
    const campaign = aCampaign({ gates: false });
    for (const locale of ["en", "de"] as const) {
      const { text } = letterFor("notice", locale, { ...about, campaign });
      expect(text).toContain(locale === "de" ? "Sie müssen nichts tun" : "You do not need to do anything");
      expect(text).not.toMatch(/accept|Zustimmung/);
    }
  });

  test("are in a language that the text has, where it lacks the person's", () => {
    const english = { ...document, texts: { en: document.texts.en } };
    expect(letterFor("notice", "de", { ...about, document: english }).subject).toContain("Terms of use");
  });
});
