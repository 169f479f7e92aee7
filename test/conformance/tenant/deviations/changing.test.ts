import { expect, test } from "vitest";
import { ada, largeMetadata } from "#local/seed/named-people.ts";
import { database, effectsOn, enter, tenantOfEachTest } from "../../../support/tenant.ts";
import { user } from "../drives/paths.ts";
import { asking, count } from "./asking.ts";

const at = tenantOfEachTest();
const { change, read, status } = asking(at);
const connection = database;

test("metadata merges at its first level only: a named key is replaced whole", async () => {
  await change(user(ada), { user_metadata: { address: { city: "London", street: "St James's Square" } } });
  const { user_metadata } = await change(user(ada), { user_metadata: { address: { city: "Paris" } } });
  expect(user_metadata).toEqual({
    lang: "en",
    newsletter: true,
    favourite_colour: "green",
    address: { city: "Paris" },
  });
});

test("null takes a key out of metadata", async () => {
  const { app_metadata } = await change(user(ada), { app_metadata: { customer_number: null, level: 1 } });
  expect(app_metadata).toEqual({ level: 1 });
});

test("an empty object clears metadata", async () => {
  expect(await change(user(ada), { user_metadata: {} })).toMatchObject({ user_metadata: {} });
});

test("null unsets a field of the profile", async () => {
  expect(await change(user(ada), { nickname: null, name: "Ada" })).not.toHaveProperty("nickname");
  expect(await read(user(ada))).toMatchObject({ name: "Ada" });
});

test("the last of two writers of one metadata key wins: there is no If-Match", async () => {
  await Promise.all([1, 2].map((number) => change(user(ada), { app_metadata: { mine: { [number]: true } } })));
  const { app_metadata } = await read<{ app_metadata: { mine: object } }>(user(ada));
  expect(Object.keys(app_metadata.mine)).toHaveLength(1);
});

test.each(["a.b", "a$b"])("metadata takes no key such as %s", async (key) => {
  expect(await status("PATCH", user(ada), { user_metadata: { [key]: 1 } })).toBe(400);
});

test.each(["blocked", "user_id", "email", "identities", "lastLogin", "__tenant"])(
  "app_metadata takes no %s, which is a name of Auth0's own",
  async (key) => {
    expect(await status("PATCH", user(ada), { app_metadata: { [key]: "x" } })).toBe(400);
  },
);

test("two credentials are never changed at a time", async () => {
  const both = { email: "x@example.com", password: "p", connection };
  expect(await status("PATCH", user(ada), both)).toBe(400);
  expect(await status("PATCH", user(ada), { username: "x", email: "x@example.com", connection })).toBe(400);
});

test.each([{ email_verified: true }, { password: "p" }, { username: "x" }, { phone_verified: true }])(
  "%o needs to be told the connection",
  async (body) => {
    expect(await status("PATCH", user(ada), body)).toBe(400);
  },
);

test("a new address is not verified, unless the same change says so", async () => {
  expect(await change(user(ada), { email: "a@example.com", connection })).toMatchObject({ email_verified: false });
  const verified = { email: "b@example.com", email_verified: true, connection };
  expect(await change(user(ada), verified)).toMatchObject({ email_verified: true });
});

test("an unknown field is refused although the schema would let it pass: a misspelt one must not be lost", async () => {
  expect(await status("PATCH", user(ada), { bloked: true })).toBe(400);
});

test("a new password lifts an administrator's block", async () => {
  await change(user(ada), { blocked: true });
  expect(await change(user(ada), { password: "new", connection })).toMatchObject({ blocked: false });
  expect(effectsOn(at, ada)).toContain("user-unblocked");
});

test("a new password ends the sessions and leaves the refresh tokens", async () => {
  await change(user(ada), { password: "new", connection });
  expect(count((await read(user(ada, "/sessions"))).sessions)).toBe(0);
  expect(count((await read(user(ada, "/refresh-tokens"))).tokens)).toBe(1);
});

test("a blocked account's sign-in ends at the application, and is logged as f", async () => {
  await change(user(ada), { blocked: true });
  await expect(enter(at.tenant)).rejects.toMatchObject({ code: "access_denied", message: "user is blocked" });
  expect(at.tenant.logs().filter(({ type }) => type === "f")).toMatchObject([
    { description: "user is blocked", user_id: ada },
  ]);
});

test("a session that is there is no way past a block", async () => {
  const { cookies } = await enter(at.tenant);
  await change(user(ada), { blocked: true });
  await expect(enter(at.tenant, { cookies, prompt: "none" })).rejects.toThrow("user is blocked");
});

test("a profile over 10 KB is taken with a warning in the log, until the limit is enforced", async () => {
  const more = { user_metadata: { more: "x".repeat(4000) } };
  expect(await status("PATCH", user(largeMetadata), more)).toBe(200);
  expect(at.tenant.logs().some(({ type }) => type === "wum")).toBe(true);
  at.tenant.behave({ profileLimit: "refuse" });
  expect(await status("PATCH", user(largeMetadata), more)).toBe(400);
});

test("an id that is given to a new account gets the provider in front", async () => {
  await status("POST", "/users", { connection, user_id: "mine", email: "mine@example.com", password: "p" });
  expect(await status("GET", user("auth0|mine"))).toBe(200);
});
