import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";

type Event = Record<string, unknown>;
interface Claims {
  claimsOf(event: Event): Record<string, unknown>;
  onExecutePostLogin(event: Event, api: object): Promise<void>;
}
interface StepUp {
  needsSecondFactor(event: Event): boolean;
  enrolled(event: Event): { type: string }[] | undefined;
  onExecutePostLogin(event: Event, api: object): Promise<void>;
}

const require = createRequire(import.meta.url);
const claims = require("../../auth0/actions/claims/code.js") as Claims;
const stepUp = require("../../auth0/actions/step-up/code.js") as StepUp;

const api = "https://habeas.dev/api";
const multiFactor = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

const event = (change: Event = {}): Event => ({
  client: { name: "Habeas portal" },
  resource_server: { identifier: api },
  connection: { strategy: "auth0" },
  transaction: { protocol: "oidc-basic-profile", acr_values: [], requested_scopes: ["openid"] },
  authentication: { methods: [{ name: "pwd", timestamp: "2026-11-24T09:00:00.000Z" }] },
  user: { enrolledFactors: [{ type: "otp" }] },
  ...change,
});
const methods = (...list: [string, string][]): Event => ({
  authentication: { methods: list.map(([name, timestamp]) => ({ name, timestamp })) },
});

const setClaims = async (given: Event): Promise<Record<string, unknown>> => {
  const set: Record<string, unknown> = {};
  await claims.onExecutePostLogin(given, {
    accessToken: {
      setCustomClaim: (name: string, value: unknown) => {
        set[name] = value;
      },
    },
  });
  return set;
};

describe("the claims of an access token", () => {
  test("take the latest first factor and the latest second factor, each with its own time", async () => {
    const given = event(
      methods(
        ["pwd", "2026-11-24T08:00:00.000Z"],
        ["pwd", "2026-11-24T09:00:00.000Z"],
        ["mfa", "2026-11-24T09:01:00.000Z"],
        ["mfa", "2026-11-24T07:01:00.000Z"],
      ),
    );
    expect(await setClaims(given)).toEqual({
      "https://habeas.dev/authenticated_at": "2026-11-24T09:00:00.000Z",
      "https://habeas.dev/mfa_at": "2026-11-24T09:01:00.000Z",
      "https://habeas.dev/federated": false,
    });
  });

  test("are never from the clock: no methods, or none with a time, is no time at all", () => {
    expect(claims.claimsOf(event({ authentication: undefined }))).toEqual({ federated: false });
    expect(claims.claimsOf(event(methods()))).toEqual({ federated: false });
    expect(claims.claimsOf(event(methods(["pwd", "yesterday"])))).toEqual({ federated: false });
    expect(claims.claimsOf(event(methods(["mfa", "2026-11-24T09:00:00.000Z"])))).not.toHaveProperty("authenticated_at");
  });

  test("do not change when the same login is seen again later", () => {
    const given = event({ transaction: { protocol: "oauth2-refresh-token" } });
    expect(claims.claimsOf(given).authenticated_at).toBe("2026-11-24T09:00:00.000Z");
  });

  test("say when the account was made, if Auth0 does: the same id may be another account by now (I7)", () => {
    const user = (created_at: unknown) => claims.claimsOf(event({ user: { created_at } })).account_created_at;
    expect(user("2026-01-02T03:04:05.678Z")).toBe("2026-01-02T03:04:05.678Z");
    expect(user("2026-01-02T04:04:05+01:00")).toBe("2026-01-02T03:04:05.000Z");
    expect([user(undefined), user("long ago")]).toEqual([undefined, undefined]);
    expect(claims.claimsOf(event({ user: undefined }))).not.toHaveProperty("account_created_at");
  });

  test("say that somebody else vouched for the person", () => {
    expect(claims.claimsOf(event({ connection: { strategy: "google-oauth2" } })).federated).toBe(true);
    expect(claims.claimsOf(event({ connection: { strategy: "samlp" } })).federated).toBe(true);
    expect(claims.claimsOf(event({ connection: { strategy: "sms" } })).federated).toBe(false);
    const unknown = { connection: undefined, ...methods(["federated", "2026-11-24T09:00:00.000Z"]) };
    expect(claims.claimsOf(event(unknown)).federated).toBe(true);
  });

  test("go into tokens for our API only", async () => {
    expect(await setClaims(event({ resource_server: { identifier: "https://shop.example.com" } }))).toEqual({});
    expect(await setClaims(event({ resource_server: undefined }))).toEqual({});
  });
});

describe("the second factor", () => {
  const asks = (change: Event): boolean => stepUp.needsSecondFactor(event(change));
  const withScope = { transaction: { protocol: "oidc-basic-profile", requested_scopes: ["requests:read"] } };
  const mfa = methods(["pwd", "2026-11-24T09:00:00.000Z"], ["mfa", "2026-11-24T09:00:05.000Z"]);

  test("is not asked of a person at the portal", () => {
    expect(asks({})).toBe(false);
  });

  test("is asked at the console, and for an officer's scope of our API", () => {
    expect(asks({ client: { name: "Habeas console" } })).toBe(true);
    expect(asks(withScope)).toBe(true);
    expect(asks({ ...withScope, resource_server: { identifier: "https://other.example.com" } })).toBe(false);
  });

  test("is not asked twice in a session, but again when the application asks outright", () => {
    expect(asks({ ...withScope, ...mfa })).toBe(false);
    expect(asks({ ...mfa, transaction: { protocol: "oidc-basic-profile", acr_values: [multiFactor] } })).toBe(true);
  });

  test("cannot be asked of a refresh", () => {
    const transaction = {
      protocol: "oauth2-refresh-token",
      acr_values: [multiFactor],
      requested_scopes: ["audit:read"],
    };
    expect(asks({ transaction })).toBe(false);
  });

  test("is any that the person enrolled, or a first one", async () => {
    const calls: unknown[] = [];
    const record = (name: string) => (factors: unknown) => calls.push([name, factors]);
    const double = { authentication: { challengeWithAny: record("challenge"), enrollWithAny: record("enroll") } };
    await stepUp.onExecutePostLogin(event(withScope), double);
    await stepUp.onExecutePostLogin(event({ ...withScope, user: { enrolledFactors: [] } }), double);
    await stepUp.onExecutePostLogin(event(), double);
    expect(calls).toEqual([
      ["challenge", [{ type: "otp" }]],
      ["enroll", [{ type: "otp" }, { type: "webauthn-roaming" }]],
    ]);
    expect(stepUp.enrolled(event({ user: {} }))).toBeUndefined();
  });
});
