import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import { openSystem, type System } from "#local/system.ts";
import { openRequest } from "#requests/open.ts";
import { jsonLog } from "#runtime/log.ts";
import { openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `pages in a browser${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 120_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-browser-"));
    let system: System;

    beforeAll(async () => {
      system = await openSystem({
        dataDir,
        ports: { api: 0, portal: 0, console: 0, tenant: 0 },
        coolingOffSeconds: 86_400,
        log: jsonLog({ sink: () => undefined }),
      });
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const visitor = async (locale?: string): Promise<Visitor> => {
      if (browser === undefined) throw new Error(why);
      return openVisitor(browser, locale);
    };
    const mailed = async (subject: RegExp): Promise<string> => {
      const found = (await system.outbox.list()).items.find((message) => subject.test(message.subject));
      return /http:\S+/.exec(found?.text ?? "")?.[0] ?? "";
    };
    const signedIn = async (page: Page, url: string, email: string): Promise<void> => {
      await page.goto(url);
      await page.getByRole("button", { name: /^(?:Sign in|Anmelden)$/ }).click();
      await signInAtTenant(page, email, url);
    };

    test("the privacy page is public, says what to do without a login, and its link leads to one's requests", async () => {
      const { page, complaints, context } = await visitor();
      await page.goto(`${system.urls.portal}/privacy`);
      await page.getByRole("heading", { name: "If you cannot sign in" }).waitFor();
      await look(page, "portal-privacy");
      await page.getByLabel("Your e-mail address").fill("not an address");
      await page.getByRole("button", { name: "Send me a link" }).click();
      await page.getByText("This is not an e-mail address.").waitFor();
      await look(page, "portal-privacy-wrong");
      await page.getByLabel("Your e-mail address").fill("sam@example.com");
      await page.getByRole("button", { name: "Send me a link" }).click();
      await page.getByText("a link is on its way").waitFor();
      await look(page, "portal-privacy-sent");

      await system.timetable.tick();
      await expect.poll(() => mailed(/link|rights|sign/i), { timeout: 30_000 }).toContain("/access/");
      await page.goto(await mailed(/link|rights|sign/i));
      await look(page, "link-access");
      await page.getByRole("button").first().click();
      await look(page, "link-session");
      expect(complaints.filter((line) => !/status of 422/.test(line))).toEqual([]);
      await context.close();
    });

    test("a German browser is spoken to in German, and the language can be changed for good", async () => {
      const { page, complaints, context } = await visitor("de-DE");
      await page.goto(`${system.urls.portal}/privacy`);
      await page.getByRole("heading", { name: "Ihre Rechte" }).waitFor();
      expect(await page.evaluate("document.documentElement.lang")).toBe("de");
      await look(page, "portal-privacy-de");
      await signedIn(page, system.urls.portal, "olga@example.com");
      await page.getByRole("link", { name: "Mein Konto löschen" }).click();
      await page.getByLabel("Tippen Sie DELETE").waitFor();
      await look(page, "portal-delete-de");
      await page.getByRole("button", { name: "English" }).click();
      await page.getByRole("heading", { name: "Delete my account" }).waitFor();
      await page.reload();
      await page.getByRole("heading", { name: "Delete my account" }).waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("everything goes by keyboard alone: from signing in to the request and back to keeping the account", async () => {
      const { page, complaints, context } = await visitor();
      const tabTo = async (name: string): Promise<void> => {
        for (let presses = 0; presses < 40; presses += 1) {
          await page.keyboard.press("Tab");
          const focused = await page.evaluate(
            "(document.activeElement?.labels?.[0] ?? document.activeElement)?.textContent?.trim() ?? ''",
          );
          if (focused === name) return;
        }
        throw new Error(`nothing named "${name}" is reached by Tab`);
      };
      const dialogHasFocus = () =>
        expect
          .poll(() => page.evaluate("document.querySelector('[role=dialog]')?.contains(document.activeElement)"))
          .toBe(true);
      await page.goto(system.urls.portal);
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      await tabTo("Skip to the content");
      await tabTo("Sign in");
      await page.keyboard.press("Enter");
      await page.getByLabel("E-mail address").waitFor();
      await tabTo("E-mail address");
      await page.keyboard.type("otto@example.com");
      await tabTo("Password");
      await page.keyboard.type("habeas");
      await page.keyboard.press("Enter");
      await page.getByText("You have not asked us for anything yet.").waitFor();
      await tabTo("Delete my account");
      await page.keyboard.press("Enter");
      await page.getByLabel("Type DELETE to confirm").waitFor();
      await tabTo("Type DELETE to confirm");
      await page.keyboard.type("DELETE");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "You can still change your mind" }).waitFor();
      await tabTo("Keep my account");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await dialogHasFocus();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Keep my account");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await dialogHasFocus();
      await page.keyboard.press("Enter"); // the dialog's own button has the focus
      await page.getByRole("heading", { name: "You took it back" }).waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("errors are sentences that say what to do: no such page, no such request, an API that is away", async () => {
      const { page, context } = await visitor();
      await page.goto(`${system.urls.portal}/nothing/here`);
      await page.getByRole("heading", { name: "There is no such page" }).waitFor();
      await look(page, "portal-no-page");
      await signedIn(page, system.urls.portal, "tom@example.com");
      await page.goto(`${system.urls.portal}/requests/01KARZ3NDEKTSV4RRFFQ69G5FA`);
      await page.getByText("There is no such request among yours.").waitFor();
      await look(page, "portal-no-request");
      await page.route(`${system.urls.api}/**`, (route) => route.abort());
      await page.goto(system.urls.portal);
      await page.getByText("We cannot be reached just now.").waitFor({ timeout: 60_000 });
      await look(page, "portal-unreachable");
      await page.unroute(`${system.urls.api}/**`);
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("You have not asked us for anything yet.").waitFor();
      await context.close();
    });

    test("a lead officer switches everything off that destroys, and sees what failed and what is held", async () => {
      const open = openRequest(system.ports, system.policy);
      const asked = async (userId: string) => {
        const proof = { loginAgeSeconds: 10, federated: false };
        const outcome = await open({ kind: "deletion", channel: "self-service", userId: UserId.parse(userId), proof });
        if (!outcome.accepted) throw new Error(outcome.because);
        return outcome.request.requestId;
      };
      const failed = await asked("auth0|zoe");
      await system.engine.settle();
      await system.ports.requests.change(failed, ({ request }) => ({
        outcome: undefined,
        request: {
          ...request,
          status: "needs-attention",
          attention: { since: system.ports.clock.now(), error: "TenantRefused" },
        },
        audit: [],
      }));
      const { page, complaints, context } = await visitor();
      await signedIn(page, system.urls.console, "lead@example.com");
      await page.getByRole("button", { name: "Switch destruction off" }).click();
      await look(page, "console-switch");
      await page.getByRole("dialog").getByRole("button", { name: "Switch destruction off" }).click();
      await page.getByText("Everything that destroys is switched off").waitFor();
      expect((await system.ports.requests.readKillSwitch()).off).toBe(true);
      await look(page, "console-switched-off");

      await page.getByRole("link", { name: "Need attention" }).click();
      await page.getByRole("link", { name: `Deletion …${failed.slice(-6)}` }).click();
      await page.getByText("The run has stopped").waitFor();
      await look(page, "console-attention");
      await page.getByRole("button", { name: "Refuse" }).click();
      await page.getByLabel("Ground").selectOption("legal-duty");
      await look(page, "console-refuse");
      await page.getByRole("dialog").getByRole("button", { name: "Refuse" }).click();
      await page.getByText("This ground needs the name of the law").waitFor(); // the API's own words
      await page.getByRole("dialog").getByRole("button", { name: "Leave it" }).click();
      await page.getByRole("button", { name: "Place a legal hold" }).click();
      await page.getByLabel("File number").fill("AZ 12/26");
      await page
        .getByLabel("To be reviewed on")
        .fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
      await page.getByRole("dialog").getByRole("button", { name: "Place a legal hold" }).click();
      await page.getByText("legal claims; You; to be reviewed on").waitFor();
      await look(page, "console-hold");
      expect(complaints.filter((line) => !/status of 422/.test(line))).toEqual([]);
      await context.close();
    });
  },
);
