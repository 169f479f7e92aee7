import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { openSystem, type System } from "#local/system.ts";
import { proposeBlock } from "#requests/blocks.ts";
import { jsonLog } from "#runtime/log.ts";
import { openBrowser, openVisitor, signInAtTenant } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `restriction and contest in the portal${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 120_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-browser-"));
    let system: System;
    beforeAll(async () => {
      system = await openSystem({
        dataDir,
        ports: { api: 0, portal: 0, console: 0, tenant: 0 },
        log: jsonLog({ sink: () => undefined }),
      });
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    test("a person has their data stored only, and ends it again", async () => {
      if (browser === undefined) throw new Error(why);
      const { page, complaints, context } = await openVisitor(browser);
      await page.goto(system.urls.portal);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "otto@example.com", system.urls.portal);
      await page.getByRole("link", { name: "Restrict the use of my data" }).click();
      await page.getByRole("button", { name: "Ask for the restriction" }).click();
      await page.getByText("Please say which of these applies.").waitFor();
      await look(page, "portal-restrict");
      await page.getByLabel("Data about me is wrong").click();
      await page.getByRole("button", { name: "Ask for the restriction" }).click();
      await page.getByRole("heading", { name: "Your data is only stored" }).waitFor();
      await look(page, "portal-restricted");
      await page.getByRole("button", { name: "End the restriction" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "End the restriction" }).click();
      await page.getByRole("heading", { name: /being lifted|is lifted/ }).waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("and in German contests a block at one application", async () => {
      if (browser === undefined) throw new Error(why);
      const at = system.ports.clock.now();
      await proposeBlock(
        system.ports,
        system.policy,
      )({
        userId: UserId.parse("auth0|zoe"),
        reason: "abuse",
        reach: { clients: [system.tenant.clientId("Shop")], connections: [] },
        end: { kind: "until", at: plus(at, days(14)) },
        by: "officer:sub_aaaaaaaaaaaaaaaaaaaaaa",
      });
      await system.engine.settle();
      const { page, complaints, context } = await openVisitor(browser, "de-DE");
      await page.goto(system.urls.portal);
      await page.getByRole("button", { name: "Anmelden" }).click();
      await signInAtTenant(page, "zoe@example.com", system.urls.portal);
      await page.getByRole("link", { name: "Sperre meines Kontos" }).click();
      await page.getByRole("button", { name: "Einspruch gegen diese Sperre" }).click();
      await page.getByLabel("Das war nicht ich.").click();
      await look(page, "portal-contest-de");
      await page.getByRole("button", { name: "Einspruch einlegen" }).click();
      await page.getByRole("heading", { name: "Ein Mensch prüft die Sperre" }).waitFor();
      await look(page, "portal-contested-de");
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);
