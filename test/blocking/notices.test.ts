import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { shutOut } from "#blocking/notices.ts";
import { type BlockReach, BlockReason, type BlockRecord } from "#kernel/block.ts";
import { aPolicy, aRequest, at } from "../support/requests.ts";

const { messageOf } = createRequire(import.meta.url)("../../auth0/actions/blocks/code.js") as {
  messageOf(event: object, block: object): string;
};
const until = at("2026-12-24");
const block = (reason: BlockReason, more: Partial<BlockRecord> = {}): BlockRecord => ({
  ...{ state: "in-force", reason, reach: "everywhere", end: { kind: "until", at: until } },
  ...{ automatic: false, setBy: "officer:one", ...more },
});
const notice = (locale: "en" | "de", of: BlockRecord) =>
  shutOut(locale, {
    request: aRequest({ kind: "block" }),
    policy: aPolicy(),
    block: of,
    contestUrl: "https://privacy.example/links/x",
  });

describe("the notice of a block, and what the login says", () => {
  test.each(BlockReason.options)("name the reason, the effect, the end and the way to contest: %s", (reason) => {
    const english = notice("en", block(reason)).text;
    expect(english).toMatch(/We blocked your account, because \S+/);
    expect(english).toContain("You cannot sign in anywhere");
    expect(english).toContain("access tokens that were issued hold until they expire");
    expect(english).toMatch(/It ends by itself on 24 December 2026/);
    expect(english).toContain("https://privacy.example/links/x");
    const german = notice("de", block(reason)).text;
    expect(german).toMatch(/Wir haben Ihr Konto gesperrt, weil \S+/);
    expect(german).toContain("https://privacy.example/links/x");
    for (const [lang, because] of [
      ["en", /because \S+/],
      ["de", /weil \S+/],
    ] as const) {
      const event = { user: { user_metadata: { lang } }, secrets: { PORTAL_URL: "https://portal.example" } };
      const said = messageOf(event, { clients: ["shop"], connections: [], reason, until });
      expect(said).toMatch(because);
      expect(said).toContain("https://portal.example");
    }
  });

  test("say each reason in words of its own, and none by its name", () => {
    for (const locale of ["en", "de"] as const) {
      const texts = BlockReason.options.map((reason) => notice(locale, block(reason)).text);
      expect(new Set(texts).size).toBe(BlockReason.options.length);
      for (const reason of BlockReason.options.filter((each) => each.includes("-"))) {
        expect(texts.join()).not.toContain(reason);
      }
    }
  });

  test("of named applications says that everything else stays open, and of an automatic one that a person looks", () => {
    const reach: BlockReach = { clients: ["shop"], connections: [] };
    const { text } = notice("en", block("risky-login", { reach, automatic: true, end: { kind: "review", by: until } }));
    expect(text).toContain("Only single applications or ways to sign in are closed");
    expect(text).toContain("A person looks at it in any case (Article 22 of the GDPR)");
    expect(text).toContain("A person looks at it by 24 December 2026");
  });
});
