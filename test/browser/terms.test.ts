import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settingsText } from "#kernel/gate.ts";
import type { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { gateRules, type Publication } from "#kernel/terms.ts";
import * as named from "#local/seed/named-people.ts";
import { openSystem, type System } from "#local/system.ts";
import { turnGateOff } from "#local/turn-gate-off.ts";
import { gateActionAt } from "#ports/gate/action-at-tenant.ts";
import { readDocuments } from "#runtime/document-files.ts";
import { jsonLog } from "#runtime/log.ts";
import { openBrowser, openVisitor, signInAtTenant, type Visitor } from "./browser.ts";
import { look } from "./look.ts";

const { browser, why } = await openBrowser();
const shop = "https://shop.example.com/callback";
const [ada, olga] = [named.ada, named.organizationMember] as UserId[] as [UserId, UserId];

/** Somebody who comes to the shop; it is nowhere, so what matters is the address with which they would arrive. */
interface Customer extends Visitor {
  arrived: string[];
}

const customer = (visitor: Visitor): Customer => {
  const arrived: string[] = [];
  visitor.page.on("request", (request) => {
    if (request.url().startsWith(shop)) arrived.push(request.url());
  });
  return { ...visitor, arrived };
};

/** What the browser complained of, but that the shop is nowhere. */
const complaintsOf = ({ complaints }: Customer): string[] =>
  complaints.filter((each) => !/shop\.example\.com|ERR_NAME_NOT_RESOLVED/.test(each));

/** What the shop's page would hold while somebody signs in. */
interface Login {
  url: string;
  verifier: string;
}

describe.skipIf(browser === undefined)(
  `new terms in a browser${why === "" ? "" : ` (skipped: ${why})`}`,
  { timeout: 120_000 },
  () => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-terms-"));
    let system: System;

    beforeAll(async () => {
      const log = jsonLog({ sink: () => undefined });
      system = await openSystem({ dataDir, ports: { api: 0, portal: 0, console: 0, tenant: 0 }, log });
      system.tenant.setPlan("off");
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await system.close();
      rmSync(dataDir, { recursive: true, force: true });
    });

    const document = readDocuments(fileURLToPath(new URL("../../auth0", import.meta.url))).find(
      ({ version }) => version === "2027-01",
    );
    const publication = (graceSeconds: number): Publication => {
      const now = system.ports.clock.now();
      return {
        kind: "terms",
        document: "terms",
        version: "2027-01",
        hashes: { en: document?.texts.en?.sha256, de: document?.texts.de?.sha256 },
        change: "material",
        audience: {},
        effectiveAt: plus(now, -3600),
        graceSeconds,
        publishedAt: plus(now, -3600),
        publishedBy: "officer:test",
      };
    };
    /** Publishes the version, and has the gate ask for it: soft while the grace lasts, else hard. */
    const ask = async (mode: "soft" | "hard") => {
      const wanted = publication(mode === "soft" ? 30 * 86_400 : 0);
      const audit = { event: "terms-published", at: wanted.publishedAt, actor: "officer:test", facts: {} };
      if ((await system.ports.terms.publish(wanted, audit)) === "other") {
        await system.ports.terms.changePublication(wanted, () => ({
          outcome: undefined,
          publication: wanted,
          audit: [],
        }));
      }
      await system.ports.gate.turn(
        gateRules(await system.ports.terms.publications(), system.ports.clock.now()),
        "test",
      );
    };

    const visit = async (): Promise<Customer> => {
      if (browser === undefined) throw new Error("there is no browser");
      return customer(await openVisitor(browser));
    };

    const loginAt = (client: string, redirectUri: string, more: Record<string, string> = {}): Login => {
      const verifier = randomBytes(32).toString("base64url");
      const url = new URL("authorize", system.tenant.issuer);
      url.search = String(
        new URLSearchParams({
          response_type: "code",
          client_id: system.tenant.clientId(client),
          redirect_uri: redirectUri,
          scope: "openid profile offline_access",
          audience: "https://habeas.dev/api",
          state: "of-the-shop",
          code_challenge: createHash("sha256").update(verifier).digest("base64url"),
          code_challenge_method: "S256",
          ...more,
        }),
      );
      return { url: url.href, verifier };
    };
    const typeIn = async (page: Page, email: string) => {
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password").fill("habeas");
      await page.getByRole("button", { name: "Continue" }).click();
    };
    /** Goes to the shop's login; where it is over at once, the browser ends at the shop, which is nowhere. */
    const open = async ({ page }: Customer, more?: Record<string, string>): Promise<Login> => {
      const login = loginAt("Shop", shop, more);
      await page.goto(login.url).catch(() => undefined);
      return login;
    };
    const toShop = async (person: Customer, email: string, more?: Record<string, string>): Promise<Login> => {
      const login = await open(person, more);
      await typeIn(person.page, email);
      return login;
    };
    const answered = async ({ arrived }: Customer): Promise<URLSearchParams> => {
      await expect.poll(() => arrived.length, { timeout: 20_000 }).toBeGreaterThan(0);
      return new URL(arrived.splice(0).at(-1) ?? "").searchParams;
    };
    const tokens = async (form: Record<string, string>) => {
      const answer = await fetch(new URL("oauth/token", system.tenant.issuer), {
        method: "POST",
        body: new URLSearchParams({ client_id: system.tenant.clientId("Shop"), ...form }),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, string> };
    };
    const exchange = async (person: Customer, { verifier }: Login) => {
      const code = (await answered(person)).get("code") ?? "";
      const form = { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: shop };
      const { status, body } = await tokens(form);
      expect(status).toBe(200);
      return body;
    };
    const silently = async (person: Customer): Promise<URLSearchParams> => {
      await open(person, { prompt: "none" });
      return answered(person);
    };
    const refresh = (refresh_token = "") => tokens({ grant_type: "refresh_token", refresh_token });
    const flagOf = async (userId: string) => {
      const answer = await fetch(`${system.tenant.url}/api/v2/users/${encodeURIComponent(userId)}`, {
        headers: { authorization: `Bearer ${await system.tenant.managementToken(["read:users"])}` },
      });
      const { app_metadata } = (await answer.json()) as { app_metadata?: { habeas_terms?: unknown } };
      return app_metadata?.habeas_terms;
    };
    const standing = async (userId: UserId) => {
      const ref = await system.ports.subjects.find(userId);
      return ref && system.ports.terms.standing(ref, { document: "terms", version: "2027-01" });
    };
    const heading = (page: Page, name: string) => page.getByRole("heading", { name }).waitFor();

    test("a soft gate asks, and lets later, silent and refresh logins pass", async () => {
      const before = await visit();
      const had = await exchange(before, await toShop(before, "olga@example.com"));

      await ask("soft");
      expect((await silently(before)).get("code")).toBeTruthy();
      expect((await refresh(had.refresh_token)).status).toBe(200);

      const person = await visit();
      const { page } = person;
      const login = await toShop(person, "olga@example.com");
      await heading(page, "Our terms have changed");
      await look(page, "terms-asked");
      await page.getByText("Read the whole text").click();
      await page.getByText("You can send goods back within 60 days").waitFor();
      await look(page, "terms-whole-text");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: "Download the text" }).click(),
      ]);
      expect(download.suggestedFilename()).toBe("terms-2027-01-en.md");
      await page.getByRole("button", { name: "Decide later" }).click();
      expect((await exchange(person, login)).access_token).toBeTruthy();
      expect(await flagOf(olga)).toBeUndefined();
      expect(complaintsOf(person)).toEqual([]);
    });

    test("a no to a soft gate says what follows, offers export and deletion, and the login goes on", async () => {
      const person = await visit();
      const { page } = person;
      const login = await toShop(person, "otto@example.com");
      await page.getByRole("button", { name: "I do not accept" }).click();
      await heading(page, "You have not accepted the new terms");
      await look(page, "terms-declined-soft");
      expect(await page.getByRole("link", { name: "Delete my account" }).getAttribute("href")).toBe(
        `${system.urls.portal}/delete`,
      );
      await page.getByRole("link", { name: "Take my data along" }).waitFor();
      await page.getByRole("button", { name: "Back to the terms" }).click();
      await heading(page, "Our terms have changed");
      await page.getByRole("button", { name: "I do not accept" }).click();
      await page.getByRole("button", { name: "Go on to Shop for now" }).click();
      expect((await exchange(person, login)).access_token).toBeTruthy();
    });

    test("old terms at a hard gate: redirected, accepted, token; the record comes first, then the flag", async () => {
      await ask("hard");
      const person = await visit();
      const { page } = person;
      const login = await toShop(person, "ada@example.com");
      await heading(page, "Our terms have changed");
      expect(await page.getByRole("button", { name: "Decide later" }).count()).toBe(0);
      await look(page, "terms-asked-hard");
      expect(await flagOf(ada)).toBeUndefined();
      await page.getByRole("button", { name: "I accept the new terms" }).click();
      const had = await exchange(person, login);
      expect(had.access_token).toBeTruthy();
      const answer = await standing(ada);
      const sha256 = document?.texts.en?.sha256;
      expect(answer).toMatchObject({ answer: "accepted", locale: "en", how: "gate", sha256 });
      expect(await flagOf(ada)).toEqual({ version: "2027-01", acceptedAt: answer?.at });

      // nobody is asked again, silently or not
      expect((await silently(person)).get("code")).toBeTruthy();
      expect((await refresh(had.refresh_token)).status).toBe(200);
      await open(person);
      expect((await answered(person)).get("code")).toBeTruthy();
      expect(complaintsOf(person)).toEqual([]);
    });

    test("a hard gate gives no token without acceptance: silent, refreshing, or after a no", async () => {
      await ask("soft");
      const person = await visit();
      const { page } = person;
      const first = await toShop(person, "zoe@example.com");
      await page.getByRole("button", { name: "Decide later" }).click();
      const had = await exchange(person, first);
      await ask("hard");
      expect((await silently(person)).get("error")).toBe("interaction_required");
      expect(await refresh(had.refresh_token)).toMatchObject({
        status: 403,
        body: { error: "access_denied", error_description: "terms_required" },
      });

      await toShop(person, "zoe@example.com", { prompt: "login" });
      await page.getByRole("button", { name: "I do not accept" }).click();
      await heading(page, "You have not accepted the new terms");
      await look(page, "terms-declined-hard");
      await page.getByRole("button", { name: "Return to Shop without signing in" }).click();
      const ended = await answered(person);
      expect(ended.get("error")).toBe("access_denied");
      expect(ended.get("error_description")).toBe("terms_required");

      // whoever said no still has their rights: the portal is never behind the gate
      const portal = await person.context.newPage();
      await portal.goto(loginAt("Habeas portal", `${system.urls.portal}/callback`).url);
      await portal.waitForURL((url) => url.href.startsWith(system.urls.portal));
    });

    test("officers reach their login however hard the gate", async () => {
      await ask("hard");
      const person = await visit();
      await toShop(person, "officer@example.com");
      expect((await answered(person)).get("code")).toBeTruthy();
    });

    test("in German, and without scripts: a button goes on", async () => {
      if (browser === undefined) throw new Error("there is no browser");
      const context = await browser.newContext({ locale: "de-DE", javaScriptEnabled: false });
      const person = customer({ page: await context.newPage(), context, complaints: [] });
      const { page } = person;
      await toShop(person, "yuki@example.com");
      await heading(page, "Unsere Bedingungen haben sich geändert");
      await page.getByText("60 statt 30 Tage").waitFor();
      await page.getByRole("button", { name: "English" }).click();
      await heading(page, "Our terms have changed");
      await page.getByRole("button", { name: "Deutsch" }).click();
      await page.getByRole("button", { name: "Ich stimme den neuen Bedingungen zu" }).click();
      await heading(page, "Vielen Dank");
      await page.getByRole("button", { name: "Weiter zu Shop" }).click();
      expect((await answered(person)).get("code")).toBeTruthy();
    });

    test("the portal lists every document for itself, and a yes is taken back as easily as it is given", async () => {
      if (browser === undefined) throw new Error("there is no browser");
      const { page, complaints } = await openVisitor(browser);
      await page.goto(system.urls.portal);
      await page.getByRole("button", { name: "Sign in" }).click();
      await signInAtTenant(page, "tom@example.com", system.urls.portal);
      await page.getByRole("link", { name: "Terms, notices and consents" }).click();
      await heading(page, "Newsletter");
      await look(page, "portal-documents");
      await page.getByRole("button", { name: "Yes: Newsletter" }).click();
      await page.getByText("You said yes on").waitFor();
      await page.getByRole("button", { name: "Take my yes back: Newsletter" }).click();
      await page.getByText("You took your yes back on").waitFor();
      await page.getByRole("button", { name: "Accept: Terms of use" }).click();
      await page.getByText("You said yes on").waitFor();
      expect(await flagOf(named.twoPasswords)).toMatchObject({ version: "2027-01" });
      await look(page, "portal-documents-answered");
      expect(complaints).toEqual([]);

      // and the gate, however hard, asks no more
      const person = await visit();
      await toShop(person, "tom@example.com");
      expect((await answered(person)).get("code")).toBeTruthy();
    });

    test("whoever signs up with the tick is not asked again, and it is on record; without it the gate asks", async () => {
      // the form shows the version that was in force before: with the newer one taken back it is enough
      await system.ports.gate.turn(
        [{ version: "2026-10", enough: ["2026-10", "2027-01"], mode: "hard", audience: {} }],
        "test",
      );
      const signUp = async (email: string, tick: boolean): Promise<Customer> => {
        const person = await visit();
        await open(person, { prompt: "login" });
        await person.page.getByRole("link", { name: "Sign up" }).click();
        await person.page.getByLabel("E-mail address").fill(email);
        await person.page.getByLabel("Password").fill("a-long-password");
        if (tick) await person.page.getByRole("checkbox").check();
        else await person.page.evaluate("document.querySelector('[name=ulp-terms]').removeAttribute('required')");
        await person.page.getByRole("button", { name: "Continue" }).click();
        return person;
      };
      const nora = await signUp("nora@example.com", true);
      expect((await answered(nora)).get("code")).toBeTruthy();
      const [signedUp] = (await system.tenant.logs()).filter(({ type }) => type === "ss").slice(-1);
      const userId = String(signedUp?.user_id) as UserId;
      const ref = await system.ports.subjects.find(userId);
      const answer = ref && (await system.ports.terms.standing(ref, { document: "terms", version: "2026-10" }));
      expect(answer).toMatchObject({ answer: "accepted", how: "sign-up" });
      expect(await flagOf(userId)).toEqual({ version: "2026-10", acceptedAt: answer?.at });

      const nils = await signUp("nils@example.com", false);
      await heading(nils.page, "Our terms have changed");
    });

    /** A hard gate whose page nobody serves. */
    const leadNowhere = async () => {
      await ask("hard");
      const action = gateActionAt({
        baseUrl: `${system.tenant.issuer}api/v2`,
        tokens: {
          get: () => system.tenant.managementToken(["read:actions", "update:actions", "create:actions"]),
          drop: () => undefined,
        },
        pacer: { take: async () => undefined, pause: async () => undefined },
        clock: system.ports.clock,
      });
      const rules = gateRules(await system.ports.terms.publications(), system.ports.clock.now());
      const settings = { page: "http://127.0.0.1:9/terms/page", flag: "habeas_terms", neverGate: [], rules };
      const id = await action.find();
      const secrets = [
        { name: "SETTINGS", value: settingsText(settings) },
        { name: "SESSION_SECRET", value: "s".repeat(40) },
      ];
      await action.put(id, secrets, "test");
      await action.built(id);
      await action.deploy(id, "test");
    };

    test("our page is down: the gate is turned off with the tenant alone, and everybody can sign in again", async () => {
      const client = { issuer: system.tenant.issuer, clientId: system.tenant.clientId("Habeas gate") };
      const secret = async () => system.tenant.clientSecret("Habeas gate");
      await leadNowhere();
      const person = await visit();
      const failed = person.page.waitForEvent("requestfailed", (request) => request.url().includes("/terms/page"));
      await toShop(person, "large@example.com");
      await failed;
      expect(person.arrived).toEqual([]);

      const { calls } = await turnGateOff({ ...client, secret, wait: async () => undefined });
      expect(calls).toBeLessThanOrEqual(10);
      await toShop(person, "large@example.com", { prompt: "login" });
      expect((await answered(person)).get("code")).toBeTruthy();
    });
  },
);
