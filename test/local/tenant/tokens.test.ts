import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { millisOf } from "#kernel/instant.ts";
import { ada } from "#local/seed/named-people.ts";
import { api, call, claimsIn, enter, namespace, shop, tenantOfTheFile } from "../../support/tenant.ts";

const at = tenantOfTheFile();

const now = (): string => at.clock.now();
const soon = (): Date => new Date(millisOf(at.clock.now()));

describe("a refresh token", () => {
  const wish = { client: "Shop", email: "zoe@example.com", scope: "openid offline_access" };
  const refresh = async (token: string | undefined) => {
    const form = { grant_type: "refresh_token", client_id: at.tenant.clientId("Shop"), refresh_token: token ?? "" };
    const response = await fetch(`${at.tenant.url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  test("gives new tokens with the old time of authentication, and stays the same", async () => {
    const { refreshToken } = await enter(at.tenant, wish);
    const then = now();
    at.clock.wind(7200);
    const { status, body } = await refresh(refreshToken);
    expect(status).toBe(200);
    expect(claimsIn(body.access_token ?? "")[`${namespace}authenticated_at`]).toBe(then);
    expect(body.refresh_token).toBeUndefined();
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "sertft", audience: api });
  });

  test("is no longer fresh at all once its session has ended", async () => {
    const { refreshToken, cookies } = await enter(at.tenant, wish);
    await fetch(`${at.tenant.url}/v2/logout?client_id=${at.tenant.clientId("Shop")}`, { headers: { cookie: cookies } });
    const { body } = await refresh(refreshToken);
    expect(claimsIn(body.access_token ?? "")).not.toHaveProperty(`${namespace}authenticated_at`);
  });

  test("dies with its grant, its account's block and its revocation, each with its reason", async () => {
    const { refreshToken } = await enter(at.tenant, wish);
    await call(at.tenant, "DELETE", "/grants?user_id=auth0%7Czoe");
    expect((await refresh(refreshToken)).body.error).toBe("invalid_grant");
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "fertft", details: { failure_reason: "grant_revoked" } });
    const { refreshToken: second } = await enter(at.tenant, wish);
    await call(at.tenant, "PATCH", "/users/auth0%7Czoe", { body: { blocked: true } });
    expect((await refresh(second)).status).toBe(403);
    at.tenant.behave({ blockedMayRefresh: true });
    expect((await refresh(second)).status).toBe(200);
    at.tenant.behave({ blockedMayRefresh: false });
    await call(at.tenant, "PATCH", "/users/auth0%7Czoe", { body: { blocked: false } });
    const form = new URLSearchParams({ client_id: at.tenant.clientId("Shop"), token: second ?? "" });
    expect((await fetch(`${at.tenant.url}/oauth/revoke`, { method: "POST", body: form })).status).toBe(200);
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "srrt", user_id: "auth0|zoe" });
    expect((await refresh(second)).status).toBe(403);
    expect(at.tenant.logs().at(-1)).toMatchObject({ type: "fertft", details: { failure_reason: "invalid_token" } });
  });
});

describe("an application by itself", () => {
  const ask = async (body: Record<string, string>, asForm = false) => {
    const response = await fetch(`${at.tenant.url}/oauth/token`, {
      method: "POST",
      ...(asForm
        ? { body: new URLSearchParams(body) }
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const usual = () => ({
    grant_type: "client_credentials",
    client_id: at.tenant.clientId("Habeas eraser"),
    client_secret: at.tenant.clientSecret("Habeas eraser"),
    audience: at.tenant.managementAudience,
  });

  test.each([true, false])("gets the scopes of its grant for the Management API (form: %s)", async (asForm) => {
    const { status, body } = await ask(usual(), asForm);
    expect(status).toBe(200);
    expect(body.expires_in).toBe(86_400);
    expect(body.scope?.split(" ")).toContain("delete:users");
    expect(claimsIn(body.access_token ?? "")).toMatchObject({
      gty: "client-credentials",
      aud: at.tenant.managementAudience,
    });
  });

  test("is refused with a wrong secret, for another API, and when it is a page", async () => {
    expect(await ask({ ...usual(), client_secret: "wrong" })).toMatchObject({
      status: 401,
      body: { error: "access_denied" },
    });
    expect(await ask({ ...usual(), audience: api })).toMatchObject({ status: 403, body: { error: "access_denied" } });
    const page = { ...usual(), client_id: at.tenant.clientId("Habeas portal") };
    expect(await ask(page)).toMatchObject({ status: 403, body: { error: "unauthorized_client" } });
    expect(await ask({ ...usual(), grant_type: "password" })).toMatchObject({
      body: { error: "unsupported_grant_type" },
    });
  });
});

describe("userinfo and logout", () => {
  test("answers by scope, with a token for an API or with an opaque one", async () => {
    const { accessToken } = await enter(at.tenant, { scope: "openid email" });
    const { accessToken: opaque } = await enter(at.tenant, { scope: "openid profile", audience: undefined } as never);
    const read = async (token: string) =>
      (await fetch(`${at.tenant.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(await read(accessToken)).toEqual({ sub: ada, email: "ada@example.com", email_verified: true });
    expect(opaque.split(".")).toHaveLength(1);
    expect(await read(opaque)).toMatchObject({ sub: ada, name: "Ada Lovelace" });
    const none = await fetch(`${at.tenant.url}/userinfo`, { headers: { authorization: "Bearer none" } });
    expect(none.status).toBe(401);
  });

  test("goes back to registered addresses only", async () => {
    const base = `${at.tenant.url}/v2/logout?client_id=${at.tenant.clientId("Shop")}&returnTo=`;
    const good = await fetch(base + encodeURIComponent(new URL(shop).origin), { redirect: "manual" });
    expect(good.status).toBe(302);
    expect((await fetch(`${base}https%3A%2F%2Fevil.example`, { redirect: "manual" })).status).toBe(400);
  });
});

test("rotated keys sign from then on, and the key before stays published", async () => {
  const { accessToken: before } = await enter(at.tenant);
  at.tenant.rotateKeys();
  const { accessToken: after } = await enter(at.tenant);
  const { keys } = (await (await fetch(`${at.tenant.url}/.well-known/jwks.json`)).json()) as Parameters<
    typeof createLocalJWKSet
  >[0];
  expect(keys).toHaveLength(2);
  const set = createLocalJWKSet({ keys });
  for (const token of [before, after]) await jwtVerify(token, set, { currentDate: soon() });
  const kid = (token: string): unknown =>
    JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
  expect(kid(after)).not.toBe(kid(before));
});
