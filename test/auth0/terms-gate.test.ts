import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";

type Event = Record<string, unknown>;
type Decision = { do: "pass" | "ask" | "deny"; reason?: string; flag?: object };
interface TermsGate {
  settingsOf(event: Event): { rules: unknown[] };
  decide(event: Event, settings: object, canRedirect: boolean): Decision;
  decideAnswer(event: Event, settings: object, answer: object | undefined): Decision;
  sessionPayload(event: Event, rule: object): Record<string, unknown>;
  onExecutePostLogin(event: Event, api: object): Promise<void>;
  onContinuePostLogin(event: Event, api: object): Promise<void>;
}

const gate = createRequire(import.meta.url)("../../auth0/actions/terms-gate/code.js") as TermsGate;

const rule = { version: "2", enough: ["2", "3"], mode: "soft", audience: {} };
const settings = (change: object = {}, more: object = {}) => ({
  page: "https://privacy.example.com/terms/page",
  flag: "habeas_terms",
  neverGate: ["officer", "admin"],
  rules: [{ ...rule, ...change }],
  ...more,
});
const hard = settings({ mode: "hard" });

const event = (change: Event = {}): Event => ({
  client: { client_id: "shop", name: "Shop", metadata: {} },
  connection: { name: "Users" },
  transaction: { protocol: "oidc-basic-profile", prompt: [], locale: "de" },
  request: { query: {} },
  authorization: { roles: [] },
  user: { user_id: "auth0|ada", app_metadata: { habeas_terms: { version: "1" } } },
  secrets: { SETTINGS: JSON.stringify(settings()), SESSION_SECRET: "s".repeat(32) },
  ...change,
});
const having = (app_metadata: object): Event => event({ user: { user_id: "auth0|ada", app_metadata } });
const refresh = event({ transaction: { protocol: "oauth2-refresh-token" } });
const silent = event({ transaction: { protocol: "oidc-basic-profile", prompt: ["none"] } });

describe("a login", () => {
  test("with older terms, or none, is asked", () => {
    for (const each of [event(), having({}), event({ user: { user_id: "auth0|ada" } })]) {
      expect(gate.decide(each, settings(), true)).toMatchObject({ do: "ask", rule });
    }
  });

  test.each(["2", "3"])("with version %s, which is enough, passes", (version) => {
    expect(gate.decide(having({ habeas_terms: { version } }), hard, true)).toEqual({ do: "pass" });
  });

  test("by what policy calls the flag, and by no other member", () => {
    const other = settings({}, { flag: "other" });
    expect(gate.decide(having({ habeas_terms: { version: "2" } }), other, true).do).toBe("ask");
    expect(gate.decide(having({ other: { version: "2" } }), other, true).do).toBe("pass");
  });

  test("at our own pages is never asked, nor of officers and administrators, however hard the gate", () => {
    const portal = event({
      client: { client_id: "portal", name: "Habeas portal", metadata: { habeas_gate: "never" } },
    });
    expect(gate.decide(portal, hard, true)).toEqual({ do: "pass" });
    for (const role of ["officer", "admin"]) {
      expect(gate.decide(event({ authorization: { roles: ["other", role] } }), hard, true)).toEqual({ do: "pass" });
    }
  });

  test("of somebody whose data is only stored is never asked, nor denied where nobody could be asked (Article 18)", () => {
    const restricted = { user: { user_id: "auth0|ada", app_metadata: { habeas_restricted: true } } };
    for (const each of [event(restricted), { ...refresh, ...restricted }, { ...silent, ...restricted }]) {
      for (const canRedirect of [true, false]) expect(gate.decide(each, hard, canRedirect)).toEqual({ do: "pass" });
    }
    // only our own mark counts
    expect(gate.decide(having({ habeas_restricted: "no" }), hard, true).do).toBe("ask");
  });

  test.each([
    ["connections", ["Users"], ["Others"]],
    ["applications", ["shop"], ["portal"]],
    ["regions", ["EU"], ["US"]],
    ["organizations", ["org_1"], ["org_2"]],
  ])("is asked when it belongs to the audience's %s, else not", (name, mine, others) => {
    const user = { user_id: "auth0|ada", app_metadata: { region: "EU" } };
    const login = event({ user, organization: { id: "org_1" } });
    expect(gate.decide(login, settings({ audience: { [name]: mine } }), true).do).toBe("ask");
    expect(gate.decide(login, settings({ audience: { [name]: others } }), true).do).toBe("pass");
  });

  test("goes by the first rule that it belongs to", () => {
    const rules = [{ ...rule, version: "9", enough: ["9"], audience: { regions: ["US"] } }, rule];
    expect(gate.decide(event(), settings({}, { rules }), true)).toMatchObject({ rule: { version: "2" } });
  });
});

