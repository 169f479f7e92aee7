import { DeviceCredentialsClient } from "auth0/deviceCredentials";
import { RefreshTokensClient } from "auth0/refreshTokens";
import { SessionsClient } from "auth0/sessions";
import { UserGrantsClient } from "auth0/userGrants";
import { describe, expect, test } from "vitest";
import { ada } from "#local/seed/named-people.ts";
import { call, effectsOn, enter, sdkOptions, statusOf, tenantOfEachTest } from "../../support/tenant.ts";

const at = tenantOfEachTest();

describe("what lets Ada in", () => {
  test("is 2 sessions, 1 refresh token and 3 grants", async () => {
    const grants = new UserGrantsClient(await sdkOptions(at.tenant));
    expect((await at.users.sessions.list(ada)).data).toHaveLength(2);
    expect((await at.users.refreshToken.list(ada)).data).toHaveLength(1);
    expect((await grants.list({ user_id: ada })).data).toHaveLength(3);
  });

  test("ends after a 202, not with it", async () => {
    await at.users.sessions.delete(ada);
    await at.users.refreshToken.delete(ada);
    expect((await at.users.sessions.list(ada)).data).toHaveLength(2);
    expect(effectsOn(at, ada)).toEqual([]);
    at.clock.wind(1);
    expect((await at.users.sessions.list(ada)).data).toHaveLength(0);
    expect((await at.users.refreshToken.list(ada)).data).toHaveLength(0);
    expect(effectsOn(at, ada)).toEqual(["sessions-ended", "refresh-tokens-revoked"]);
    expect(at.tenant.ledger(ada)[0]?.count).toBe(2);
  });

  test("can be revoked in one call, or without the refresh tokens", async () => {
    await at.users.revokeAccess(ada, { preserve_refresh_tokens: true });
    at.clock.wind(1);
    expect((await at.users.refreshToken.list(ada)).data).toHaveLength(1);
    await at.users.revokeAccess(ada);
    at.clock.wind(1);
    expect((await at.users.refreshToken.list(ada)).data).toHaveLength(0);
  });

  test("ends a browser's session for good", async () => {
    const { cookies } = await enter(at.tenant);
    await at.users.sessions.delete(ada);
    at.clock.wind(1);
    await expect(enter(at.tenant, { cookies, prompt: "none" })).rejects.toMatchObject({ code: "login_required" });
  });

  test("below Enterprise is seen and deleted as device credentials and grants only", async () => {
    at.tenant.behave({ sessionManagement: false });
    expect(await statusOf(at.users.sessions.list(ada))).toBe(403);
    expect(await statusOf(at.users.revokeAccess(ada))).toBe(403);
    const devices = new DeviceCredentialsClient(await sdkOptions(at.tenant));
    const [token] = (await devices.list({ user_id: ada, type: "refresh_token" })).data;
    await devices.delete(token?.id ?? "");
    expect((await devices.list({ user_id: ada })).data).toHaveLength(0);
    const grants = new UserGrantsClient(await sdkOptions(at.tenant));
    await grants.deleteByUserId({ user_id: ada });
    expect((await grants.list({ user_id: ada })).data).toHaveLength(0);
    expect(effectsOn(at, ada)).toEqual(["device-credentials-deleted", "grants-deleted"]);
    expect(at.tenant.ledger(ada)[1]?.count).toBe(3);
  });

  test("is read and ended one by one too", async () => {
    const sessions = new SessionsClient(await sdkOptions(at.tenant));
    const tokens = new RefreshTokensClient(await sdkOptions(at.tenant));
    const [token] = (await at.users.refreshToken.list(ada)).data;
    const [one, other] = (await at.users.sessions.list(ada)).data.map(({ id }) => id ?? "");
    expect(await tokens.get(token?.id ?? "")).toMatchObject({ user_id: ada, rotating: false });
    const sessionId = typeof token?.session_id === "string" ? token.session_id : "";
    expect([one, other]).toContain(sessionId);
    expect(await sessions.get(sessionId)).toMatchObject({
      user_id: ada,
      clients: [{ client_id: at.tenant.clientId("Shop") }],
    });
    await sessions.delete((one === sessionId ? other : one) ?? "");
    at.clock.wind(1);
    expect((await at.users.refreshToken.list(ada)).data).toHaveLength(1);
    await sessions.revoke(sessionId);
    at.clock.wind(1);
    expect((await at.users.sessions.list(ada)).data).toHaveLength(0);
    expect(await statusOf(tokens.get(token?.id ?? ""))).toBe(404);
    expect(await statusOf(sessions.get(sessionId))).toBe(404);
  });

  test("goes one grant at a time as well, and a missing user_id deletes nothing", async () => {
    const grants = new UserGrantsClient(await sdkOptions(at.tenant));
    const [first] = (await grants.list({ user_id: ada })).data;
    await grants.delete(first?.id ?? "");
    expect((await grants.list({ user_id: ada })).data).toHaveLength(2);
    expect((await call(at.tenant, "DELETE", "/grants")).status).toBe(400);
    expect((await call(at.tenant, "DELETE", "/users/")).status).toBe(404);
    expect((await grants.list({ user_id: ada })).data).toHaveLength(2);
  });
});
