import { describe, expect, test } from "vitest";
import { ada, adaLinked, enterprise, largeMetadata, officer, sameEmailDatabase } from "#local/seed/named-people.ts";
import { call, database, effectsOn, enter, statusOf, tenantOfEachTest } from "../../support/tenant.ts";

const at = tenantOfEachTest();

describe("the official SDK on users", () => {
  test("creates, reads, changes, blocks and deletes", async () => {
    const email = "New@Example.com";
    const made = await at.users.create({ connection: database, email, password: "p", user_metadata: { a: 1 } });
    const id = made.user_id ?? "";
    expect(made).toMatchObject({ email: "new@example.com", created_at: at.clock.now() });
    expect(await statusOf(at.users.create({ connection: database, email, password: "p" }))).toBe(409);
    expect(await at.users.listUsersByEmail({ email: "new@example.com" })).toHaveLength(1);
    expect(await at.users.listUsersByEmail({ email })).toHaveLength(0);
    expect((await at.users.update(id, { blocked: true })).blocked).toBe(true);
    expect((await at.users.get(id, { fields: "blocked,user_id", include_fields: true })).email).toBeUndefined();
    await at.users.delete(id);
    expect(await statusOf(at.users.get(id))).toBe(404);
    expect(effectsOn(at, id)).toEqual(["user-created", "user-blocked", "user-deleted"]);
  });

  test("reaches ids with any sign in them", async () => {
    expect((await at.users.get(enterprise)).user_id).toBe(enterprise);
    const made = await at.users.create({
      connection: database,
      email: "o@example.com",
      password: "p",
      user_id: "a/b%?#",
    });
    expect((await at.users.get(made.user_id ?? "")).user_id).toBe("auth0|a/b%?#");
  });

  test("gets 204 for deleting somebody who is gone", async () => {
    await at.users.delete("auth0|nobody");
    await at.users.delete(ada);
    await at.users.delete(ada);
    expect(effectsOn(at, ada).filter((effect) => effect === "user-deleted")).toHaveLength(1);
  });

  test("merges metadata at the first level, where null takes away and {} clears", async () => {
    await at.users.update(ada, { user_metadata: { favourite_colour: "blue", deep: { a: 1, b: 2 } } });
    await at.users.update(ada, { user_metadata: { deep: { c: 3 }, newsletter: null } });
    const { user_metadata } = await at.users.get(ada);
    expect(user_metadata).toEqual({ lang: "en", favourite_colour: "blue", deep: { c: 3 } });
    await at.users.update(ada, { user_metadata: {} });
    expect((await at.users.get(ada)).user_metadata).toEqual({});
    expect(await statusOf(at.users.update(ada, { app_metadata: { blocked: true } }))).toBe(400);
    expect(await statusOf(at.users.update(ada, { user_metadata: { "a.b": 1 } }))).toBe(400);
  });

  test("lifts a block by setting a password, ends the sessions and leaves the refresh tokens", async () => {
    await at.users.update(ada, { blocked: true });
    await at.users.update(ada, { password: "new", connection: database });
    expect((await at.users.get(ada)).blocked).toBe(false);
    expect((await at.users.sessions.list(ada)).data).toHaveLength(0);
    expect((await at.users.refreshToken.list(ada)).data).toHaveLength(1);
    expect(effectsOn(at, ada)).toEqual(["user-blocked", "sessions-ended", "password-changed", "user-unblocked"]);
    await expect(enter(at.tenant, { password: "habeas" })).rejects.toThrow("Wrong");
    await expect(enter(at.tenant, { password: "new" })).resolves.toBeDefined();
  });

  test("changes one credential at a time, and an address unverifies itself", async () => {
    const both = at.users.update(ada, { email: "x@example.com", password: "p", connection: database });
    expect(await statusOf(both)).toBe(400);
    expect(await statusOf(at.users.update(ada, { password: "p" }))).toBe(400);
    const changed = await at.users.update(ada, { email: "Augusta@example.com", connection: database, client_id: "c" });
    expect(changed).toMatchObject({ email: "augusta@example.com", email_verified: false });
    expect(at.tenant.logs().some((event) => event.type === "sce" && event.user_id === ada)).toBe(true);
    await expect(enter(at.tenant, { email: "augusta@example.com" })).resolves.toBeDefined();
    await expect(enter(at.tenant, { email: "ada@example.com" })).rejects.toThrow("Wrong");
  });

  test("warns of a profile over 10 KB, or refuses it where the tenant is switched so", async () => {
    const big = { user_metadata: { more: "x".repeat(3000) } };
    const before = JSON.stringify(await at.users.get(largeMetadata)).length;
    expect(before).toBeGreaterThan(9000);
    expect(before).toBeLessThan(10_240);
    await at.users.update(largeMetadata, big);
    expect(at.tenant.logs().some((event) => event.type === "wum")).toBe(true);
    at.tenant.behave({ profileLimit: "refuse" });
    expect(await statusOf(at.users.update(largeMetadata, { user_metadata: { more: "y".repeat(3000) } }))).toBe(400);
  });

  test("keeps both accounts of one address apart", async () => {
    const both = await at.users.listUsersByEmail({ email: "sam@example.com" });
    expect(both.map((user) => user.user_id)).toHaveLength(2);
    await at.users.delete(sameEmailDatabase);
    expect(await at.users.listUsersByEmail({ email: "sam@example.com" })).toHaveLength(1);
  });
});

