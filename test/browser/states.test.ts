import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import { type RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { isEnd, type PrivacyRequest, RequestStatus } from "#kernel/request.ts";
import { makeSeed } from "#local/seed/seed.ts";
import { openSystem, type System } from "#local/system.ts";
import { placeHold } from "#requests/hold.ts";
import { openRequest } from "#requests/open.ts";
import { jsonLog } from "#runtime/log.ts";
import { aHold } from "../support/requests.ts";
import { openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();

/** Every state in which a page can stand: each is looked at in both themes and on a small phone, and axe finds nothing. */
describe.skipIf(browser === undefined)(
  `every state of the pages${why === "" ? "" : ` (skipped: ${why})`}`,
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
    /** A new request of this person, put into a state as if it had come there. */
    const given = async (name: string, change: Partial<PrivacyRequest> = {}): Promise<RequestId> => {
      const userId = UserId.parse(`auth0|${name}`);
      const proof = { loginAgeSeconds: 10, federated: false };
      const { ports, policy } = system;
      const outcome = await openRequest(ports, policy)({ kind: "deletion", channel: "self-service", userId, proof });
      if (!outcome.accepted) throw new Error(outcome.because);
      await system.engine.settle();
      const { requestId } = outcome.request;
      await put(requestId, change);
      return requestId;
    };
    const put = async (requestId: RequestId, change: Partial<PrivacyRequest>): Promise<void> => {
      // every state can be reached from there, and only one that waits for a yes expires
      const confirming: Partial<PrivacyRequest>[] =
        change.status === "expired-unverified" ? [{ status: "awaiting-identity" }] : [];
      const via: Partial<PrivacyRequest>[] = [{ status: "needs-attention" }, ...confirming];
      const steps = change.status === undefined ? [change] : [...via, change];
      for (const step of steps) {
        await system.ports.requests.change(requestId, ({ request }) => ({
          outcome: undefined,
          request: { ...request, ...step, progress: { ...request.progress, ...step.progress } },
          audit: [],
        }));
      }
    };

    test("a person's request in each of its states, with what its letters say", async () => {
      const { page, complaints, context } = await visitor();
      await signedIn(page, system.urls.portal, "otto@example.com");
      const at = system.ports.clock.now();
      const by = "officer:sub_aaaaaaaaaaaaaaaaaaaaaa";
      const more: Partial<Record<RequestStatus, [Partial<PrivacyRequest>, RegExp]>> = {
        refused: [
          { progress: { refusal: { ground: "legal-duty", law: "§ 147 AO", by, at } } },
          /A law obliges us.*17\(3\)\(b\)/,
        ],
        held: [{ progress: { holdReviewAt: plus(at, days(30)) } }, /needed for legal claims or by a legal duty/],
        "in-review": [
          {
            extension: { at, because: "complexity", by },
            suspensions: [{ from: at, because: "scope", by }],
            progress: { "extension-told": { notice: "undeliverable", at } },
          },
          /A message about this request did not reach you/,
        ],
        "needs-attention": [{ dueAt: plus(at, -days(1)) }, /We meant to answer you by now/],
        fulfilled: [{ progress: { "receipt-signed": { at } } }, /The receipt below proves it/],
      };
      let open: RequestId | undefined;
      for (const status of RequestStatus.options.toSorted((a, b) => Number(isEnd(a)) - Number(isEnd(b)))) {
        const [change = {}, says] = more[status] ?? [];
        open ??= await given("otto");
        await put(open, { ...change, status });
        await page.goto(`${system.urls.portal}/requests/${open}`);
        await page.getByText("Number of the request").waitFor();
        if (says !== undefined) await page.getByText(says).waitFor();
        await look(page, `portal-state-${status}`);
        if (isEnd(status)) open = undefined;
      }
      await page.goto(system.urls.portal);
      await page.getByText("Deletion of my account").first().waitFor();
      await look(page, "portal-many");
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("and in German, where the reason is a role that must be given up first", async () => {
      const { page, context } = await visitor("de-DE");
      await signedIn(page, system.urls.portal, "zoe@example.com");
      const refused = await given("zoe", { status: "refused", progress: { refusedFor: "protected-role" } });
      await page.goto(`${system.urls.portal}/requests/${refused}`);
      await page.getByText("Bitten Sie einen anderen Administrator").waitFor();
      await look(page, "portal-refused-de");
      await page.getByRole("link", { name: "Wo Sie sich beschweren können" }).click();
      await page.getByRole("heading", { name: "Wenn Sie nicht zufrieden sind" }).waitFor();
      await context.close();
    });

    test("an officer's request that is held, extended, suspended, overdue, and of which a letter reached nobody", async () => {
      const { ports } = system;
      const now = ports.clock.now();
      const by = "officer:sub_aaaaaaaaaaaaaaaaaaaaaa";
      const ref = await ports.subjects.refOf(UserId.parse("auth0|sam"));
      const held = await given("sam");
      const hold = { ground: "legal-claims", placedAt: now, owner: by };
      await placeHold(ports)(
        ref,
        aHold({ ...hold, holdId: "hold_1", reviewAt: plus(now, days(9)), releaseAskedBy: by }),
      );
      await placeHold(ports)(ref, aHold({ ...hold, holdId: "hold_2", reviewAt: plus(now, days(5)) }));
      await put(held, {
        status: "held",
        dueAt: plus(now, -days(2)),
        extension: { at: now, because: "number", by },
        suspensions: [{ from: now, because: "identity", by }],
        attention: { since: now, error: "HoldReviewDue" },
        claimedBy: by,
        progress: { "hold-answer-told": { notice: "no-address", at: now } },
      });
      const { page, complaints, context } = await visitor();
      await signedIn(page, system.urls.console, "officer@example.com");
      await page.goto(`${system.urls.console}/requests/${held}`);
      await page.getByText("A legal hold is to be reviewed").waitFor();
      await page.getByText("Reached nobody: that a hold stands in the way.").waitFor();
      await page.getByText("2 days overdue").waitFor();
      await page.getByText("warnings go by the earlier date").waitFor();
      await look(page, "console-held");
      await page.getByRole("button", { name: "Keep the hold" }).click();
      await page.getByLabel("To be reviewed on").fill(plus(now, days(90)).slice(0, 10));
      await look(page, "console-keep-hold");
      await page.getByRole("dialog").getByRole("button", { name: "Keep the hold" }).click();
      await page.getByText("A legal hold is to be reviewed").waitFor({ state: "detached" });
      await page.getByText("What is closed, and why").click();
      await page.getByText("Every entry of the audit").click();
      await page.locator(".timeline summary").last().click();
      await look(page, "console-everything-open");

      // taken on, and put back
      await page.getByRole("button", { name: "Take it on" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Take it on" }).click();
      await page.getByRole("button", { name: "Put it back" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Put it back" }).click();
      await page.getByText("nobody yet").waitFor();

      await page.goto(system.urls.console);
      await page.getByLabel("Kind").selectOption("export");
      await page.getByText("Nothing is open.").waitFor();
      await look(page, "console-list-empty");
      await page.getByLabel("Kind").selectOption("deletion");
      await page.getByRole("link", { name: "Answered" }).click();
      expect(new URL(page.url()).search).toBe("?view=answered&kind=deletion");
      await page.getByText("Expired unverified").first().waitFor();
      await look(page, "console-list-answered");
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("a long list comes a page at a time", async () => {
      const ordinary = makeSeed(system.ports.clock.now()).users.map(({ user_id }) => String(user_id));
      for (const id of ordinary.filter((each) => /^auth0\|[0-9a-f]{24}$/.test(each)).slice(0, 30))
        await given(id.replace("auth0|", ""));
      const { page, complaints, context } = await visitor();
      await signedIn(page, system.urls.console, "lead@example.com");
      const rows = page.locator(".request-row");
      await rows.nth(24).waitFor();
      expect(await rows.count()).toBe(25);
      await look(page, "console-list-long");
      await page.getByRole("button", { name: "Show more" }).click();
      await rows.nth(29).waitFor();
      const links = await page.locator(".request-link").allTextContents();
      expect(new Set(links).size).toBe(links.length);
      expect(complaints).toEqual([]);
      await context.close();
    });

    test("an auditor sees everything, and that deciding is not theirs", async () => {
      const requestId = await given("olga", { status: "in-review" });
      const { page, complaints, context } = await visitor();
      await signedIn(page, system.urls.console, "auditor@example.com");
      await page.goto(`${system.urls.console}/requests/${requestId}`);
      await page.getByText("Nothing just now.").waitFor();
      await page.getByText("What is closed, and why").click();
      await page.getByText("Your role does not include this.").first().waitFor();
      expect(await page.getByRole("button", { name: "Reveal" }).count()).toBe(0);
      await look(page, "console-auditor");
      // while it loads, and when there is none: it says so once, and does not ask again and again
      let asked = 0;
      await page.route(`${system.urls.api}/officer/requests/01KARZ3NDEKTSV4RRFFQ69G5FA`, async (route) => {
        asked += 1;
        await new Promise((resolve) => setTimeout(resolve, 300));
        await route.continue();
      });
      await page.goto(`${system.urls.console}/requests/01KARZ3NDEKTSV4RRFFQ69G5FA`);
      await page.getByRole("heading", { name: "One moment, please." }).waitFor();
      await page.getByText("There is no such request.").waitFor();
      await look(page, "console-no-request");
      expect(asked).toBe(1);
      expect(complaints.filter((line) => !/status of 404/.test(line))).toEqual([]);
      await context.close();
    });

    test("an officer needs no mouse: from the sign-in to a decision and back", async () => {
      await given("tom", { status: "in-review" });
      const { page, complaints, context } = await visitor();
      const tabTo = async (name: string | RegExp): Promise<void> => {
        for (let presses = 0; presses < 60; presses += 1) {
          await page.keyboard.press("Tab");
          const focused = String(
            await page.evaluate(
              "(document.activeElement?.labels?.[0] ?? document.activeElement)?.textContent?.trim() ?? ''",
            ),
          );
          if (typeof name === "string" ? focused === name : name.test(focused)) return;
        }
        throw new Error(`nothing named "${name}" is reached by Tab`);
      };
      await page.goto(system.urls.console);
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      await tabTo("Sign in");
      await page.keyboard.press("Enter");
      await page.getByLabel("E-mail address").waitFor();
      await tabTo("E-mail address");
      await page.keyboard.type("officer2@example.com");
      await tabTo("Password");
      await page.keyboard.type("habeas");
      await page.keyboard.press("Enter");
      await page.getByLabel("One-time code").waitFor();
      await tabTo("One-time code");
      await page.keyboard.type("123456");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "Requests" }).waitFor();
      await tabTo("Need a decision");
      await page.keyboard.press("Enter");
      await page.getByText("Needs a decision").first().waitFor();
      await tabTo(/^Deletion …/);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "What you can do" }).waitFor();
      await tabTo("Refuse");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await expect
        .poll(() => page.evaluate("document.querySelector('[role=dialog]')?.contains(document.activeElement)"))
        .toBe(true);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Refuse");
      // the picture of the story scrolls, so it takes the keyboard too
      await page.locator(".story-frame").focus();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Home");
      await page.keyboard.press("End");
      expect(complaints).toEqual([]);
      await context.close();
    });
  },
);
