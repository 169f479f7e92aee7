import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { openSystem, type System } from "#local/system.ts";
import { turnGateOff } from "#local/turn-gate-off.ts";
import { jsonLog } from "#runtime/log.ts";
import { aPublication } from "../support/terms.ts";
import { openBrowser, openVisitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();
const version = "2027-01";
const callback = "https://shop.example.com/callback";

/** A login at the shop, as its own library would begin it. */
const beginLogin = (system: System, more: Record<string, string> = {}) => {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client_id: system.tenant.clientId("Shop"),
    response_type: "code",
    redirect_uri: callback,
    scope: "openid offline_access",
    state: "of-the-shop",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...more,
  });
  return { url: `${system.tenant.issuer}authorize?${query}`, verifier };
};

const tokens = async (system: System, body: Record<string, string>) => {
  const answer = await fetch(`${system.tenant.issuer}oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ client_id: system.tenant.clientId("Shop"), ...body }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
};

describe.skipIf(browser === undefined)(
  `the terms page in the middle of a login${why === "" ? "" : ` (skipped: ${why})`}`,
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
      const now = system.ports.clock.now();
      const publication = aPublication({ version, effectiveAt: plus(now, -days(1)), publishedAt: plus(now, -days(2)) });
      const note = { event: "version-published", at: now, actor: "officer:one", facts: {} };
      await system.ports.terms.publish(publication, note);
    }, 120_000);

    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const turn = (mode: "soft" | "hard") =>
      system.ports.gate.turn([{ version, enough: [version], mode, audience: {} }], `test/${mode}`);

    /** Somebody with a phone. The shop is nowhere, so nothing loads there; what its callback was asked with is what counts. */
    const openPhone = async (locale: string) => {
      if (browser === undefined) throw new Error(why);
      const visitor = await openVisitor(browser, locale);
      const { page, context } = visitor;
      await page.setViewportSize({ width: 390, height: 844 });
      const came: URLSearchParams[] = [];
      const isCallback = (request: Request) => request.url().startsWith(callback);
      context.on("request", (request) => {
        if (isCallback(request)) came.push(new URL(request.url()).searchParams);
      });
      /** What the shop got next. */
      const atShop = async (): Promise<URLSearchParams> => {
        if (came.length === 0) await context.waitForEvent("requestfailed", isCallback);
        const next = came.shift();
        if (next === undefined) throw new Error("nobody came to the shop");
        return next;
      };
      /** In a tab of its own: the browser's own page for the shop that is nowhere comes late, and would interrupt what is asked for next. */
      const silently = async (): Promise<string> => {
        const tab = await context.newPage();
        await tab.goto(beginLogin(system, { prompt: "none" }).url).catch(nothingLoadsThere);
        const answer = await atShop();
        await tab.close();
        return answer.get("error") ?? (answer.has("code") ? "code" : "nothing");
      };
      return { ...visitor, atShop, silently, came };
    };
    const nothingLoadsThere = (error: unknown): void => {
      if (!/ERR_NAME_NOT_RESOLVED|chrome-error/.test(String(error))) throw error;
    };
    const giveCredentials = async (page: Page, email: string) => {
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password").fill("habeas");
      await page.getByRole("button", { name: "Continue" }).click();
    };
    test("older terms lead to the page; who accepts gets a token, is not asked again, and renews in silence", async () => {
      await turn("hard");
      const { page, context, atShop, silently } = await openPhone("en-GB");
      const { url, verifier } = beginLogin(system);
      await page.goto(url);
      await giveCredentials(page, "ada@example.com");
      await page.getByRole("heading", { name: "Our terms have changed" }).waitFor();
      await look(page, "terms-gate-en");
      await page
        .getByText("The whole text")
        .click()
        .catch(() => undefined);
      await page.getByRole("button", { name: "I accept the new terms" }).click();
      const code = (await atShop()).get("code") ?? "";
      const got = await tokens(system, {
        ...{ grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier },
      });
      expect(got.status).toBe(200);
      expect(got.body.access_token).toBeDefined();
      expect(await silently()).toBe("code");
      const refresh_token = got.body.refresh_token ?? "";
      expect((await tokens(system, { grant_type: "refresh_token", refresh_token })).status).toBe(200);
      await context.close();
    });

    test("who declines is offered export and deletion, and goes back without a token; in German", async () => {
      await turn("hard");
      const { page, context, atShop, silently } = await openPhone("de-DE");
      await page.goto(beginLogin(system, { ui_locales: "de" }).url);
      await giveCredentials(page, "otto@example.com");
      await page.getByRole("heading", { name: "Unsere Bedingungen haben sich geändert" }).waitFor();
      await look(page, "terms-gate-de");
      await page.getByRole("button", { name: "Ich stimme nicht zu" }).click();
      await page.getByRole("heading", { name: "Sie haben den neuen Bedingungen nicht zugestimmt" }).waitFor();
      await look(page, "terms-gate-declined-de");
      expect(await page.getByRole("link", { name: "Meine Daten mitnehmen" }).getAttribute("href")).toBe(
        `${system.urls.portal}/export`,
      );
      expect(await page.getByRole("link", { name: "Mein Konto löschen" }).getAttribute("href")).toBe(
        `${system.urls.portal}/delete`,
      );
      await page.getByRole("button", { name: "Ohne Anmeldung zurück zu Shop" }).click();
      const answer = await atShop();
      expect([answer.get("error"), answer.get("error_description")]).toEqual(["access_denied", "terms_required"]);
      expect(await silently()).toBe("interaction_required");
      // the portal is never behind the gate: they are signed in there, and ask for their data
      const portal = await context.newPage();
      await portal.goto(`${system.urls.portal}/export`);
      await portal.getByRole("button", { name: /anmelden/i }).click();
      await portal.waitForURL((url) => url.href.startsWith(system.urls.portal) && url.pathname === "/export");
      await portal.getByRole("button", { name: "Meine Daten anfordern" }).waitFor();
      await look(portal, "portal-export");
      await context.close();
    });

    test("softly, later is allowed, and silent logins and refreshes pass; then the gate is hard, and the refresh is told why", async () => {
      await turn("soft");
      const { page, context, atShop, silently } = await openPhone("en-GB");
      const { url, verifier } = beginLogin(system);
      await page.goto(url);
      await giveCredentials(page, "zoe@example.com");
      await page.getByRole("button", { name: "Decide later" }).click();
      const code = (await atShop()).get("code") ?? "";
      const { body } = await tokens(system, {
        ...{ grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier },
      });
      const renew = () => tokens(system, { grant_type: "refresh_token", refresh_token: body.refresh_token ?? "" });
      expect(await silently()).toBe("code");
      expect((await renew()).status).toBe(200);
      await turn("hard");
      expect(await silently()).toBe("interaction_required");
      expect(await renew()).toMatchObject({
        status: 403,
        body: { error: "access_denied", error_description: "terms_required" },
      });
      await context.close();
    });

    /** The flag on an account, by its address. */
    const flagOf = async (email: string) => {
      const { tenant } = system;
      const answer = await fetch(`${tenant.issuer}api/v2/users-by-email?email=${encodeURIComponent(email)}`, {
        headers: { authorization: `Bearer ${await tenant.managementToken(["read:users"])}` },
      });
      const [account] = (await answer.json()) as {
        user_id: string;
        app_metadata: { habeas_terms?: Record<string, string> };
      }[];
      return { userId: account?.user_id ?? "", flag: account?.app_metadata.habeas_terms };
    };
    const onRecord = async (userId: string) => {
      const { subjects, terms } = system.ports;
      return terms.answersOf(await subjects.refOf(UserId.parse(userId)));
    };

    test.each([
      [
        "the sign-up form",
        "newcomer@example.com",
        async (page: Page, email: string) => {
          await page.getByRole("link", { name: "Sign up" }).click();
          await page.getByLabel("E-mail address").fill(email);
          await page.getByLabel("Password").fill("a-Password-of-2026");
        },
      ],
      [
        "the page of the code",
        "passwordless.newcomer@example.com",
        async (page: Page, email: string) => {
          await page.getByRole("link", { name: "a code by e-mail" }).click();
          await page.getByLabel("E-mail address").fill(email);
          await page.getByLabel("Code").fill("123456");
        },
      ],
    ])(
      "who accepts in %s goes straight on, has it on record with that moment, and is asked for newer terms alone",
      async (_page, email, fillIn) => {
        await system.ports.gate.turn([], "test/none");
        const { page, context, atShop, silently } = await openPhone("en-GB");
        await page.goto(beginLogin(system).url);
        await fillIn(page, email);
        await look(page, `tenant-sign-up-${email.split("@")[0]}`);
        const link = page.getByRole("link", { name: "terms of use" });
        expect((await fetch((await link.getAttribute("href")) ?? "")).status).toBe(200);
        await page.getByLabel("I accept the terms of use").check();
        await page.getByRole("button", { name: "Continue" }).click();
        expect((await atShop()).has("code")).toBe(true);

        const { userId, flag } = await flagOf(email);
        expect(flag).toEqual({ version: "2026-10", acceptedAt: expect.any(String) });
        expect(await onRecord(userId)).toMatchObject([
          { document: "terms", version: "2026-10", answer: "accepted", how: "sign-up", at: flag?.acceptedAt },
        ]);
        await turn("hard");
        expect(await silently()).toBe("interaction_required");
        await context.close();
      },
    );

    test("who signs up without the box is asked by the gate at that very login", async () => {
      await turn("hard");
      const { page, context, atShop } = await openPhone("en-GB");
      await page.goto(beginLogin(system).url);
      await page.getByRole("link", { name: "a code by e-mail" }).click();
      await page.getByLabel("E-mail address").fill("another@example.com");
      await page.getByLabel("Code").fill("123456");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("button", { name: "I accept the new terms" }).click();
      expect((await atShop()).has("code")).toBe(true);
      const { userId, flag } = await flagOf("another@example.com");
      expect(flag).toMatchObject({ version });
      expect(await onRecord(userId)).toMatchObject([{ version, answer: "accepted", how: "gate" }]);
      await context.close();
    });

    test("an officer reaches the login of any application, however hard the gate", async () => {
      await turn("hard");
      const { page, context, atShop } = await openPhone("en-GB");
      await page.goto(beginLogin(system).url);
      await giveCredentials(page, "officer@example.com");
      expect((await atShop()).has("code")).toBe(true);
      await context.close();
    });

    test("with our page down nobody gets in, until the gate is turned off at the tenant alone", async () => {
      await turn("hard");
      const { page, context, came, silently } = await openPhone("en-GB");
      await context.route(`${system.urls.api}/**`, (route) => route.abort("connectionrefused"));
      await page.goto(beginLogin(system).url);
      await giveCredentials(page, "tom@example.com");
      // what a redirect leads to passes by the route above: the page is there, and gone when its button is pressed
      const failed = page.waitForEvent("requestfailed", (request) => request.url().startsWith(system.urls.api));
      await page.getByRole("button", { name: "I accept the new terms" }).click();
      await failed;
      expect(came).toEqual([]);

      const { tenant } = system;
      await turnGateOff({
        ...{ issuer: tenant.issuer, clientId: tenant.clientId("Habeas gate"), wait: async () => undefined },
        secret: async () => tenant.clientSecret("Habeas gate"),
      });
      expect(await silently()).toBe("code");
      await context.close();
    });
  },
);
