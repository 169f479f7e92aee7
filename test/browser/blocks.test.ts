import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import { openSystem, type System } from "#local/system.ts";
import { jsonLog } from "#runtime/log.ts";
import { giveSecondFactor, openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `blocks in the console${why === "" ? "" : ` (skipped: ${why})`}`,
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

    test("an officer blocks a person; a second factor that is asked for meanwhile loses nothing that was typed", async () => {
      const { page } = officer;
      await page.goto(system.urls.console);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "officer@example.com", system.urls.console);
      await page.getByRole("link", { name: "Blocks", exact: true }).click();
      await page.getByText("Nobody is blocked.").waitFor();
      await look(page, "console-blocks-none");

      await page.getByRole("link", { name: "Block a person" }).click();
      await page.getByLabel("Account").fill("auth0|yuki");
      await page.getByLabel("Reason").selectOption({ label: "Fraud" });
      await page.getByLabel("File number").fill("AZ 17/26");
      await look(page, "console-block-new");
      await page.route("**/officer/blocks", (route) => route.fulfill(noFactor), { times: 1 });
      await page.getByRole("button", { name: "Block", exact: true }).click();
      await page.getByRole("button", { name: "Confirm with my second factor" }).click();
      await page.waitForURL(/mfa/);
      await giveSecondFactor(page);
      expect(await page.getByLabel("Account").inputValue()).toBe("auth0|yuki");
      expect(await page.getByLabel("Reason").inputValue()).toBe("fraud");
      expect(await page.getByLabel("File number").inputValue()).toBe("AZ 17/26");
      // and it does not stay in the browser's history
      expect(JSON.stringify(await page.evaluate("window.history.state"))).not.toContain("yuki");
      await page.getByRole("button", { name: "Block", exact: true }).click();
      await page.getByRole("heading", { name: /^Block .*: fraud$/ }).waitFor();
      await page.getByText("In force", { exact: true }).first().waitFor({ timeout: 60_000 });
      await page.getByText("masked").waitFor();
      expect(await page.content()).not.toContain("yuki");
      await look(page, "console-block");
      expect(await blocked("auth0|yuki")).toBe(true);
    });

    test("and lifts it again, with a reason, after having read what that does", async () => {
      const { page } = officer;
      await page.getByRole("button", { name: "Lift" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("they sign in anew").waitFor();
      await dialog.getByLabel("Why").selectOption({ label: "It was a mistake" });
      await look(page, "console-block-lift");
      await dialog.getByRole("button", { name: "Lift" }).click();
      await page.getByText("Over", { exact: true }).first().waitFor({ timeout: 60_000 });
      await page.getByText("it was a mistake").waitFor();
      expect(await blocked("auth0|yuki")).toBe(false);
    });

    test("without an end it waits for another officer, who finds it in the list and approves it", async () => {
      const { page } = officer;
      await page.goto(`${system.urls.console}/blocks/new`);
      await page.getByLabel("Account").fill("auth0|sam");
      await page.getByLabel("Until when").selectOption({ label: "Until an officer lifts it" });
      await page.getByText("Without an end, another officer must approve it.").waitFor();
      await page.getByRole("button", { name: "Block", exact: true }).click();
      await page.getByText("Another officer must approve it: No end is set.").waitFor({ timeout: 60_000 });
      await look(page, "console-block-proposed");
      expect(await blocked("auth0|sam")).toBe(false);

      const second = other.page;
      await second.goto(`${system.urls.console}/blocks?view=proposed`);
      await second.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(second, "officer2@example.com", system.urls.console);
      await second.getByRole("link", { name: /^Abuse/ }).click();
      await second.getByRole("button", { name: "Approve" }).click();
      await second.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      await second.getByText("In force", { exact: true }).first().waitFor({ timeout: 60_000 });
      await second.getByRole("link", { name: "All blocks" }).click();
      await second.getByRole("link", { name: /^Abuse/ }).waitFor();
      await look(second, "console-blocks");
      await second.getByLabel("Reason").selectOption({ label: "Fraud" });
      await second.getByText("Nobody is blocked.").waitFor();
    });

    test("Auth0's own blocks are told apart, and cleared with a reason", async () => {
      const { page } = officer;
      if (browser === undefined) throw new Error(why);
      system.tenant.behave({ bruteForceThreshold: 1 });
      const guesser = await openVisitor(browser);
      await guesser.page.goto(system.urls.portal);
      await guesser.page.getByRole("button", { name: "Sign in" }).click();
      await guesser.page.getByLabel("E-mail address").fill("tom@example.com");
      await guesser.page.getByLabel("Password").fill("guessed");
      await guesser.page.getByRole("button", { name: "Continue" }).click();
      await guesser.page.getByRole("alert").waitFor();
      await guesser.context.close();
      await page.goto(`${system.urls.console}/blocks/auth0`);
      const account = page.getByRole("region", { name: "One account, after wrong passwords" });
      await account.getByLabel("Account").fill("auth0|tom");
      await account.getByRole("button", { name: "Look" }).click();
      await account.getByText("holds this account back from one address").waitFor();
      await look(page, "console-auth0-blocks");
      await account.getByLabel("Why").selectOption({ label: "We have checked that it is the person" });
      await account.getByRole("button", { name: "Let them try again" }).click();
      await account.getByText("It is being done").waitFor();
      await expect
        .poll(
          async () => {
            await account.getByRole("button", { name: "Look" }).click();
            await account.getByText(/^(Auth0|After)/).waitFor();
            return account.getByText("from no address").count();
          },
          { timeout: 90_000, interval: 2000 },
        )
        .toBe(1);

      const address = page.getByRole("region", { name: "One address that tried many accounts" });
      await address.getByLabel("IP address").fill("203.0.113.7");
      await address.getByRole("button", { name: "Look" }).click();
      await address.getByText("Auth0 does not hold this address back.").waitFor();
      await address.getByLabel("IP address").fill("somewhere");
      await address.getByRole("button", { name: "Look" }).click();
      await address.getByText("That is no IP address.").waitFor();
    });

    test("nothing was complained of but what was provoked", () => {
      const expected = /status of 40[14]/;
      expect([...officer.complaints, ...other.complaints].filter((line) => !expected.test(line))).toEqual([]);
    });
  },
);

const noFactor = {
  status: 401,
  contentType: "application/problem+json",
  headers: {
    "access-control-allow-origin": "*",
    "www-authenticate": 'Bearer error="insufficient_user_authentication"',
  },
  body: JSON.stringify({
    type: "https://habeas.dev/problems/second-factor-needed",
    title: "Please confirm with your second factor",
    status: 401,
    detail: "Please confirm with your second factor.",
  }),
};
