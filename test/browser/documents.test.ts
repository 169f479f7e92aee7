import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSystem, type System } from "#local/system.ts";
import { jsonLog } from "#runtime/log.ts";
import { openBrowser, openVisitor, signInAtTenant } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `terms, notices and consents in the portal${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 180_000 },
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

    test("each stands for itself: a consent has an equal No and is taken back in one step, and says nothing about the terms", async () => {
      if (browser === undefined) throw new Error(why);
      const { page, complaints, context } = await openVisitor(browser);
      await page.goto(`${system.urls.portal}/documents`);
      await page.getByRole("button", { name: /sign in/i }).click();
      await signInAtTenant(page, "ada@example.com", system.urls.portal);
      const newsletter = page.getByRole("region", { name: /newsletter/i });
      const yes = newsletter.getByRole("button", { name: /^Yes/ });
      const no = newsletter.getByRole("button", { name: /^No/ });
      const [ofYes, ofNo] = [await yes.getAttribute("class"), await no.getAttribute("class")];
      expect(ofNo).toBe(ofYes);
      await look(page, "portal-documents");

      await yes.click();
      await newsletter.getByText(/You said yes on/).waitFor();
      await newsletter.getByRole("button", { name: /^Take my yes back/ }).click();
      await newsletter.getByText(/You took your yes back on/).waitFor();
      await page
        .getByRole("region", { name: /terms of use/i })
        .getByText("You have not accepted this version yet.")
        .waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);
