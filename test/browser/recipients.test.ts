import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RequestId, UserId } from "#kernel/ids.ts";
import { RecipientName } from "#kernel/recipient.ts";
import { openSystem, type System } from "#local/system.ts";
import { openRequest } from "#requests/open.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { jsonLog } from "#runtime/log.ts";
import { giveSecondFactor, openBrowser, openVisitor, signInAtTenant } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

describe.skipIf(browser === undefined)(
  `recipients in the console${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 120_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-browser-"));
    let system: System;
    let requestId: RequestId;

    beforeAll(async () => {
      system = await openSystem({
        dataDir,
        ports: { api: 0, portal: 0, console: 0, tenant: 0 },
        coolingOffSeconds: 86_400,
        log: jsonLog({ sink: () => undefined }),
      });
      const { ports, policy } = system;
      const outcome = await openRequest(
        ports,
        policy,
      )({
        kind: "deletion",
        channel: "self-service",
        userId: UserId.parse("auth0|ada"),
        proof: { loginAgeSeconds: 1 },
      });
      if (!outcome.accepted) throw new Error("not accepted");
      ({ requestId } = outcome.request);
      await system.engine.settle();
      // what a story that asks for an export does
      const needs = { ...ports, policy, publicUrl: system.urls.api };
      await recipientSteps.listRecipients(needs)({ requestId, verb: "export" });
      for (const name of ["newsletter", "paper-archive"]) {
        await recipientSteps.askRecipient(needs)({ requestId, verb: "export", recipient: RecipientName.parse(name) });
      }
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    test("an officer finds the task, brings the file, records the answer, and the task is gone", async () => {
      if (browser === undefined) throw new Error(why);
      const { page, complaints, context } = await openVisitor(browser);
      await page.goto(system.urls.console);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "officer@example.com", system.urls.console);
      await page.getByRole("link", { name: "Tasks" }).click();
      const task = page.getByRole("link", { name: "Ask paper-archive to hand over the data" });
      await task.waitFor();
      await look(page, "console-tasks");
      await task.click();
      await page.getByRole("heading", { name: "paper-archive: hand over the data" }).waitFor();
      await page.getByText("Done (1 records)").waitFor();
      await look(page, "console-recipients");

      // the factor is older than what a file may be brought with: it is asked for before a file is chosen, which no way there and back outlives
      await page.clock.setFixedTime(Date.now() + 13 * 60_000);
      await page
        .getByText("To bring what paper-archive has handed over, confirm with your second factor first.")
        .waitFor();
      expect(await page.getByRole("button", { name: "Bring this file" }).count()).toBe(0);
      await look(page, "console-bring-second-factor");
      await page.getByRole("button", { name: "Confirm with my second factor" }).click();
      await page.getByLabel("One-time code").waitFor();
      await page.clock.setFixedTime(Date.now());
      await giveSecondFactor(page);
      await page.getByRole("heading", { name: "paper-archive: hand over the data" }).waitFor();

      const letter = join(dataDir, "letter.pdf");
      writeFileSync(letter, "%PDF-1.4 a letter of 1843");
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "What paper-archive has handed over" }).click();
      await (await chooser).setFiles(letter);
      await page.getByRole("button", { name: "Bring this file" }).click();
      await page.getByText("Its part is here: application/pdf, 1 KB").waitFor();

      await page.getByRole("button", { name: "Record what paper-archive answered" }).click();
      await page.getByLabel("How many").fill("1");
      await page.getByLabel("Of what").fill("letters");
      await page.getByLabel("Where it is written down").fill("AZ 17/26");
      await look(page, "console-record-answer");
      await page.getByRole("dialog").getByRole("button", { name: "Record what paper-archive answered" }).click();
      await page.getByText("Done (1 letters)").waitFor();
      const tasks = await system.ports.requests.recipientsOf(requestId);
      expect(tasks.find(({ recipient }) => recipient === "paper-archive")).toMatchObject({
        status: "done",
        counts: { letters: 1 },
        reference: "AZ 17/26",
        part: { type: "application/pdf", bytes: 25 },
      });
      await page.goto(`${system.urls.console}/tasks`);
      await page.getByText("Nothing is open.").waitFor();
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);
