import { createRemoteJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { millisOf } from "#kernel/instant.ts";
import { ada, officer, phoneOnly, twoPasswords } from "#local/seed/named-people.ts";
import { SignInFailed } from "#local/tenant/sign-in.ts";
import { api, call, claimsIn, enter, namespace, portal, tenantOfTheFile } from "../../support/tenant.ts";

const at = tenantOfTheFile();

const now = (): string => at.clock.now();
const soon = (): Date => new Date(millisOf(at.clock.now()));

describe("a login with the form, a code and PKCE", () => {
  test("gives tokens that the published keys verify", async () => {
    const { accessToken, idToken } = await enter(at.tenant);
    const discovery = (await (await fetch(`${at.tenant.url}/.well-known/openid-configuration`)).json()) as {
      jwks_uri: string;
      issuer: string;
    };
    expect(discovery.issuer).toBe(at.tenant.issuer);
    const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
    const access = await jwtVerify(accessToken, keys, { issuer: at.tenant.issuer, audience: api, currentDate: soon() });
    expect(access.payload).toMatchObject({ sub: ada, azp: at.tenant.clientId("Habeas portal"), permissions: [] });
    const id = await jwtVerify(idToken, keys, { audience: at.tenant.clientId("Habeas portal"), currentDate: soon() });
    expect(id.payload).toMatchObject({ sub: ada, email: "ada@example.com", email_verified: true });
    expect(id.payload).not.toHaveProperty("auth_time");
    expect(id.payload).not.toHaveProperty("amr");
  });

  test("says when the person signed in, once max_age is asked for", async () => {
    const { idToken } = await enter(at.tenant, { maxAge: 300 });
    expect(claimsIn(idToken).auth_time).toBe(millisOf(at.clock.now()) / 1000);
  });

  test("is refused with a wrong password, which is logged as fp, and an unknown address as fu", async () => {
    await expect(enter(at.tenant, { password: "wrong" })).rejects.toThrow("Wrong email or password.");
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "fp", user_id: ada });
    await expect(enter(at.tenant, { email: "nobody@example.com" })).rejects.toThrow("Wrong email or password.");
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "fu", user_name: "nobody@example.com" });
  });

  test("ends at the application when the account is blocked", async () => {
    const refused = enter(at.tenant, { email: "blocked@example.com" });
    await expect(refused).rejects.toMatchObject({ code: "access_denied", message: "user is blocked" });
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "f", description: "user is blocked" });
  });

  test("records a grant for the application and the API", async () => {
    await enter(at.tenant, { email: "sam@example.com" });
    const { body } = await call(at.tenant, "GET", "/grants?user_id=auth0%7Csam");
    expect(body).toContainEqual(
      expect.objectContaining({ clientID: at.tenant.clientId("Habeas portal"), audience: api, user_id: "auth0|sam" }),
    );
  });

  test("works with either password of two linked database logins, as one account", async () => {
    const { accessToken } = await enter(at.tenant, { email: "tom@work.example.com" });
    expect(claimsIn(accessToken).sub).toBe(twoPasswords);
  });

  test("refuses a code that is used twice, and a wrong verifier", async () => {
    const authorize = new URL(`${at.tenant.url}/authorize`);
    const { cookies } = await enter(at.tenant);
    const query = { response_type: "code", client_id: at.tenant.clientId("Habeas portal"), redirect_uri: portal };
    const challenge = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
    authorize.search = new URLSearchParams({ ...query, ...challenge, scope: "openid" }).toString();
    const code = async (): Promise<string> => {
      const response = await fetch(authorize, { redirect: "manual", headers: { cookie: cookies } });
      return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
    };
    const exchange = async (body: Record<string, string>): Promise<number> => {
      const form = { grant_type: "authorization_code", client_id: query.client_id, redirect_uri: portal, ...body };
      return (await fetch(`${at.tenant.url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) })).status;
    };
    const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    expect(await exchange({ code: await code(), code_verifier: "another".repeat(7) })).toBe(403);
    const once = await code();
    expect(await exchange({ code: once, code_verifier: verifier })).toBe(200);
    expect(await exchange({ code: once, code_verifier: verifier })).toBe(403);
    const late = await code();
    at.clock.wind(61);
    expect(await exchange({ code: late, code_verifier: verifier })).toBe(403);
  });
});

describe("a request to sign in", () => {
  const answer = async (change: Record<string, string | undefined>) => {
    const url = new URL(`${at.tenant.url}/authorize`);
    const usual = {
      response_type: "code",
      client_id: at.tenant.clientId("Habeas portal"),
      redirect_uri: portal,
      state: "s",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries({ ...usual, ...change }))
      if (value !== undefined) url.searchParams.set(name, value);
    const response = await fetch(url, { redirect: "manual" });
    const location = response.headers.get("location");
    return { status: response.status, error: location && new URL(location, at.tenant.url).searchParams.get("error") };
  };

  test("is never answered at an address that is not registered", async () => {
    expect(await answer({ redirect_uri: `${portal}/../evil` })).toEqual({ status: 403, error: null });
    expect(await answer({ client_id: "unknown" })).toEqual({ status: 403, error: null });
  });

  test("needs PKCE with S256, a known API and the code flow", async () => {
    expect(await answer({ code_challenge: undefined })).toEqual({ status: 302, error: "invalid_request" });
    expect(await answer({ code_challenge_method: "plain" })).toEqual({ status: 302, error: "invalid_request" });
    expect(await answer({ audience: "https://unknown" })).toEqual({ status: 302, error: "access_denied" });
    expect(await answer({ response_type: "token" })).toEqual({ status: 302, error: "unsupported_response_type" });
  });

  test("shows a page without anything that runs in it", async () => {
    const url = new URL(`${at.tenant.url}/authorize`);
    url.search = new URLSearchParams({
      response_type: "code",
      client_id: at.tenant.clientId("Habeas portal"),
      redirect_uri: portal,
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
      login_hint: `"><script>alert(1)</script>`,
    }).toString();
    const response = await fetch(url);
    const page = await response.text();
    expect(response.url).toContain("/u/login?state=");
    expect(page).not.toContain("<script");
    expect(page).toContain('<label for="password">');
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("a silent login", () => {
  test("gives new tokens as old as the login they go back to", async () => {
    const first = await enter(at.tenant);
    const signedInAt = now();
    at.clock.wind(600);
    const silent = await enter(at.tenant, { cookies: first.cookies, prompt: "none" });
    expect(claimsIn(silent.accessToken)[`${namespace}authenticated_at`]).toBe(signedInAt);
    expect(claimsIn(silent.accessToken).iat).toBe(millisOf(at.clock.now()) / 1000);
    expect(at.tenant.logs().some((event) => event.type === "ssa")).toBe(true);
  });

  test("is login_required without a session, after max_age, and once the session is gone", async () => {
    await expect(enter(at.tenant, { prompt: "none" })).rejects.toMatchObject({ code: "login_required" });
    const { cookies } = await enter(at.tenant);
    at.clock.wind(301);
    const tooOld = enter(at.tenant, { cookies, prompt: "none", maxAge: 300 });
    await expect(tooOld).rejects.toMatchObject({ code: "login_required" });
    await expect(enter(at.tenant, { cookies, prompt: "none", maxAge: 302 })).resolves.toBeDefined();
    await fetch(`${at.tenant.url}/v2/logout?client_id=${at.tenant.clientId("Habeas portal")}`, {
      headers: { cookie: cookies },
    });
    await expect(enter(at.tenant, { cookies, prompt: "none" })).rejects.toMatchObject({ code: "login_required" });
    expect(at.tenant.logs().some((event) => event.type === "slo")).toBe(true);
  });

  test("answers a frame by a message to the application's own origin, and lets only that origin frame it", async () => {
    const { cookies } = await enter(at.tenant);
    const url = new URL("/authorize", at.tenant.url);
    url.search = new URLSearchParams({
      response_type: "code",
      response_mode: "web_message",
      prompt: "none",
      client_id: at.tenant.clientId("Habeas portal"),
      redirect_uri: portal,
      scope: "openid",
      state: "</script><script>alert(1)</script>",
      code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
      code_challenge_method: "S256",
    }).toString();
    const { origin } = new URL(portal);
    for (const [headers, told] of [
      [{ cookie: cookies }, /"code":"\w+"/],
      [{}, /"error":"login_required"/],
    ] as const) {
      const response = await fetch(url, { headers, redirect: "manual" });
      const page = await response.text();
      expect(response.status).toBe(200);
      expect(page).toMatch(told);
      expect(page).toContain(`, "${origin}")`);
      expect(page.match(/<script/g)).toHaveLength(1);
      const csp = response.headers.get("content-security-policy") ?? "";
      expect(csp).toMatch(/script-src 'sha256-[\w+/]+=*'/);
      expect(csp).toContain(`frame-ancestors ${origin}`);
    }
  });

  test("is refused for a blocked account", async () => {
    const { cookies } = await enter(at.tenant, { email: "held@example.com" });
    await call(at.tenant, "PATCH", "/users/auth0%7Cheld", { body: { blocked: true } });
    const silent = enter(at.tenant, { cookies, prompt: "none" });
    await expect(silent).rejects.toMatchObject({ code: "access_denied", message: "user is blocked" });
  });

  test("asks again when the application says prompt=login", async () => {
    const first = await enter(at.tenant);
    at.clock.wind(60);
    const again = await enter(at.tenant, { cookies: first.cookies, prompt: "login" });
    expect(claimsIn(again.accessToken)[`${namespace}authenticated_at`]).toBe(now());
  });
});

describe("an officer's login", () => {
  const email = "officer@example.com";
  const scope = "openid requests:read requests:decide audit:read";

  test("needs the second factor, and gets only the scopes of the role", async () => {
    await expect(enter(at.tenant, { client: "Habeas console", email, scope })).rejects.toBeInstanceOf(SignInFailed);
    await expect(enter(at.tenant, { client: "Habeas console", email, scope, code: "000000" })).rejects.toThrow(
      "not right",
    );
    const { accessToken, idToken } = await enter(at.tenant, { client: "Habeas console", email, scope, code: "123456" });
    const claims = claimsIn(accessToken);
    expect(claims.sub).toBe(officer);
    expect(claims.scope).toBe("openid requests:read requests:decide");
    expect(claims.permissions).toEqual(["blocks:write", "requests:decide", "requests:read", "subjects:reveal"]);
    expect(claims[`${namespace}mfa_at`]).toBe(now());
    expect(claimsIn(idToken).amr).toEqual(["mfa"]);
    expect(at.tenant.logs().some((event) => event.type === "gd_auth_succeed")).toBe(true);
    expect(at.tenant.logs().some((event) => event.type === "gd_auth_failed")).toBe(true);
  });

  test("keeps the old second factor when silent, and asks for a new one by acr_values", async () => {
    const wish = { client: "Habeas console", email, scope, code: "123456" };
    const first = await enter(at.tenant, wish);
    const then = now();
    at.clock.wind(1200);
    const silent = await enter(at.tenant, { ...wish, cookies: first.cookies, prompt: "none" });
    expect(claimsIn(silent.accessToken)[`${namespace}mfa_at`]).toBe(then);
    expect(claimsIn(silent.idToken)).not.toHaveProperty("amr");
    const acrValues = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    const mute = enter(at.tenant, { ...wish, cookies: first.cookies, prompt: "none", acrValues });
    await expect(mute).rejects.toMatchObject({ code: "interaction_required" });
    const stepped = await enter(at.tenant, { ...wish, cookies: first.cookies, acrValues });
    expect(claimsIn(stepped.accessToken)[`${namespace}mfa_at`]).toBe(now());
    expect(claimsIn(stepped.accessToken)[`${namespace}authenticated_at`]).toBe(then);
  });

  test("lets somebody without a second factor set one up on the way", async () => {
    const acrValues = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";
    await enter(at.tenant, { email: "otto@example.com", acrValues, code: "123456" });
    const { body } = await call(at.tenant, "GET", "/users/auth0%7Cotto/authentication-methods");
    expect(body).toMatchObject([{ type: "totp", confirmed: true }]);
    expect(JSON.stringify(body)).not.toContain("123456");
  });
});

describe("another way in", () => {
  test("by a social provider is marked as federated", async () => {
    const { accessToken } = await enter(at.tenant, { connection: "google-oauth2", email: "sofia@gmail.example.com" });
    expect(claimsIn(accessToken)).toMatchObject({
      [`${namespace}federated`]: true,
      sub: expect.stringMatching(/^google/),
    });
  });

  test("leads a linked identity to the account that holds it", async () => {
    const { accessToken } = await enter(at.tenant, {
      connection: "google-oauth2",
      email: "ada.lovelace@gmail.example.com",
    });
    expect(claimsIn(accessToken).sub).toBe(ada);
  });

  test("by a code to a phone proves an account that has no e-mail address", async () => {
    const wish = { connection: "sms", email: "+4915112345678", code: "123456" };
    const { accessToken } = await enter(at.tenant, wish);
    expect(claimsIn(accessToken)).toMatchObject({ sub: phoneOnly, [`${namespace}federated`]: false });
    await expect(enter(at.tenant, { ...wish, code: "111111" })).rejects.toThrow("not right");
  });

  test("brings a deleted social account back as a new one", async () => {
    const wish = { connection: "google-oauth2", email: "comes.back@gmail.example.com" };
    const first = claimsIn((await enter(at.tenant, wish)).accessToken).sub as string;
    await call(at.tenant, "DELETE", `/users/${encodeURIComponent(first)}`);
    const second = claimsIn((await enter(at.tenant, wish)).accessToken).sub as string;
    expect(second).toMatch(/^google-oauth2\|/);
    expect(second).not.toBe(first);
  });
});

test("ten wrong passwords hold an address back, until the block is lifted", async () => {
  const email = "paul@example.com";
  const body = { connection: "Username-Password-Authentication", email, password: "right" };
  const { body: made } = await call(at.tenant, "POST", "/users", { body });
  for (let attempt = 0; attempt < 10; attempt += 1)
    await expect(enter(at.tenant, { email, password: "wrong" })).rejects.toThrow("Wrong");
  await expect(enter(at.tenant, { email, password: "right" })).rejects.toThrow("has been blocked after multiple");
  expect(at.tenant.logs().some((event) => event.type === "limit_wc" && event.user_id === made.user_id)).toBe(true);
  const path = `/user-blocks/${encodeURIComponent(String(made.user_id))}`;
  const { body: blocks } = await call(at.tenant, "GET", path);
  expect(blocks).toEqual({
    blocked_for: [{ identifier: email, ip: "127.0.0.1", connection: "Username-Password-Authentication" }],
  });
  expect((await call(at.tenant, "DELETE", path)).status).toBe(204);
  await expect(enter(at.tenant, { email, password: "right" })).resolves.toBeDefined();
});
