import { expect, test } from "vitest";
import { ada, officer } from "#local/seed/named-people.ts";
import { database, tenantOfEachTest } from "../../../support/tenant.ts";
import { acme, user } from "../drives/paths.ts";
import { asking, count } from "./asking.ts";

const at = tenantOfEachTest();
const { change, read, status } = asking(at);
const search = (query: string): Promise<{ user_id: string; blocked?: boolean }[]> =>
  read(`/users?q=${encodeURIComponent(query)}`);

test("search does not show a new account at once, while reading by id and by address does", async () => {
  const email = "new@example.com";
  await status("POST", "/users", { connection: database, user_id: "new", email, password: "p" });
  expect(await search(`email:"${email}"`)).toEqual([]);
  expect(await status("GET", user("auth0|new"))).toBe(200);
  expect(count(await read(`/users-by-email?email=${email}`))).toBe(1);
  at.clock.wind(3);
  expect(await search(`email:"${email}"`)).toHaveLength(1);
});

test("search shows a deleted account for a while, while reading by id and by address does not", async () => {
  await status("DELETE", user(ada));
  expect(await search(`user_id:"${ada}"`)).toHaveLength(1);
  expect(await status("GET", user(ada))).toBe(404);
  expect(count(await read("/users-by-email?email=ada@example.com"))).toBe(0);
  at.clock.wind(3);
  expect(await search(`user_id:"${ada}"`)).toEqual([]);
});

test("search shows what an account was before its last change", async () => {
  await change(user(ada), { blocked: true });
  expect((await search(`user_id:"${ada}"`))[0]?.blocked).toBeUndefined();
  expect(await search("blocked:true")).toHaveLength(1);
  at.clock.wind(3);
  expect((await search(`user_id:"${ada}"`))[0]?.blocked).toBe(true);
});

test("an organisation's list of members shows somebody who left for a while, their own list does not", async () => {
  const members = `/organizations/${acme}/members`;
  await status("DELETE", members, { members: [ada] });
  expect(count(await read(user(ada, "/organizations")))).toBe(0);
  expect(count(await read(members))).toBe(3);
  at.clock.wind(3);
  expect(count(await read(members))).toBe(2);
});

test("a role's list of accounts shows somebody who lost it for a while, their own list does not", async () => {
  const [role] = await read<{ id: string }[]>(user(officer, "/roles"));
  await status("DELETE", user(officer, "/roles"), { roles: [role?.id] });
  expect(count(await read(user(officer, "/roles")))).toBe(0);
  expect(count(await read(`/roles/${role?.id}/users`))).toBe(2);
  at.clock.wind(3);
  expect(count(await read(`/roles/${role?.id}/users`))).toBe(1);
});

test("addresses are looked up case by case, and the database keeps them in lower case", async () => {
  await status("POST", "/users", { connection: database, email: "Mixed@Example.com", password: "p" });
  expect(count(await read("/users-by-email?email=Mixed@Example.com"))).toBe(0);
  expect(count(await read("/users-by-email?email=mixed@example.com"))).toBe(1);
});

test("one address can have several accounts", async () => {
  expect(count(await read("/users-by-email?email=sam@example.com"))).toBe(2);
});

test("search ends at the 1,000th account with a 400", async () => {
  expect(await status("GET", "/users?page=9&per_page=100")).toBe(200);
  expect(await status("GET", "/users?page=10&per_page=100")).toBe(400);
});
