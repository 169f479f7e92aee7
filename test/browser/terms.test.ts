import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import { instantOf, millisOf } from "#kernel/instant.ts";
import { openSystem, type System } from "#local/system.ts";
import { jsonLog } from "#runtime/log.ts";
import { openBrowser, openVisitor, signInAtTenant } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();
const version = "2027-01";

describe.skipIf(browser === undefined)(
  `terms in the console${why === "" ? "" : ` (skipped: ${why})`}`,
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

    /** So many accept on each of three days, in two languages. */
    const people = async (): Promise<void> => {
      const { terms, subjects, clock } = system.ports;
      const publication = await terms.findPublication({ document: "terms", version });
      for (let number = 0; number < 9; number += 1) {
        await terms.record({
          subjectRef: await subjects.refOf(UserId.parse(`auth0|answer${number}`)),
          kind: "terms",
          document: "terms",
          version,
          answer: number === 4 ? "declined" : "accepted",
          sha256: publication?.hashes.en ?? "",
          locale: number % 3 === 0 ? "de" : "en",
          at: instantOf(millisOf(clock.now()) - (number % 3) * 86_400_000),
          how: "gate",
          group: number % 4 === 0 ? "org_habeas" : "Username-Password-Authentication",
        });
      }
    };

    test("a lead officer rehearses, publishes, watches, and takes it back", async () => {
      if (browser === undefined) throw new Error(why);
      const { page, complaints, context } = await openVisitor(browser);
      await page.goto(system.urls.console);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "lead@example.com", system.urls.console);
      await page.getByRole("link", { name: "Terms", exact: true }).click();
      await page.getByText("Nothing has been published yet.").waitFor();
      await look(page, "console-terms-none");

      await page.getByRole("listitem").filter({ hasText: "Terms of use 2027-01" }).getByRole("link").click();
      await page.getByRole("button", { name: "Rehearse" }).click();
      await page.getByRole("heading", { name: "What would happen" }).waitFor();
      await look(page, "console-terms-rehearsal");
      // another choice is another decision: it must be rehearsed anew
      await page.getByLabel("Days of grace").fill("14");
      await page.getByRole("heading", { name: "What would happen" }).waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Rehearse" }).click();
      await page.getByRole("button", { name: "Publish" }).click();

      await page.getByRole("heading", { name: "Terms 2027-01" }).waitFor();
      await page.getByText(/Done .* sent/).waitFor({ timeout: 60_000 });
      await people();
      await page.getByText("8 accepted").waitFor();
      await look(page, "console-terms-campaign");

      await page.getByRole("button", { name: "Undo" }).click();
      await look(page, "console-terms-undo");
      await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
      await page.getByText("Undone", { exact: true }).waitFor({ timeout: 60_000 });
      await page.getByRole("link", { name: "Terms and notices" }).click();
      await page.getByRole("link", { name: "Terms 2027-01" }).waitFor();
      await look(page, "console-terms");
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);
