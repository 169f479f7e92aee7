import { expect, test } from "vitest";
import { ada } from "#local/seed/named-people.ts";
import { call, database, tenantOfEachTest } from "../../../support/tenant.ts";
import { user } from "../drives/paths.ts";
import { asking } from "./asking.ts";

const at = tenantOfEachTest();
const { change, read, status } = asking(at);
const ofType = (wanted: string) => at.tenant.logs().filter(({ type }) => type === wanted);

test("a write of an application names no account: whom it concerned is in the path alone", async () => {
  await change(user(ada), { blocked: true });
  const [record] = ofType("sapi");
  expect(record).not.toHaveProperty("user_id");
  expect(record).toMatchObject({ details: { request: { method: "patch", path: "/api/v2/users/auth0%7Cada" } } });
});

test("reading leaves no record", async () => {
  await read(user(ada));
  expect(at.tenant.logs()).toEqual([]);
});

test("64 signs of a correlation id are kept", async () => {
  await call(at.tenant, "DELETE", user(ada), { headers: { "x-correlation-id": "c".repeat(80) } });
  expect(ofType("sapi")).toMatchObject([{ references: { correlation_id: "c".repeat(64) } }]);
});

test("the record of a deletion carries neither the correlation id nor who asked for it", async () => {
  await call(at.tenant, "DELETE", user(ada), { headers: { "x-correlation-id": "mine" } });
  const [record] = ofType("sdu");
  expect(record).toMatchObject({ user_id: ada, user_name: "ada@example.com", details: { body: {} } });
  for (const field of ["references", "client_id", "client_name"]) expect(record).not.toHaveProperty(field);
});

test("a deletion that breaks inside the tenant is logged as fdu, and the account is still there", async () => {
  at.tenant.failNext({ method: "DELETE", path: "/users/*", mode: "before" });
  expect(await status("DELETE", user(ada))).toBe(503);
  expect(ofType("fdu")).toMatchObject([{ user_id: ada }]);
  expect(await status("GET", user(ada))).toBe(200);
});

test("an id of the log is 900 and the moment, 56 digits in all, and ids rise", async () => {
  await status("DELETE", user(ada));
  const ids = at.tenant.logs().map(({ log_id }) => log_id);
  for (const id of ids) expect(id).toMatch(/^90020261124\d{45}$/);
  expect([...ids].sort()).toEqual(ids);
});

test("a password is never in the log", async () => {
  await change(user(ada), { password: "very secret", connection: database });
  expect(JSON.stringify(at.tenant.logs())).not.toContain("very secret");
});

test("the record of a changed address has the old and the new one", async () => {
  await change(user(ada), { email: "augusta@example.com", connection: database });
  expect(ofType("sce")).toMatchObject([
    { details: { body: { email: "ada@example.com", newEmail: "augusta@example.com" } } },
  ]);
});

test("every reached limit is told by three headers, by too_many_requests, and as api_limit in the log", async () => {
  at.tenant.setPlan("free");
  for (let time = 0; time < 2; time += 1) await call(at.tenant, "GET", "/roles");
  const { status: refused, body, headers } = await call(at.tenant, "GET", "/roles");
  expect([refused, body.errorCode]).toEqual([429, "too_many_requests"]);
  for (const name of ["limit", "remaining", "reset"]) expect(headers.get(`x-ratelimit-${name}`)).toMatch(/^\d+$/);
  expect(ofType("api_limit")).toHaveLength(1);
});
