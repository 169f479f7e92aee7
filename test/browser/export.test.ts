import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { openSystem, type System } from "#local/system.ts";
import { jsonLog } from "#runtime/log.ts";
import { filesInZip } from "../support/zip.ts";
import { openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look, lookAtPaper } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `a copy of one's data in a browser${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 180_000 },
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
    const signedIn = async (page: Page, url: string, email: string): Promise<void> => {
      await page.goto(url);
      await page.getByRole("button", { name: /^(?:Sign in|Anmelden)$/ }).click();
      await signInAtTenant(page, email, url);
    };
    const numberOf = async (page: Page): Promise<RequestId> => {
      await page.getByText(/Number of the request|Nummer der Anfrage/).waitFor();
      return page.url().split("/").at(-1) as RequestId;
    };
    /** An officer says in the recipients' place that they have nothing, so that nothing is waited for. */
    const answerAll = async (officer: Page, requestId: RequestId): Promise<void> => {
      await officer.goto(`${system.urls.console}/requests/${requestId}`);
      await officer.getByRole("heading", { name: "paper-archive: hand over the data" }).waitFor();
      await officer.getByRole("button", { name: "Record what paper-archive answered" }).click();
      await officer.getByLabel("Where it is written down").fill("AZ 17/26");
      await officer.getByRole("dialog").getByRole("button", { name: "Record what paper-archive answered" }).click();
      await officer.getByText("Done").first().waitFor();
    };
    const ended = (requestId: RequestId) =>
      expect
        .poll(async () => (await system.ports.requests.find(requestId))?.status, { timeout: 90_000 })
        .toMatch(/fulfilled/);

    /** Unpacks what was downloaded, and opens it without any network. */
    const opened = async (zip: Uint8Array, name: string): Promise<string> => {
      const folder = join(dataDir, name);
      for (const [path, content] of await filesInZip(zip)) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
      return pathToFileURL(join(folder, "index.html")).href;
    };

    test("is asked for, brought together, fetched after a fresh login, and read without a network", async () => {
      const [{ page, complaints, context }, officer] = [await visitor(), await visitor()];
      await signedIn(officer.page, system.urls.console, "officer@example.com");
      await signedIn(page, system.urls.portal, "ada@example.com");
      await page.getByRole("button", { name: "Send me my data" }).waitFor();
      await look(page, "portal-ask-for-data");
      await page.getByRole("button", { name: "Send me my data" }).click();
      const requestId = await numberOf(page);
      await look(page, "portal-export-running");

      await officer.page.goto(`${system.urls.console}/requests/${requestId}`);
      await officer.page.getByRole("heading", { name: "The package" }).waitFor();
      const letter = join(dataDir, "letter.pdf");
      writeFileSync(letter, "%PDF-1.4 a letter of 1843");
      await officer.page.getByRole("heading", { name: "paper-archive: hand over the data" }).waitFor();
      const chooser = officer.page.waitForEvent("filechooser");
      await officer.page.getByRole("button", { name: "What paper-archive has handed over" }).click();
      await (await chooser).setFiles(letter);
      await officer.page.getByRole("button", { name: "Bring this file" }).click();
      await officer.page.getByText("Its part is here: application/pdf, 1 KB").waitFor();
      await answerAll(officer.page, requestId);
      await ended(requestId);
      await officer.page.getByText("Nobody has fetched it yet.").waitFor();
      await officer.page.getByText("What was collected at Auth0").click();
      await look(officer.page, "console-export");

      await page.getByText(/Your data is ready until/).waitFor();
      await look(page, "portal-export-ready");
      await page.getByRole("button", { name: "Sign in again, then download" }).click();
      await signInAtTenant(page, "ada@example.com", system.urls.portal);
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download my data" }).click();
      const download = await downloading;
      expect(download.suggestedFilename()).toBe(`habeas-export-${requestId}.zip`);
      const zip = await readFile(await download.path());

      const address = await opened(zip, "en");
      await page.context().setOffline(true);
      await page.goto(address);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await look(page, "package-index");
      await lookAtPaper(page, "package-index");
      await page.goto(address.replace("index.html", "article-15.html"));
      await look(page, "package-article-15");
      expect(await page.evaluate("document.scripts.length")).toBe(0);
      await page.context().setOffline(false);

      // asked again, the package that is there is offered; who insists asks an officer
      await page.goto(system.urls.portal);
      await page.getByText(/A package with your data is ready/).waitFor();
      await look(page, "portal-package-offered");
      await page.getByRole("link", { name: "Go to my package" }).click();
      await page.getByText(/First downloaded on/).waitFor();
      await look(page, "portal-export-fetched");
      await page.goto(system.urls.portal);
      await page.getByRole("button", { name: "Ask for a new one" }).click();
      const insisted = await numberOf(page);
      await expect.poll(async () => (await system.ports.requests.find(insisted))?.status).toBe("in-review");
      expect(complaints).toEqual([]);
      await Promise.all([context.close(), officer.context.close()]);
    });

    test("is in German for who is spoken to in German; for another provider it has what the person gave us, and what could not be had is named", async () => {
      const { page, complaints, context } = await visitor("de-DE");
      system.tenant.failNext({
        method: "GET",
        path: "/users/*/connected-accounts",
        mode: "before",
        status: 400,
        times: 50,
      });
      await signedIn(page, system.urls.portal, "zoe@example.com");
      await page.getByLabel(/Für einen anderen Anbieter/).check();
      await page.getByRole("button", { name: "Meine Daten anfordern" }).click();
      const requestId = await numberOf(page);
      await ended(requestId);
      await page.getByText("verbundene Konten").waitFor();
      await look(page, "portal-export-partly-de");
      await page.getByRole("button", { name: "Anmelden und herunterladen" }).click();
      await signInAtTenant(page, "zoe@example.com", system.urls.portal);
      const downloading = page.waitForEvent("download");
      await page.getByRole("button", { name: "Meine Daten herunterladen" }).click();
      const zip = await readFile(await (await downloading).path());
      await page.goto(await opened(zip, "de"));
      await page.getByText("Verbundene Konten").first().waitFor();
      expect(await page.evaluate("document.documentElement.lang")).toBe("de");
      await look(page, "package-index-de");
      const manifest = JSON.parse(String((await filesInZip(zip)).get("manifest.json"))) as object;
      expect(manifest).toMatchObject({ format: "portable", complete: false, missing: ["connected-accounts"] });
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("is opened by an officer for a person who wrote, approved by another one, and seen by neither", async () => {
      const [{ page, complaints, context }, other] = [await visitor(), await visitor()];
      await signedIn(page, system.urls.console, "officer@example.com");
      await page.getByRole("link", { name: "Open one for a person" }).click();
      await page.getByRole("heading", { name: "Open a request for a person" }).waitFor();
      await look(page, "console-new-request");
      await page.getByRole("textbox", { name: "Account" }).fill("auth0|tom");
      await page.getByRole("button", { name: "Open it" }).click();
      await page.getByRole("heading", { name: /^Export …/ }).waitFor();
      const requestId = page.url().split("/").at(-1) as RequestId;
      await expect.poll(async () => (await system.ports.requests.find(requestId))?.status).toBe("in-review");
      expect(await system.ports.requests.find(requestId)).toMatchObject({
        channel: "officer",
        openedBy: { identity: "called-back-on-a-known-number" },
      });

      await signedIn(other.page, system.urls.console, "lead@example.com");
      await other.page.goto(`${system.urls.console}/requests/${requestId}`);
      await other.page.getByRole("button", { name: "Approve" }).click();
      await other.page.getByText("the person alone can fetch it").waitFor();
      await look(other.page, "console-approve-export");
      await other.page.getByRole("dialog").getByRole("button", { name: "Approve" }).click();
      await other.page.getByRole("dialog").waitFor({ state: "detached" }); // whoever leaves before the answer has not decided
      await answerAll(other.page, requestId);
      await ended(requestId);
      await other.page.getByText("Nobody has fetched it yet.").waitFor();
      expect(await other.page.getByRole("button", { name: /download/i }).count()).toBe(0);
      expect(complaints).toEqual([]);
      await Promise.all([context.close(), other.context.close()]);
    });
  },
);
