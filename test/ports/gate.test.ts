import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { gateSecretsIn, settingsText } from "#kernel/gate.ts";
import type { GateRule } from "#kernel/terms.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { gateActionAt } from "#ports/gate/action-at-tenant.ts";
import { auth0Gate } from "#ports/gate/auth0-gate.ts";
import type { Gate } from "#ports/gate/gate.ts";
import type { RecordsHost } from "../support/records-host.ts";
import { noPause } from "../support/records-host.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";
import { call, enter, tenantOfEachTest } from "../support/tenant.ts";

const rule: GateRule = { version: "2027-01", enough: ["2027-01"], mode: "hard", audience: {} };
const secret = "s".repeat(32);

describe("the gate at the tenant", () => {
  const at = tenantOfEachTest();
  let host: RecordsHost;
  let gate: Gate;
  let asked: string[];

  const accessBy = (fetch_: typeof fetch = fetch) => ({
    baseUrl: `${at.tenant.issuer}api/v2`,
    tokens: {
      get: () => at.tenant.managementToken(["read:actions", "update:actions", "create:actions"], "Habeas gate"),
      drop: () => undefined,
    },
    pacer: { take: async () => undefined, pause: async () => undefined },
    clock: at.clock,
    fetch: (async (input: string | URL | Request, init?: RequestInit) => {
      const path = new URL(input instanceof Request ? input.url : input).pathname.replace("/api/v2/actions", "");
      asked.push(`${init?.method ?? "GET"} ${path.replace(/[0-9a-f-]{36}/, ":id")}`);
      return fetch_(input, init);
    }) as typeof fetch,
  });
  const gateBy = (fetch_?: typeof fetch): Gate =>
    auth0Gate({
      access: accessBy(fetch_),
      records: host.records,
      settings: { page: "http://127.0.0.1:9/terms/page", flag: "habeas_terms", neverGate: ["officer"] },
      sessionSecret: async () => secret,
      pause: noPause,
    });
  beforeEach(async () => {
    host = await sqliteInMemory();
    asked = [];
    gate = gateBy();
  });
  afterEach(() => host.close());
  const shopLogin = () => enter(at.tenant, { client: "Shop" });
  const audited = async () =>
    (await auditIn(host).entries(dayChain(at.clock.now().slice(0, 10)))).items.map(({ event }) => event);

  test("is turned by whole secrets, built, deployed; and again without looking for the Action", async () => {
    expect(await gate.turn([rule], "campaign/1")).toEqual({ calls: 5 });
    const turn = ["PATCH /actions/:id", "GET /actions/:id", "GET /actions/:id", "POST /actions/:id/deploy"];
    expect(asked).toEqual(["GET /actions", ...turn]);
    await gate.turn([], "campaign/1");
    // both turns of a campaign, the whole enforcement for any number of people: at most 10 calls
    expect(asked).toEqual(["GET /actions", ...turn, ...turn]);
    expect(asked.length).toBeLessThanOrEqual(10);
    expect(await gate.rules()).toEqual([]);
    expect(await audited()).toEqual(["gate-turn-intended", "gate-turned", "gate-turn-intended", "gate-turned"]);
  });

  test("asks from then on, and no more once it is turned off", async () => {
    await shopLogin();
    await gate.turn([rule], "campaign/1");
    // away from the tenant, to a page where nobody answers
    await expect(shopLogin()).rejects.toThrow("fetch failed");
    await gate.turn([], "campaign/1");
    expect((await shopLogin()).accessToken).not.toBe("");
  });

  test("does not ask before it is deployed", async () => {
    const action = gateActionAt(accessBy());
    const settings = { page: "https://x.example/terms", flag: "habeas_terms", neverGate: [], rules: [rule] };
    const secrets = [
      { name: "SETTINGS", value: settingsText(settings) },
      { name: "SESSION_SECRET", value: secret },
    ];
    await action.put(await action.find(), secrets, "campaign/1");
    expect((await shopLogin()).accessToken).not.toBe("");
  });

  test("turned by two at once: one waits for the other (serialised)", async () => {
    const [one, two] = await Promise.allSettled([gate.turn([rule], "a"), gateBy().turn([], "b")]);
    expect([one.status, two.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    const failed = one.status === "rejected" ? one : (two as PromiseRejectedResult);
    expect(failed.reason).toBeInstanceOf(Busy);
    const winner = one.status === "fulfilled" ? [rule] : [];
    expect(await gate.rules()).toEqual(winner);
  });

  test("whose process died half-way is turned by the next, after two minutes", async () => {
    const dead = new Promise<never>(() => undefined);
    const dying = gateBy(async (input, init) => (init?.method === "POST" ? dead : fetch(input, init)));
    void dying.turn([rule], "a").catch(() => undefined);
    await expect.poll(() => asked.at(-1)).toBe("POST /actions/:id/deploy");
    await expect(gate.turn([], "b")).rejects.toBeInstanceOf(Busy);
    at.clock.wind(121);
    await gate.turn([], "b");
    expect(await gate.rules()).toEqual([]);
    expect((await shopLogin()).accessToken).not.toBe("");
  });

  test("goes on where it was left when the tenant said not now", async () => {
    let refusals = 1;
    const busyOnce: typeof fetch = async (input, init) => {
      if (init?.method === "POST" && refusals > 0) {
        refusals -= 1;
        return new Response("{}", { status: 503 });
      }
      return fetch(input, init);
    };
    const limited = gateBy(busyOnce);
    await expect(limited.turn([rule], "a")).rejects.toBeInstanceOf(Busy);
    asked = [];
    await limited.turn([rule], "a");
    expect(asked).toEqual(["GET /actions/:id", "POST /actions/:id/deploy"]);
  });

  test("that cannot be built stays as it was, and says so", async () => {
    at.tenant.behave({ buildsFail: true });
    await expect(gate.turn([rule], "a")).rejects.toMatchObject({ name: "GateNotBuilt" });
    expect(await gate.rules()).toBeUndefined();
    expect((await shopLogin()).accessToken).not.toBe("");
  });

  test("leaves no secret in the tenant's log or in our records (I20)", async () => {
    await gate.turn([rule], "a");
    expect(JSON.stringify(at.tenant.logs())).not.toContain(secret);
    const [row] = await host.records.get([{ pk: "GATE", sk: "STATE" }]);
    expect(JSON.stringify(row)).not.toContain(secret);
    const { body } = await call(at.tenant, "GET", "/actions/actions?actionName=terms-gate");
    expect(JSON.stringify(body)).not.toContain(secret);
  });
});

describe("the gate's settings", () => {
  test("that Auth0 would not take are refused before anything is turned", () => {
    const audience = { organizations: Array.from({ length: 50 }, (_, number) => `org_${number}${"x".repeat(90)}`) };
    const settings = { page: "https://x.example", flag: "habeas_terms", neverGate: [], rules: [{ ...rule, audience }] };
    expect(() => settingsText(settings)).toThrow(RangeError);
  });

  test("share a secret that is long enough, the first of those that are live", () => {
    expect(gateSecretsIn(`${secret}\n${"t".repeat(32)}\n`)).toEqual([secret, "t".repeat(32)]);
    expect(() => gateSecretsIn("short")).toThrow(RangeError);
  });
});
