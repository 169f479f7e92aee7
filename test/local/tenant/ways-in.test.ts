import { DeviceCredentialsClient } from "auth0/deviceCredentials";
import { RefreshTokensClient } from "auth0/refreshTokens";
import { SessionsClient } from "auth0/sessions";
import { UserGrantsClient } from "auth0/userGrants";
import type { UsersClient } from "auth0/users";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ada } from "#local/seed/named-people.ts";
import type { Tenant } from "#local/tenant/tenant.ts";
import { call, enter, open, sdkOptions, type stillClock, usersClient } from "./support.ts";

let tenant: Tenant;
let clock: ReturnType<typeof stillClock>;
let users: UsersClient;
beforeEach(async () => {
  ({ tenant, clock } = await open());
  users = await usersClient(tenant);
});
afterEach(() => tenant.close());

const effects = (userId?: string): string[] => tenant.ledger(userId).map((entry) => entry.effect);
const statusOf = async (work: PromiseLike<unknown>): Promise<number | undefined> => {
  try {
    await work;
    return 200;
  } catch (error) {
    return (error as { statusCode?: number }).statusCode;
  }
};

describe("what lets Ada in", () => {
  test("is 2 sessions, 1 refresh token and 3 grants", async () => {
    const grants = new UserGrantsClient(await sdkOptions(tenant));
    expect((await users.sessions.list(ada)).data).toHaveLength(2);
    expect((await users.refreshToken.list(ada)).data).toHaveLength(1);
    expect((await grants.list({ user_id: ada })).data).toHaveLength(3);
  });

  test("ends after a 202, not with it", async () => {
    await users.sessions.delete(ada);
    await users.refreshToken.delete(ada);
    expect((await users.sessions.list(ada)).data).toHaveLength(2);
    expect(effects(ada)).toEqual([]);
    clock.wind(1);
    expect((await users.sessions.list(ada)).data).toHaveLength(0);
    expect((await users.refreshToken.list(ada)).data).toHaveLength(0);
    expect(effects(ada)).toEqual(["sessions-ended", "refresh-tokens-revoked"]);
    expect(tenant.ledger(ada)[0]?.count).toBe(2);
  });

  test("can be revoked in one call, or without the refresh tokens", async () => {
    await users.revokeAccess(ada, { preserve_refresh_tokens: true });
    clock.wind(1);
    expect((await users.refreshToken.list(ada)).data).toHaveLength(1);
    await users.revokeAccess(ada);
    clock.wind(1);
    expect((await users.refreshToken.list(ada)).data).toHaveLength(0);
  });

  test("ends a browser's session for good", async () => {
    const { cookies } = await enter(tenant);
    await users.sessions.delete(ada);
    clock.wind(1);
    await expect(enter(tenant, { cookies, prompt: "none" })).rejects.toMatchObject({ code: "login_required" });
  });

  test("below Enterprise is seen and deleted as device credentials and grants only", async () => {
    tenant.behave({ sessionManagement: false });
    expect(await statusOf(users.sessions.list(ada))).toBe(403);
    expect(await statusOf(users.revokeAccess(ada))).toBe(403);
    const devices = new DeviceCredentialsClient(await sdkOptions(tenant));
    const [token] = (await devices.list({ user_id: ada, type: "refresh_token" })).data;
    await devices.delete(token?.id ?? "");
    expect((await devices.list({ user_id: ada })).data).toHaveLength(0);
    const grants = new UserGrantsClient(await sdkOptions(tenant));
    await grants.deleteByUserId({ user_id: ada });
    expect((await grants.list({ user_id: ada })).data).toHaveLength(0);
    expect(effects(ada)).toEqual(["device-credentials-deleted", "grants-deleted"]);
    expect(tenant.ledger(ada)[1]?.count).toBe(3);
  });

  test("is read and ended one by one too", async () => {
    const sessions = new SessionsClient(await sdkOptions(tenant));
    const tokens = new RefreshTokensClient(await sdkOptions(tenant));
    const [token] = (await users.refreshToken.list(ada)).data;
    const [one, other] = (await users.sessions.list(ada)).data.map(({ id }) => id ?? "");
    expect(await tokens.get(token?.id ?? "")).toMatchObject({ user_id: ada, rotating: false });
    const sessionId = typeof token?.session_id === "string" ? token.session_id : "";
    expect([one, other]).toContain(sessionId);
    expect(await sessions.get(sessionId)).toMatchObject({
      user_id: ada,
      clients: [{ client_id: tenant.clientId("Shop") }],
    });
    await sessions.delete((one === sessionId ? other : one) ?? "");
    clock.wind(1);
    expect((await users.refreshToken.list(ada)).data).toHaveLength(1);
    await sessions.revoke(sessionId);
    clock.wind(1);
    expect((await users.sessions.list(ada)).data).toHaveLength(0);
    expect(await statusOf(tokens.get(token?.id ?? ""))).toBe(404);
    expect(await statusOf(sessions.get(sessionId))).toBe(404);
  });

  test("goes one grant at a time as well, and a missing user_id deletes nothing", async () => {
    const grants = new UserGrantsClient(await sdkOptions(tenant));
    const [first] = (await grants.list({ user_id: ada })).data;
    await grants.delete(first?.id ?? "");
    expect((await grants.list({ user_id: ada })).data).toHaveLength(2);
    expect((await call(tenant, "DELETE", "/grants")).status).toBe(400);
    expect((await call(tenant, "DELETE", "/users/")).status).toBe(404);
    expect((await grants.list({ user_id: ada })).data).toHaveLength(2);
  });
});
