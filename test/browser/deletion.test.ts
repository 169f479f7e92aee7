import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyReceipt } from "#deletion/receipt.ts";
import type { RequestId } from "#kernel/ids.ts";
import { openSystem, type System } from "#local/system.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { jsonLog } from "#runtime/log.ts";
import { giveSecondFactor, openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `in a browser${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 120_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-browser-"));
    let system: System;
    let person: Visitor;
    let officer: Visitor;
    let requestId: RequestId;

    beforeAll(async () => {
      system = await openSystem({
        dataDir,
        ports: { api: 0, portal: 0, console: 0, tenant: 0 },
        coolingOffSeconds: 6 * 86_400 + 3600,
        log: jsonLog({ sink: () => undefined }),
      });
      if (browser === undefined) return;
      person = await openVisitor(browser);
      officer = await openVisitor(browser);
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const events = async () =>
      (await system.ports.audit.entries(requestChain(requestId))).items.map(({ event }) => event);

    test("a person is told what this is, and signs in", async () => {
      const { page } = person;
      await page.goto(system.urls.portal);
      await page.getByRole("heading", { name: "Your data, your decision" }).waitFor();
      await look(page, "portal-welcome");
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "ada@example.com", system.urls.portal);
      await page.getByText("You have not asked us for anything yet.").waitFor();
      await look(page, "portal-empty");
    });

    test("a reload keeps the person signed in, though no token is stored anywhere", async () => {
      const { page } = person;
      await page.reload();
      await page.getByText("You have not asked us for anything yet.").waitFor();
      const stored = await page.evaluate("JSON.stringify({ ...localStorage, ...sessionStorage })");
      expect(stored).not.toMatch(/ey[JI]/);
    });

    test("asking needs a fresh login and the typed word", async () => {
      const { page } = person;
      await page.getByRole("link", { name: "Delete my account" }).click();
      await page.getByLabel("Type DELETE to confirm").waitFor();
      await look(page, "portal-delete");
      await page.getByRole("button", { name: "Delete my account" }).click();
      await page.getByText("Please type the word DELETE").waitFor();
      await look(page, "portal-delete-wrong-word");

      // the API finds the login too old: the page asks for another one, and goes on after it
      await page.route("**/requests", (route) => route.fulfill(tooOld), { times: 1 });
      await page.getByLabel("Type DELETE to confirm").fill("DELETE");
      await page.getByRole("button", { name: "Delete my account" }).click();
      await page.getByText("Your last sign-in is too long ago").waitFor();
      await look(page, "portal-delete-too-old");
      await page.getByRole("button", { name: "Sign in and go on" }).click();
      await signInAtTenant(page, "ada@example.com", system.urls.portal);
      expect(new URL(page.url()).pathname).toBe("/delete");
      await page.getByText("You have signed in just now.").waitFor();
      await page.getByLabel("Type DELETE to confirm").fill("DELETE");
      await page.getByRole("button", { name: "Delete my account" }).click();
      await page.waitForURL(/\/requests\/01/);
      requestId = new URL(page.url()).pathname.split("/").at(-1) as RequestId;
    });

    test("the time to change one's mind runs down, and the account can be kept", async () => {
      const { page } = person;
      await page.getByRole("heading", { name: "You can still change your mind" }).waitFor();
      await page.getByText("6 days").waitFor();
      await look(page, "portal-cooling-off");
      await page.getByRole("button", { name: "Keep my account" }).click();
      await page.getByRole("dialog").waitFor();
      await look(page, "portal-keep");
      await page.getByRole("dialog").getByRole("button", { name: "Keep my account" }).click();
      await page.getByRole("heading", { name: "You took it back" }).waitFor();
      await look(page, "portal-withdrawn");
      expect(await events()).toContain("request-withdrawn");
    });

    test("who asks again need not wait, after one more sign-in", async () => {
      const { page } = person;
      await page.goto(`${system.urls.portal}/delete`);
      await page.getByLabel("Type DELETE to confirm").fill("DELETE");
      await page.getByRole("button", { name: "Delete my account" }).click();
      await page.waitForURL((url) => url.pathname.startsWith("/requests/01") && !url.href.includes(requestId));
      requestId = new URL(page.url()).pathname.split("/").at(-1) as RequestId;
      await page.getByRole("button", { name: "Do not wait" }).click();
      await page.getByRole("dialog").waitFor();
      await look(page, "portal-do-not-wait");
      await page.getByRole("button", { name: "Sign in and go on" }).click();
      await signInAtTenant(page, "ada@example.com", system.urls.portal);
      await page.getByRole("button", { name: "Begin now" }).click();
      await page.getByRole("heading", { name: "An officer is looking at it" }).waitFor();
      await look(page, "portal-in-review");
    });

    test("an account without an officer's role is told so, and sees nothing", async () => {
      if (browser === undefined) return;
      const curious = await openVisitor(browser);
      await curious.page.goto(`${system.urls.console}/requests/${requestId}`);
      await curious.page.getByRole("button", { name: "Sign in" }).waitFor();
      await look(curious.page, "console-welcome");
      await curious.page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(curious.page, "tom@example.com", system.urls.console);
      await curious.page.getByRole("heading", { name: "Your account has no officer's role" }).waitFor();
      await look(curious.page, "console-no-role");
      expect(curious.complaints).toEqual([]);
      await curious.context.close();
    });

    test("the officer, at another screen at once, finds what needs a decision", async () => {
      const { page } = officer;
      await page.goto(system.urls.console);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "officer@example.com", system.urls.console);
      await page.getByRole("heading", { name: "Requests" }).waitFor();
      await look(page, "console-list");
      await page.getByRole("link", { name: "Need a decision" }).click();
      await page.getByRole("button", { name: "Take it on" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Take it on" }).click();
      await page.getByText("taken on by you").waitFor();
      await page.getByRole("link", { name: /^Deletion/ }).click();
      await page.getByRole("heading", { name: "The story" }).waitFor();
      await page.locator('[data-state="Wait for the officers\' decision"][data-status="waiting"]').waitFor();
      await look(page, "console-request");
    });

    test("who it is stays masked until the officer says why they must know, which goes on record", async () => {
      const { page } = officer;
      expect(await page.content()).not.toContain("ada@example.com");
      await page.getByRole("button", { name: "Reveal" }).click();
      await page.getByRole("dialog").waitFor();
      await look(page, "console-reveal");
      await page.getByRole("dialog").getByRole("button", { name: "Reveal" }).click();
      await page.getByText("ada@example.com").waitFor();
      expect(await events()).toContain("person-revealed");
      await page.getByText("Somebody looked up who it is").waitFor();
    });

    test("approving says what it means, takes a second factor where the last one is too old, and the run goes on before one's eyes", async () => {
      const { page } = officer;
      await page.route("**/approve", (route) => route.fulfill(noFactor), { times: 1 });
      await page.getByRole("button", { name: "Approve" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("What is deleted cannot be brought back.").waitFor();
      await look(page, "console-approve");
      await dialog.getByRole("button", { name: "Approve" }).click();
      await page.getByRole("button", { name: "Confirm with my second factor" }).click();
      await page.waitForURL(/mfa/);
      await giveSecondFactor(page);
      await dialog.getByRole("button", { name: "Approve" }).click(); // it is open again, where we left it
      await page.locator('[data-state="Wait for the next look"][data-status="waiting"]').waitFor({ timeout: 60_000 });
      await page.getByText("Fulfilled", { exact: true }).waitFor();
      await look(page, "console-done");
      expect(await events()).toContain("account-deleted");
    });

    test("the person sees it done without doing anything, and their receipt is genuine", async () => {
      const { page } = person;
      await page.getByRole("heading", { name: "Done" }).waitFor({ timeout: 30_000 });
      await look(page, "portal-done");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name: "Download the receipt" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe(`habeas-receipt-${requestId}.jws`);
      const file = readFileSync(await download.path(), "utf8");
      const { receipt } = await verifyReceipt(file, await system.ports.keys.publicKeys());
      expect(receipt.kind).toBe("erased");
    });

    test("nothing was complained of in any window, and nobody else was asked for anything", () => {
      const expected = /status of 401/; // the two that this test provoked
      expect([...person.complaints, ...officer.complaints].filter((line) => !expected.test(line))).toEqual([]);
    });
  },
);

const problem = (name: string, title: string) => ({
  status: 401,
  contentType: "application/problem+json",
  headers: {
    "access-control-allow-origin": "*",
    "www-authenticate": 'Bearer error="insufficient_user_authentication"',
  },
  body: JSON.stringify({ type: `https://habeas.dev/problems/${name}`, title, status: 401, detail: `${title}.` }),
});
const tooOld = problem("fresh-login-needed", "Please sign in again");
const noFactor = problem("second-factor-needed", "Please confirm with your second factor");
