import { expect, test } from "vitest";
import { ada } from "#local/seed/named-people.ts";
import { effectsOn, tenantOfEachTest } from "../../../support/tenant.ts";
import { user } from "../drives/paths.ts";
import { asking, count } from "./asking.ts";

const at = tenantOfEachTest();
const { read, status } = asking(at);

const sessions = async (): Promise<{ id: string }[]> =>
  (await read<{ sessions: { id: string }[] }>(user(ada, "/sessions"))).sessions;
const tokens = async (): Promise<{ session_id: string }[]> =>
  (await read<{ tokens: { session_id: string }[] }>(user(ada, "/refresh-tokens"))).tokens;

test("a 202 for all sessions means later: they are still listed when it is answered", async () => {
  expect(await status("DELETE", user(ada, "/sessions"))).toBe(202);
  expect(await sessions()).toHaveLength(2);
  expect(effectsOn(at, ada)).toEqual([]);
  at.clock.wind(1);
  expect(await sessions()).toHaveLength(0);
});

test("a 202 for all refresh tokens means later", async () => {
  expect(await status("DELETE", user(ada, "/refresh-tokens"))).toBe(202);
  expect(await tokens()).toHaveLength(1);
  at.clock.wind(1);
  expect(await tokens()).toHaveLength(0);
});

test("a 202 for one session means later, and leaves its refresh tokens", async () => {
  const [token] = await tokens();
  expect(await status("DELETE", `/sessions/${token?.session_id}`)).toBe(202);
  expect(await sessions()).toHaveLength(2);
  at.clock.wind(1);
  expect(await sessions()).toHaveLength(1);
  expect(await tokens()).toHaveLength(1);
});

test("a revoked session takes its refresh tokens along, later", async () => {
  const [token] = await tokens();
  expect(await status("POST", `/sessions/${token?.session_id}/revoke`)).toBe(202);
  expect(await tokens()).toHaveLength(1);
  at.clock.wind(1);
  expect([count(await sessions()), count(await tokens())]).toEqual([1, 0]);
});

test("revoked access ends sessions and refresh tokens, later, and can spare the tokens", async () => {
  expect(await status("POST", user(ada, "/revoke-access"), { preserve_refresh_tokens: true })).toBe(202);
  at.clock.wind(1);
  expect([count(await sessions()), count(await tokens())]).toEqual([0, 1]);
  expect(await status("POST", user(ada, "/revoke-access"))).toBe(202);
  expect(await tokens()).toHaveLength(1);
  at.clock.wind(1);
  expect(await tokens()).toHaveLength(0);
});

test("revoking the access of an account that is gone is a 202 too, since no 404 is documented", async () => {
  expect(await status("POST", user("auth0|nobody", "/revoke-access"))).toBe(202);
});

test("below Enterprise sessions and refresh tokens are a 403, and device credentials are what is left", async () => {
  at.tenant.behave({ sessionManagement: false });
  for (const list of ["/sessions", "/refresh-tokens"]) {
    expect(await status("GET", user(ada, list))).toBe(403);
    expect(await status("DELETE", user(ada, list))).toBe(403);
  }
  expect(await status("POST", user(ada, "/revoke-access"))).toBe(403);
  const [credential] = await read<{ id: string }[]>(`/device-credentials?user_id=${encodeURIComponent(ada)}`);
  expect(await status("DELETE", `/device-credentials/${credential?.id}`)).toBe(204);
});
