import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ada } from "#local/seed/named-people.ts";
import type { Tenant } from "#local/tenant/tenant.ts";
import { call, claimsIn, enter, openWithAction, portal } from "../../support/tenant.ts";

let tenant: Tenant | undefined;
afterEach(() => tenant?.close());

const openWith = async (code: string): Promise<Tenant> => {
  tenant = await openWithAction(code);
  return tenant;
};

const metadataOf = async (of: Tenant) => (await call(of, "GET", "/users/auth0%7Cada")).body.app_metadata;

describe("an Action", () => {
  test("sets claims, and metadata that is written even when it denies", async () => {
    const open = await openWith(`exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata("seen", { logins: event.stats.logins_count, roles: event.authorization.roles });
      api.idToken.setCustomClaim("https://x.example/ip", event.request.ip);
      if (event.client.name === "Shop") api.access.deny("not this shop");
    };`);
    const { idToken } = await enter(open);
    expect(claimsIn(idToken)["https://x.example/ip"]).toBe("127.0.0.1");
    await expect(enter(open, { client: "Shop" })).rejects.toMatchObject({
      code: "access_denied",
      message: "not this shop",
    });
    expect(await metadataOf(open)).toEqual({ customer_number: "C-1815", seen: { logins: 44, roles: [] } });
  });

  test("that throws ends the login and is logged", async () => {
    const open = await openWith(`exports.onExecutePostLogin = async () => { throw new Error("broken"); };`);
    await expect(enter(open)).rejects.toMatchObject({ code: "server_error" });
    expect(open.logs().at(-1)).toMatchObject({
      type: "actions_execution_failed",
      details: { action_name: "extra", error_class: "action_error", action_error: { message: "broken" } },
    });
  });

  test("that enables multifactor has it asked for after the last one", async () => {
    const open = await openWith(
      `exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable("any", { allowRememberBrowser: false }); };`,
    );
    await expect(enter(open)).rejects.toMatchObject({ code: "page" });
    const { accessToken, idToken } = await enter(open, { code: "123456" });
    expect(claimsIn(idToken).amr).toEqual(["mfa"]);
    // the claims Action ran before the question: why step-up has to use challengeWithAny
    expect(claimsIn(accessToken)).not.toHaveProperty("https://habeas.dev/mfa_at");
  });

  test("does not bring back an account that was deleted while it ran", async () => {
    // the Action waits for this door to answer, and it answers once the account is gone
    const door = createServer(async (_, response) => {
      const { status } = await call(open, "DELETE", "/users/auth0%7Cada");
      response.end(String(status));
    }).listen(0, "127.0.0.1");
    await once(door, "listening");
    const { port } = door.address() as AddressInfo;
    const open = await openWith(`exports.onExecutePostLogin = async (event, api) => {
      const deleted = await fetch("http://127.0.0.1:${port}");
      api.user.setAppMetadata("late", await deleted.text());
    };`);
    await expect(enter(open)).rejects.toMatchObject({ code: "access_denied" });
    expect((await call(open, "GET", "/users/auth0%7Cada")).status).toBe(404);
    expect(open.ledger(ada).map(({ effect }) => effect)).toContain("user-deleted");
    door.close();
  });

  test("runs on refresh as well, and can deny there", async () => {
    const open = await openWith(`exports.onExecutePostLogin = async (event, api) => {
      if (event.transaction.protocol === "oauth2-refresh-token") api.access.deny("accept the terms first");
    };`);
    const { refreshToken = "" } = await enter(open, { client: "Shop", scope: "openid offline_access" });
    const form = { grant_type: "refresh_token", client_id: open.clientId("Shop"), refresh_token: refreshToken };
    const response = await fetch(`${open.url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
    expect([response.status, await response.json()]).toEqual([
      403,
      { error: "access_denied", error_description: "accept the terms first" },
    ]);
  });
});

describe("an Action that sends the person elsewhere", () => {
  const gate = `exports.onExecutePostLogin = async (event, api) => {
    if (!api.redirect.canRedirect()) return api.access.deny("cannot ask here");
    const token = api.redirect.encodeToken({ secret: event.secrets.KEY, payload: { version: "2" } });
    api.redirect.sendUserTo("https://terms.example.com/accept", { query: { session_token: token } });
  };
  exports.onContinuePostLogin = async (event, api) => {
    const token = api.redirect.validateToken({ secret: event.secrets.KEY, tokenParameterName: "answer" });
    if (token.accepted !== true) return api.access.deny("not accepted");
    api.user.setAppMetadata("terms", token.version);
  };`;

  /** Signs in up to the redirect: the address it goes to, and the cookies. */
  const untilTerms = async (of: Tenant): Promise<URL> => {
    const authorize = new URL(`${of.url}/authorize`);
    authorize.search = new URLSearchParams({
      response_type: "code",
      client_id: of.clientId("Habeas portal"),
      redirect_uri: portal,
      scope: "openid",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    }).toString();
    const login = await fetch(authorize, { redirect: "manual" });
    const form = { state: new URL(login.headers.get("location") ?? "", of.url).searchParams.get("state") ?? "" };
    const body = new URLSearchParams({ ...form, username: "ada@example.com", password: "habeas" });
    const response = await fetch(`${of.url}/u/login`, { method: "POST", body, redirect: "manual" });
    return new URL(response.headers.get("location") ?? "");
  };

  const answer = async (claims: object, secret = "a-shared-secret"): Promise<string> => {
    const { SignJWT } = await import("jose");
    return new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret));
  };

  const comeBack = async (of: Tenant, state: string, token: string): Promise<URL> => {
    const body = new URLSearchParams({ state, answer: token });
    const response = await fetch(`${of.url}/continue?state=${state}`, { method: "POST", body, redirect: "manual" });
    return new URL(response.headers.get("location") ?? "about:blank");
  };

  test("goes on in the same Action when they come back with a signed answer", async () => {
    const open = await openWith(gate);
    const there = await untilTerms(open);
    const state = there.searchParams.get("state") ?? "";
    expect(claimsIn(there.searchParams.get("session_token") ?? "")).toMatchObject({ sub: ada, version: "2" });
    const exp = Date.UTC(2026, 10, 24, 10) / 1000;
    const end = await comeBack(open, state, await answer({ state, exp, accepted: true, version: "2" }));
    expect(end.searchParams.get("code")).toBeTruthy();
    expect(await metadataOf(open)).toMatchObject({ terms: "2" });
    expect((await comeBack(open, state, "again")).href).toBe("about:blank");
  });

  test.each([
    ["another secret", { accepted: true }, "another-secret", 1],
    ["an old answer", { accepted: true }, "a-shared-secret", -1],
    ["another state", { accepted: true, state: "another" }, "a-shared-secret", 1],
    ["a refusal", { accepted: false }, "a-shared-secret", 1],
  ])("ends the login with %s", async (_, claims, secret, hours) => {
    const open = await openWith(gate);
    const state = (await untilTerms(open)).searchParams.get("state") ?? "";
    const exp = Date.UTC(2026, 10, 24, 9 + hours) / 1000;
    const end = await comeBack(open, state, await answer({ state, exp, ...claims }, secret));
    expect(end.searchParams.get("error")).toMatch(/access_denied|server_error/);
    expect(await metadataOf(open)).not.toHaveProperty("terms");
  });

  test("cannot do so in a silent login, although the session exists", async () => {
    const open = await openWith(gate);
    const there = await untilTerms(open);
    expect(there.host).toBe("terms.example.com");
    const { body } = await call(open, "GET", "/users/auth0%7Cada/sessions");
    const ids = (body.sessions as { id: string }[]).map(({ id }) => id);
    const cookies = ids.map((id) => `auth0=${id}`).find((cookie) => !cookie.includes("seed"));
    const silent = enter(open, { prompt: "none", ...(cookies === undefined ? {} : { cookies }) });
    await expect(silent).rejects.toMatchObject({ code: "access_denied", message: "cannot ask here" });
  });
});
