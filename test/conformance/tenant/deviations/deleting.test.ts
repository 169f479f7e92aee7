import { decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { ada, adaLinked, officer } from "#local/seed/named-people.ts";
import { makeSeed } from "#local/seed/seed.ts";
import { claimsIn, effectsOn, enter, open, tenantOfEachTest } from "../../../support/tenant.ts";
import { acme, user } from "../drives/paths.ts";
import { asking, count } from "./asking.ts";

const at = tenantOfEachTest();
const { read, status } = asking(at);

test("deleting an account that is gone is a 204, and deletes nothing twice", async () => {
  expect(await status("DELETE", user(ada))).toBe(204);
  expect(await status("DELETE", user(ada))).toBe(204);
  expect(await status("DELETE", user("auth0|never-was"))).toBe(204);
  expect(at.tenant.logs().filter(({ type }) => type === "sdu")).toHaveLength(1);
  expect(effectsOn(at, ada).filter((effect) => effect === "user-deleted")).toHaveLength(1);
});

test.each(["/device-credentials/none", "/grants/none", `/grants?user_id=nobody`, "/user-blocks?identifier=nobody"])(
  "deleting what is gone is a 204 at %s",
  async (path) => {
    expect(await status("DELETE", path)).toBe(204);
    expect(at.tenant.ledger()).toEqual([]);
  },
);

test("deleting second factors that are gone is a 204", async () => {
  expect(await status("DELETE", user(officer, "/authentication-methods"))).toBe(204);
  expect(await status("DELETE", user(officer, "/authentication-methods"))).toBe(204);
  expect(await status("DELETE", user(officer, "/authenticators"))).toBe(204);
});

test("second factors do not go all at once while there is a passkey: that is a 403, and they stay", async () => {
  const passkeys = [
    { id: "passkey|dev_1", user_id: officer, key_id: "key", public_key: "public", created_at: at.clock.now() },
  ];
  const other = await open({ seed: () => ({ ...makeSeed(at.clock.now()), passkeys }) });
  const one = asking(other);
  expect(await one.status("DELETE", user(officer, "/authentication-methods"))).toBe(403);
  expect(count(await one.read(user(officer, "/authentication-methods")))).toBe(2);
  await other.tenant.close();
});

test("removing a member who has left is a 204", async () => {
  for (let time = 0; time < 2; time += 1)
    expect(await status("DELETE", `/organizations/${acme}/members`, { members: [ada] })).toBe(204);
  expect(effectsOn(at, ada)).toEqual(["organizations-left"]);
});

test("deleting a session that is gone is a 202, as for one that is there", async () => {
  expect(await status("DELETE", "/sessions/none")).toBe(202);
});

test("a deleted account takes the accounts linked into it with it", async () => {
  await status("DELETE", user(ada));
  expect(await status("GET", user(adaLinked))).toBe(404);
});

test("a deleted account takes its sessions, tokens, second factors, roles and memberships with it", async () => {
  await status("DELETE", user(officer));
  const email = "officer@example.com";
  const body = { connection: "Username-Password-Authentication", user_id: "officer", email, password: "p" };
  expect(await status("POST", "/users", body)).toBe(201);
  for (const list of ["roles", "organizations", "authentication-methods"])
    expect(count(await read(user(officer, `/${list}`))), list).toBe(0);
  await status("DELETE", user(ada));
  expect(count(await read(`/device-credentials?user_id=${encodeURIComponent(ada)}`))).toBe(0);
});

test("grants and invitations outlive their account, until they are deleted themselves", async () => {
  await status("DELETE", user(ada));
  expect(count(await read(`/grants?user_id=${encodeURIComponent(ada)}`))).toBe(3);
  expect(count(await read(`/organizations/${acme}/invitations`))).toBe(1);
});

test("the log outlives the account: it ends by retention only", async () => {
  await enter(at.tenant);
  const before = count(await read(user(ada, "/logs")));
  await status("DELETE", user(ada));
  expect(count(await read(user(ada, "/logs")))).toBe(before + 1);
});

test("an access token outlives its account: its signature and time stay good until it expires", async () => {
  const { accessToken } = await enter(at.tenant);
  await status("DELETE", user(ada));
  const keys = (await (await fetch(`${at.tenant.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] };
  expect(keys.keys.map(({ kid }) => kid)).toContain(decodeProtectedHeader(accessToken).kid);
  expect(Number(claimsIn(accessToken).exp) * 1000).toBeGreaterThan(Date.parse(at.clock.now()));
});

test("a refresh token dies with its account", async () => {
  const { refreshToken = "" } = await enter(at.tenant, { client: "Shop", scope: "openid offline_access" });
  await status("DELETE", user(ada));
  const fields = { grant_type: "refresh_token", client_id: at.tenant.clientId("Shop"), refresh_token: refreshToken };
  const answer = await fetch(`${at.tenant.url}/oauth/token`, { method: "POST", body: new URLSearchParams(fields) });
  expect([answer.status, await answer.json()]).toMatchObject([403, { error: "invalid_grant" }]);
});

test("a deleted social account comes back as a new one at the next sign-in", async () => {
  const wish = { connection: "google-oauth2", email: "sofia@gmail.example.com" };
  const before = String(claimsIn((await enter(at.tenant, wish)).accessToken).sub);
  await status("DELETE", user(before));
  expect(claimsIn((await enter(at.tenant, wish)).accessToken).sub).not.toBe(before);
});