describe("a login without anybody to ask", () => {
  test("passes a soft gate, silent or refreshing", () => {
    for (const each of [refresh, silent]) expect(gate.decide(each, settings(), false)).toEqual({ do: "pass" });
  });

  test("does not pass a hard one: a refresh is denied, a silent login is sent away, which becomes interaction_required", () => {
    expect(gate.decide(refresh, hard, false)).toEqual({ do: "deny", reason: "terms_required" });
    expect(gate.decide(silent, hard, false)).toMatchObject({ do: "ask" });
    const asApplication = event({ request: { query: { prompt: "none" } } });
    expect(gate.decide(asApplication, hard, false)).toMatchObject({ do: "ask" });
  });

  test("passes a hard one when the person has accepted", () => {
    const accepted = { user: { user_id: "auth0|ada", app_metadata: { habeas_terms: { version: "2" } } } };
    expect(gate.decide({ ...refresh, ...accepted }, hard, false)).toEqual({ do: "pass" });
  });
});

describe("terms accepted in the sign-up form", () => {
  const acceptedAt = "2026-12-01T09:00:00.000Z";
  const signedUp = (version: string) => having({ habeas_terms: { version, acceptedAt, by: "sign-up" } });

  test("are put on record by the page at the first login, and not asked again", () => {
    const decision = gate.decide(signedUp("2"), hard, true);
    expect(decision).toEqual({ do: "ask", rule: { version: "2", mode: "soft" }, signedUpAt: acceptedAt });
    expect(gate.decide(signedUp("1"), settings({}, { rules: [] }), true)).toMatchObject({
      do: "ask",
      signedUpAt: acceptedAt,
    });
    expect(gate.decide(having({ habeas_terms: { version: "2", acceptedAt } }), hard, true)).toEqual({ do: "pass" });
  });

  test("that are not enough are asked like any other", () => {
    expect(gate.decide(signedUp("1"), hard, true)).toMatchObject({ do: "ask", rule: { version: "2", mode: "hard" } });
    expect(gate.decide(signedUp("1"), hard, true)).not.toHaveProperty("signedUpAt");
  });

  test("keep nobody out where nobody can be led anywhere", () => {
    expect(gate.decide(signedUp("2"), hard, false)).toEqual({ do: "pass" });
    expect(gate.decide(signedUp("2"), { rules: [] }, true)).toEqual({ do: "pass" });
  });
});

describe("settings that cannot be used", () => {
  test.each([
    ["missing", {}],
    ["not JSON", { SETTINGS: "{", SESSION_SECRET: "s".repeat(32) }],
    ["null", { SETTINGS: "null", SESSION_SECRET: "s".repeat(32) }],
    ["without rules", { SETTINGS: "{}", SESSION_SECRET: "s".repeat(32) }],
    ["without a page", { SETTINGS: JSON.stringify({ rules: [rule] }), SESSION_SECRET: "s".repeat(32) }],
    ["without the secret", { SETTINGS: JSON.stringify(hard) }],
  ])("(%s) ask nobody: a mistake locks nobody out", async (_, secrets) => {
    expect(gate.settingsOf({ secrets })).toEqual({ rules: [] });
    const asked: string[] = [];
    const api = { redirect: { canRedirect: () => true }, access: { deny: (reason: string) => asked.push(reason) } };
    await gate.onExecutePostLogin(event({ secrets }), api);
    expect(asked).toEqual([]);
  });
});

describe("the session token", () => {
  test("says what the page must know and nothing about the person but the sub that Auth0 adds", () => {
    const payload = gate.sessionPayload(event({ organization: { id: "org_1" } }), rule);
    expect(payload).toEqual({
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      purpose: "terms-gate",
      version: "2",
      mode: "soft",
      group: "org_1",
      application: "Shop",
      locale: "de",
    });
    expect(gate.sessionPayload(event(), rule).group).toBe("Users");
    expect(gate.sessionPayload(event(), rule).jti).not.toBe(payload.jti);
  });
});

