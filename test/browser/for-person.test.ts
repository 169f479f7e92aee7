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
import { openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `restriction and contest in the console${why === "" ? "" : ` (skipped: ${why})`}`,
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

    const signIn = async ({ page }: Visitor, email: string): Promise<void> => {
      await page.goto(system.urls.console);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, email, system.urls.console);
    };

    test("an officer opens a restriction for who wrote, another one approves it, and lifting says what it does", async () => {
      const { page } = officer;
      await signIn(officer, "officer@example.com");
      await page.getByRole("link", { name: "Open one for a person" }).click();
      await page.getByLabel("What they want").selectOption({ label: "Restriction of the use of their data" });
      await page.getByLabel("Account").fill("auth0|yuki");
      await page.getByLabel("Ground").selectOption({ label: "The person needs the data for legal claims" });
      await look(page, "console-restriction-new");
      await page.getByRole("button", { name: "Open it" }).click();
      await page.getByRole("heading", { name: /^Restriction …/ }).waitFor();
      await page.getByText("the person needs the data for legal claims", { exact: false }).waitFor();
      expect(await page.content()).not.toContain("yuki");

      const second = other.page;
      await signIn(other, "officer2@example.com");
      await second.goto(page.url());
      await second.getByRole("button", { name: "Approve" }).click({ timeout: 60_000 });
      await second.getByRole("dialog").getByText("the data is only stored from then on").waitFor();
      await second.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      await second.getByText("In force", { exact: true }).first().waitFor({ timeout: 60_000 });
      await look(second, "console-restriction");
      await second.getByRole("button", { name: "Lift the restriction" }).click();
      await second.getByRole("dialog").getByText("The person is told first").waitFor();
      await look(second, "console-restriction-lift");
      await second.getByRole("dialog").getByLabel("Reason").selectOption({ label: "Its ground no longer applies" });
      await second.getByRole("dialog").getByRole("button", { name: "Lift the restriction" }).click();
      await second.getByText("its ground no longer applies, by you", { exact: false }).waitFor({ timeout: 60_000 });
      await look(second, "console-restriction-announced");
    });

    test("a contest that came by letter is opened from the block, and answered by somebody else", async () => {
      const { page } = officer;
      const at = system.ports.clock.now();
      const proposed = await proposeBlock(
        system.ports,
        system.policy,
      )({
        userId: UserId.parse("auth0|sam"),
        reason: "abuse",
        reach: "everywhere",
        end: { kind: "until", at: plus(at, days(14)) },
        by: "officer:sub_aaaaaaaaaaaaaaaaaaaaaa",
      });
      if (!proposed.accepted) throw new Error(proposed.because);
      await page.goto(`${system.urls.console}/blocks/${proposed.request.requestId}`);
      await page.getByText("In force", { exact: true }).first().waitFor({ timeout: 60_000 });
      await look(page, "console-block-to-contest");
      await page.getByRole("link", { name: "The person wrote or called that it is wrong" }).click();
      expect(await page.getByRole("textbox", { name: "Block" }).inputValue()).toBe(proposed.request.requestId);
      await page.getByLabel("Account").fill("auth0|yuki");
      await page.getByRole("button", { name: "Open it" }).click();
      await page.getByText("There is no block of this person under this number that stands.").waitFor();
      await page.getByLabel("Account").fill("auth0|sam");
      await page.getByLabel("What they say").selectOption({ label: "It was not them" });
      await look(page, "console-contest-new");
      await page.getByRole("button", { name: "Open it" }).click();
      await page.getByRole("heading", { name: /^Contest …/ }).waitFor();
      await page.getByText("What is closed, and why").click();
      await page.getByText("You opened this request. Another officer must answer it.").waitFor();

      const second = other.page;
      await second.goto(page.url());
      await second.getByRole("button", { name: "Answer the contest" }).click({ timeout: 60_000 });
      await second.getByRole("dialog").getByLabel("What you found").waitFor();
      await look(second, "console-contest-answer");
      const found = second.getByRole("dialog").getByLabel("What you found");
      // a judgement is not made by leaving things as they are
      expect(await found.inputValue()).toBe("");
      await found.selectOption("lift reason-gone");
      await second.getByRole("dialog").getByRole("button", { name: "Answer the contest" }).click();
      await second.getByText("Lifted:", { exact: false }).waitFor({ timeout: 60_000 });
      await look(second, "console-contest");
      await expect
        .poll(async () => (await system.ports.reader.read(UserId.parse("auth0|sam")))?.blocked, { timeout: 60_000 })
        .toBe(false);
    });

    test("nothing was complained of but what was provoked", () => {
      const expected = /status of (401|404|422)/;
      expect([...officer.complaints, ...other.complaints].filter((line) => !expected.test(line))).toEqual([]);
    });
  },
);
