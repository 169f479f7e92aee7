import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import { openSystem, type System } from "#local/system.ts";
import { jsonLog } from "#runtime/log.ts";
import { openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `lists of accounts in the console${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 180_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-browser-"));
    let system: System;
    let officer: Visitor;
    let other: Visitor;

    beforeAll(async () => {
      system = await openSystem({
        dataDir,
        ports: { api: 0, portal: 0, console: 0, tenant: 0 },
        log: jsonLog({ sink: () => undefined }),
      });
      if (browser === undefined) return;
      officer = await openVisitor(browser);
      other = await openVisitor(browser);
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const blocked = async (userId: string): Promise<boolean | undefined> =>
      (await system.ports.reader.read(UserId.parse(userId)))?.blocked;

    test("an officer hands in a file, and sees what each entry would meet, masked", async () => {
      const { page } = officer;
      await page.goto(`${system.urls.console}/blocks`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "officer@example.com", system.urls.console);
      await page.getByRole("link", { name: "Many at once" }).click();
      await page.getByText("No list has been handed in yet.").waitFor();
      await page.getByRole("link", { name: "Hand in a list" }).click();
      const file = join(dataDir, "list.csv");
      writeFileSync(file, '"auth0|sam"\nauth0|yuki\nauth0|blocked\nauth0|admin\nauth0|nobody\nno id\n');
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Take them from a file" }).click();
      await (await chooser).setFiles(file);
      await page.getByText("6 entries").waitFor();
      await look(page, "console-list-new");
      await page.getByRole("button", { name: "Look what would happen" }).click();
      await page.getByText("Nothing has been changed for anybody.").waitFor();
      await page.getByText("6 of 6 looked at").waitFor({ timeout: 60_000 });
      await page.getByText("You proposed it. Another officer must approve it.").waitFor({ timeout: 60_000 });
      await page.getByText("no such account").first().waitFor();
      expect(await page.content()).not.toContain("auth0|");
      await look(page, "console-list-proposed");
      await page.getByRole("button", { name: "Reveal this page" }).click();
      await page.getByText("auth0|sam").waitFor();
      expect(await blocked("auth0|sam")).toBe(false);
    });

    test("another one approves it, watches it, and stops it; what is blocked stays so", async () => {
      const { page } = other;
      await page.goto(`${system.urls.console}/blocks/lists`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "officer2@example.com", system.urls.console);
      await page.getByRole("link", { name: /^Block for abuse/ }).click();
      await page.getByRole("button", { name: "Approve" }).click();
      await page.getByRole("dialog").getByText("It can be stopped before the next account.").waitFor();
      await look(page, "console-list-approve");
      await page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      await page.getByRole("button", { name: "Stop" }).waitFor();
      await page.getByRole("link", { name: "its block" }).first().waitFor({ timeout: 60_000 });
      await look(page, "console-list-running");
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
      await page.getByText("Stopped", { exact: true }).first().waitFor({ timeout: 60_000 });
      await page.getByText("6 of 6 came to an end").waitFor({ timeout: 60_000 });
      await look(page, "console-list-stopped");
      const said = await page.getByRole("listitem").filter({ hasText: "its block" }).allTextContents();
      const [sam, yuki] = [await blocked("auth0|sam"), await blocked("auth0|yuki")];
      expect(said.filter((line) => / blocked/.test(line) || /masked ?blocked/.test(line)).length).toBe(
        [sam, yuki].filter((each) => each === true).length,
      );
    });

    test("nothing was complained of", () => {
      expect([...officer.complaints, ...other.complaints]).toEqual([]);
    });
  },
);