describe("what comes back", () => {
  const accepted = {
    purpose: "terms-answer",
    sub: "auth0|ada",
    answer: "accepted",
    version: "2",
    acceptedAt: "2026-12-01T09:00:00.000Z",
  };
  const flag = { version: "2", acceptedAt: accepted.acceptedAt };

  test("as an acceptance sets the flag and passes", () => {
    for (const each of [settings(), hard]) {
      expect(gate.decideAnswer(event(), each, accepted)).toEqual({ do: "pass", flag });
    }
  });

  test("as later, no, or nothing passes a soft gate and not a hard one, and sets nothing", () => {
    for (const answer of [{ ...accepted, answer: "later" }, { ...accepted, answer: "declined" }, undefined]) {
      expect(gate.decideAnswer(event(), settings(), answer)).toEqual({ do: "pass" });
      expect(gate.decideAnswer(event(), hard, answer)).toEqual({ do: "deny", reason: "terms_required" });
    }
  });

  test("as spared passes the hardest gate and sets nothing, for the person alone", () => {
    const spared = { ...accepted, answer: "spared", acceptedAt: undefined };
    expect(gate.decideAnswer(event(), hard, spared)).toEqual({ do: "pass" });
    for (const other of [{ sub: "auth0|eve" }, { purpose: "terms-gate" }]) {
      expect(gate.decideAnswer(event(), hard, { ...spared, ...other }).do).toBe("deny");
    }
  });

  test.each([
    ["for somebody else", { sub: "auth0|eve" }],
    ["a session token", { purpose: "terms-gate" }],
    ["for an older version", { version: "1" }],
    ["without a time", { acceptedAt: undefined }],
    ["with a version that is no text", { version: { toString: "2" } }],
  ])("%s is no acceptance", (_, change) => {
    const answer = { ...accepted, ...change };
    expect(gate.decideAnswer(event(), hard, answer)).toEqual({ do: "deny", reason: "terms_required" });
    expect(gate.decideAnswer(event(), settings(), answer)).toEqual({ do: "pass" });
  });

  test("when the gate was turned off meanwhile passes, and an acceptance still counts", () => {
    const off = settings({}, { rules: [] });
    expect(gate.decideAnswer(event(), off, undefined)).toEqual({ do: "pass" });
    expect(gate.decideAnswer(event(), off, accepted)).toEqual({ do: "pass", flag });
  });

  test("with a signature that does not hold is no answer", async () => {
    const said: string[] = [];
    const api = {
      redirect: {
        validateToken: () => {
          throw new Error("The token is not signed.");
        },
      },
      access: { deny: (reason: string) => said.push(reason) },
      user: { setAppMetadata: () => said.push("flag") },
    };
    const secrets = { SETTINGS: JSON.stringify(hard), SESSION_SECRET: "s".repeat(32) };
    await gate.onContinuePostLogin(event({ secrets }), api);
    expect(said).toEqual(["terms_required"]);
  });
});

describe("the gate's Action, within what Auth0 allows,", () => {
  const code = readFileSync(new URL("../../auth0/actions/terms-gate/code.js", import.meta.url), "utf8");

  test("calls nobody and waits for nothing: of its 20 s it takes microseconds", async () => {
    expect([...code.matchAll(/require\("([^"]+)"\)/g)].map(([, module]) => module)).toEqual(["node:crypto"]);
    expect(code).not.toMatch(/\bfetch\b|\bawait\b|setTimeout|ManagementClient|\bimport\b/);
  });

  test("keeps at most 150 bytes in a profile's 10 KB, however long a version's name", () => {
    const version = "v".repeat(40);
    const newest = settings({ version, enough: [version] });
    const acceptedAt = "2026-12-01T09:00:00.000Z";
    const answer = { purpose: "terms-answer", sub: "auth0|ada", answer: "accepted", version, acceptedAt };
    const { flag } = gate.decideAnswer(event(), newest, answer);
    expect(JSON.stringify({ habeas_terms: flag }).length).toBeGreaterThan(100);
    expect(JSON.stringify({ habeas_terms: flag }).length).toBeLessThan(150);
  });
});