describe("search", () => {
  const found = async (q: string): Promise<(string | undefined)[]> =>
    (await at.users.list({ q, search_engine: "v3" })).data.map((user) => user.user_id);

  test("lags behind what was written, while reading by id does not", async () => {
    await at.users.update(ada, { user_metadata: { seen: "now" } });
    expect((await at.users.get(ada)).user_metadata).toHaveProperty("seen");
    expect(await found("user_metadata.seen:now")).toEqual([]);
    at.clock.wind(3);
    expect(await found("user_metadata.seen:now")).toEqual([ada]);
    await at.users.delete(ada);
    expect(await found("user_metadata.seen:now")).toEqual([ada]);
    at.clock.wind(3);
    expect(await found("user_metadata.seen:now")).toEqual([]);
  });

  test("knows fields, phrases, prefixes, ranges, NOT, AND and OR, and says 400 to the rest", async () => {
    expect(await found('email:"ada@example.com"')).toEqual([ada]);
    expect(await found("email:officer*")).toEqual(["auth0|officer", "auth0|officer2"]);
    expect(await found("email:officer* AND NOT email:officer2*")).toEqual([officer]);
    expect(await found("email:ada@example.com OR email:officer@example.com")).toEqual([ada, officer]);
    expect(await found("(email:ada@example.com OR email:officer@example.com) AND NOT email:ada*")).toEqual([officer]);
    expect(await found("email:ada@example.com OR email:officer@example.com AND NOT email:officer*")).toEqual([ada]);
    expect(await found("email:officer* NOT (email:officer2* OR email:ada*)")).toEqual([officer]);
    expect(await found("blocked:true")).toEqual(["auth0|blocked"]);
    expect(await found("_missing_:email")).toHaveLength(1);
    expect(await found("created_at:[2030-01-01 TO *]")).toEqual([]);
    for (const q of ["(((", "()", ")", "(email:a", "email:a)", "NOT (email:a"])
      expect(await statusOf(at.users.list({ q })), q).toBe(400);
  });

  test("pages, and ends at the 1,000th", async () => {
    const page = await at.users.list({ per_page: 100, page: 1 });
    expect(page.data).toHaveLength(100);
    const { body } = await call(at.tenant, "GET", "/users?per_page=100&page=1&include_totals=true");
    expect(body).toMatchObject({ start: 100, limit: 100, length: 100, total: 200 });
    expect((await call(at.tenant, "GET", "/users?per_page=100&page=10")).status).toBe(400);
    expect((await call(at.tenant, "GET", "/users?per_page=101")).body.errorCode).toBe("invalid_query_string");
  });
});

describe("linked identities", () => {
  test("disappear with their primary", async () => {
    await at.users.delete(ada);
    await at.users.delete(adaLinked);
    expect(await statusOf(at.users.get(adaLinked))).toBe(404);
    const again = await enter(at.tenant, { connection: "google-oauth2", email: "ada.lovelace@gmail.example.com" });
    expect(again.accessToken).toBeDefined();
    expect(effectsOn(at).filter((effect) => effect === "user-created")).toHaveLength(1);
  });

  test("come back as an account without metadata when they are unlinked", async () => {
    const left = await at.users.identities.delete(ada, "google-oauth2", adaLinked.split("|")[1] ?? "");
    expect(left).toHaveLength(1);
    const alone = await at.users.get(adaLinked);
    expect(alone).toMatchObject({ email: "ada.lovelace@gmail.example.com", created_at: at.clock.now() });
    expect(alone.user_metadata).toBeUndefined();
    expect((await at.users.get(ada)).user_metadata).toHaveProperty("favourite_colour");
    expect(await statusOf(at.users.identities.delete(ada, "auth0", "ada"))).toBe(400);
  });

  test("lose their metadata and stop being accounts when they are linked", async () => {
    await at.users.update(sameEmailDatabase, { user_metadata: { lost: true } });
    const identities = await at.users.identities.link(ada, { provider: "auth0", user_id: "sam" });
    expect(identities).toHaveLength(3);
    expect(identities[2]).toMatchObject({ user_id: "sam", profileData: { email: "sam@example.com" } });
    expect(await statusOf(at.users.get(sameEmailDatabase))).toBe(404);
    expect(JSON.stringify(await at.users.get(ada))).not.toContain("lost");
    const { accessToken } = await enter(at.tenant, { email: "sam@example.com" });
    expect(accessToken).toContain(".");
    expect(await statusOf(at.users.identities.link(ada, { provider: "auth0", user_id: "ada" }))).toBe(400);
    expect(await statusOf(at.users.identities.link(ada, { provider: "auth0", user_id: "none" }))).toBe(400);
  });
});
