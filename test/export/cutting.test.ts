import { describe, expect, test } from "vitest";
import { cutItem, type Own } from "#export/cutting.ts";
import { cutEvent, ownVisitIn } from "#export/log-cutting.ts";
import type { JsonObject } from "#kernel/json.ts";
import { aPolicy } from "../support/requests.ts";

const browser = "Chrome 143.0.0 / Windows 11.0.0";
const login = { type: "s", ip: "192.0.2.1", user_agent: browser, date: "2026-11-24T09:10:00.000Z" };
const own: Own = {
  userIds: new Set(["auth0|ada", "google-oauth2|1"]),
  names: new Set(["ada@example.com", "ada lovelace"]),
  visits: new Set([ownVisitIn(login) ?? ""]),
};
const { export: settings } = aPolicy();
const logged = (event: JsonObject) => cutEvent(event, own);

describe("a profile", () => {
  test("keeps what was noted about the person, and loses secrets by their names, each named with its ground", () => {
    const { item, cuts } = cutItem(
      "profile",
      {
        email: "ada@example.com",
        last_password_reset: "2026-01-01T00:00:00.000Z",
        app_metadata: { note: "argued on the phone", crm: { api_key: "k-1" }, clientSecret: "s", has_password: true },
        identities: [{ provider: "google", access_token: "ya29" }],
        user_metadata: { session: "eyJhbGciOiJIUzI1NiJ9.e30.c2ln" },
      },
      settings,
    );
    expect(item).toEqual({
      email: "ada@example.com",
      last_password_reset: "2026-01-01T00:00:00.000Z",
      app_metadata: { note: "argued on the phone", crm: {}, has_password: true },
      identities: [{ provider: "google" }],
      user_metadata: {},
    });
    expect(cuts).toEqual([
      { path: "app_metadata.crm.api_key", ground: "secret" },
      { path: "app_metadata.clientSecret", ground: "secret" },
      { path: "identities[].access_token", ground: "secret" },
      { path: "user_metadata.session", ground: "secret" },
    ]);
  });

  test("loses what policy names, by policy's ground", () => {
    const cut = [{ of: "app_metadata", member: "referred_by", ground: "other-person" }] as const;
    const item = { app_metadata: { referred_by: "bob", tier: "gold" }, user_metadata: { referred_by: "self" } };
    expect(cutItem("profile", item, { ...settings, cut: [...cut] })).toEqual({
      item: { app_metadata: { tier: "gold" }, user_metadata: { referred_by: "self" } },
      cuts: [{ path: "app_metadata.referred_by", ground: "other-person" }],
    });
  });

  test("keeps a member called __proto__ a member, and changes no prototype", () => {
    const item = JSON.parse('{"user_metadata":{"__proto__":{"polluted":true},"constructor":1}}') as JsonObject;
    expect(JSON.stringify(cutItem("profile", item, settings).item)).toBe(JSON.stringify(item));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("a factor", () => {
  test("shows kind, name and dates, and nothing that proves it", () => {
    const factor = {
      id: "f",
      type: "passkey",
      created_at: "2026-01-01T00:00:00.000Z",
      public_key: "MFkw",
      user_handle: "h",
    };
    expect(cutItem("authentication-methods", factor, settings).item).toEqual({
      id: "f",
      type: "passkey",
      created_at: "2026-01-01T00:00:00.000Z",
    });
  });
});

describe("an event of the tenant's log", () => {
  test("that is the person's own login is whole", () => {
    const event = {
      type: "s",
      user_id: "auth0|ada",
      user_name: "ada@example.com",
      ip: "192.0.2.7",
      user_agent: "Firefox",
    };
    expect(logged(event)).toEqual({ item: event, cuts: [] });
  });

  test("that an administrator caused shows the administrator as other, with nothing of where they were", () => {
    const { item } = logged({
      type: "sapi",
      description: "Update a user",
      ip: "198.51.100.9",
      user_agent: "Admin/1.0",
      user_id: "auth0|boss",
      user_name: "boss@example.com",
      details: {
        request: {
          path: "/api/v2/users/auth0%7Cada",
          method: "patch",
          ip: "198.51.100.9",
          body: { colleague: "carol@example.com" },
          auth: { user: { user_id: "auth0|boss", email: "boss@example.com", name: "The Boss" } },
        },
        response: { statusCode: 200, body: { email: "ada@example.com" } },
      },
    });
    expect(JSON.stringify(item)).not.toMatch(/boss|carol|198\.51|Admin\/1/i);
    expect(item).toMatchObject({
      description: "Update a user",
      user_id: "other",
      user_name: "other",
      details: { request: { path: "/api/v2/users/auth0%7Cada", method: "patch", auth: "other" } },
    });
  });

  test("that failed loses address and agent where nothing shows that it was the person", () => {
    const failed = {
      type: "fp",
      user_id: "auth0|ada",
      user_name: "ada@example.com",
      ip: "203.0.113.5",
      user_agent: "curl",
    };
    expect(logged(failed)).toEqual({
      item: { ...failed, ip: "other", user_agent: "other" },
      cuts: [
        { path: "ip", ground: "perhaps-another-person" },
        { path: "user_agent", ground: "perhaps-another-person" },
      ],
    });
  });

  const mistake = { ...login, type: "fp", user_id: "auth0|ada", user_name: "ada@example.com" };
  test.each([
    ["minutes before they came in", {}],
    ["in the hour before", { date: "2026-11-24T08:00:00.000Z" }],
    ["in the hour after", { date: "2026-11-24T10:59:59.999Z" }],
  ])("that failed is the person's, whole, from the same place with the same browser %s", (_, change) => {
    expect(logged({ ...mistake, ...change }).cuts).toEqual([]);
  });

  test.each([
    ["another browser behind the same address", { user_agent: "Firefox 140.0.0 / Linux" }],
    ["the same browser at another address", { ip: "203.0.113.5" }],
    ["hours later", { date: "2026-11-24T12:10:00.000Z" }],
    ["another day", { date: "2026-11-25T09:10:00.000Z" }],
    ["no browser named", { user_agent: undefined as unknown as string }],
    ["a time that is none", { date: "then" }],
  ])("that failed may be somebody else's who shares the address: %s (I22)", (_, change) => {
    const { item } = logged(JSON.parse(JSON.stringify({ ...mistake, ...change })) as JsonObject);
    expect(item.ip).toBe("other");
  });

  test("is a visit of the person's only where they came in by themselves: an application's address is everybody's", () => {
    expect(ownVisitIn(login)).toBeDefined();
    for (const type of ["fp", "sertft", "sepft", "seacft", "sapi", "slo"])
      expect(ownVisitIn({ ...login, type })).toBeUndefined();
  });

  test("names nobody else, in whatever text, path or key it stands", () => {
    const { item } = logged({
      type: "s",
      user_id: "auth0|ada",
      description: "linked with auth0|mallory, told <mallory@example.com>; not ada@example.com",
      details: { "mallory@example.com": { path: "/users/google-oauth2%7C999/x" }, mine: "google-oauth2|1" },
    });
    expect(JSON.stringify(item)).not.toMatch(/mallory|999/);
    expect(JSON.stringify(item)).toContain("ada@example.com");
    expect(JSON.stringify(item)).toContain("google-oauth2|1");
  });

  test("lets nobody in by a link that stands in it", () => {
    const { item, cuts } = logged({
      type: "svr",
      user_id: "auth0|ada",
      details: { link: "https://t.example/v?ticket=abc#" },
    });
    expect(item).toMatchObject({ details: { link: "https://t.example/v?ticket=other#" } });
    expect(cuts).toEqual([{ path: "details.link", ground: "secret" }]);
  });
});
