import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Json } from "#kernel/json.ts";
import { PickedEvent, pickEvent, readEvent } from "#kernel/log-event.ts";
import { codeOf, isKnownType, nameOf, typesByName } from "#kernel/log-types.ts";

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(new URL(`../entry/events/fixtures/${name}.json`, import.meta.url), "utf8")) as Json;
const picked = (element: Json): PickedEvent => PickedEvent.parse(pickEvent(element));
const record = (data: { [name: string]: Json }): Json => ({ log_id: "9001", data: { type: "s", ...data } });

describe("what is taken of a log event", () => {
  test("is the same from a stream, from EventBridge and from the Logs API", () => {
    const envelope = fixture("eb-12-sv-email-verified") as {
      detail: { log_id: string; data: { [name: string]: Json } };
    };
    const { $event_schema: _, environment_name: __, tenant_name: ___, ...listed } = envelope.detail.data;
    expect(pickEvent(envelope.detail)).toEqual(pickEvent(envelope));
    expect(pickEvent(listed)).toEqual(pickEvent(envelope));
  });

  test("has no mail address, IP address, agent or live link in it (I10)", () => {
    for (const name of [
      "eb-01-s-login-success",
      "eb-12-sv-email-verified",
      "eb-13-svr-verification-requested",
      "eb-05-sapi-block-user",
    ]) {
      const text = JSON.stringify(pickEvent(fixture(name)));
      expect(text).not.toMatch(/@|203\.0|198\.51|Mozilla|https?:|ticket/);
    }
  });

  test("keeps what is missing empty, and turns whatever is no text into text or nothing", () => {
    expect(picked(record({ user_id: 7, client_id: null, connection: ["a"], details: "none" }))).toMatchObject({
      userId: "7",
      clientId: "",
      connection: "",
      path: "",
    });
  });

  test.each([
    ["not-an-object", "text"],
    ["not-an-object", null],
    ["not-an-object", [1]],
    ["no-data", {}],
    ["no-data", { log_id: "1", data: [] }],
    ["no-log-id", { data: { type: "s" } }],
    ["field-too-long", { log_id: "9".repeat(201), data: { type: "s" } }],
    ["field-too-long", { log_id: "1", data: { type: "s", user_id: "x".repeat(1025) } }],
  ] as [string, Json][])("%s: %j is none", (why, element) => {
    expect(pickEvent(element)).toBe(why);
  });

  test("looks at an object's own members only", () => {
    const element = JSON.parse('{"__proto__":{"log_id":"9004","data":{"type":"s"}}}') as Json;
    expect(pickEvent(element)).toBe("no-data");
  });
});

describe("how it is understood", () => {
  const read = (data: { [name: string]: Json }) => readEvent(picked(record(data)));

  test("a Management API write is about the account in its path, never about who wrote", () => {
    const { userId, write } = readEvent(picked(fixture("eb-04-sapi-delete-user")));
    expect([userId, write]).toEqual(["auth0|fe5d1483d7a598ac5d960c71", { kind: "delete", blocked: undefined }]);
    expect(readEvent(picked(fixture("eb-05-sapi-block-user"))).write).toEqual({ kind: "update", blocked: true });
    const administrator = { type: "sapi", user_id: "auth0|administrator" };
    expect(
      read({ ...administrator, details: { request: { method: "post", path: "/api/v2/jobs" } } }).userId,
    ).toBeUndefined();
  });

  test.each([
    "/api/v2/users/",
    "/api/v2/users/auth0%7Ca/roles",
    "/api/v2/users/..%2Fclients",
    "/api/v2/users/%E0%A4%A",
    "/api/v2/users/auth0%7Ca%00",
    "/api/v2/users/*%7C*",
  ])("no account is named by %s (I7)", (path) => {
    expect(read({ type: "sapi", details: { request: { method: "delete", path } } }).userId).toBeUndefined();
  });

  test("an empty, dotted or strange user id names nobody (I7)", () => {
    for (const user_id of ["", ".", "..", "auth0|", "auth0|..", "a/b|c", "plain"]) {
      expect(read({ user_id }).userId).toBeUndefined();
    }
  });

  test("our own step keys are known again, and nothing that only looks like one", () => {
    const keyed = (correlation_id: string) => read({ references: { correlation_id } }).bearsOurKey;
    expect(keyed("01JDF7Z8R5QK3V9X2M4N6P8S0T/account-deleted")).toBe(true);
    expect(keyed(`reaction/${"a".repeat(32)}`)).toBe(true);
    for (const other of [
      "",
      "exec-7d1f4c02-del",
      "01JDF7Z8R5QK3V9X2M4N6P8S0T",
      "reaction/",
      "x 01JDF7Z8R5QK3V9X2M4N6P8S0T/a",
    ]) {
      expect(keyed(other)).toBe(false);
    }
  });

  test("a date that is none, and an unknown type, are no error", () => {
    expect(read({ date: "yesterday", type: "brand_new_type" })).toMatchObject({ type: "brand_new_type" });
    expect(read({ date: "yesterday" }).at).toBeUndefined();
    expect(read({ date: "2026-11-20T08:30:14.386Z" }).at).toBe("2026-11-20T08:30:14.386Z");
  });
});

describe("types", () => {
  test("have names and codes, and one means the other", () => {
    for (const [name, code] of Object.entries(typesByName)) {
      expect([codeOf(name), codeOf(code), nameOf(code)]).toEqual([code, code, name]);
      expect(isKnownType(code)).toBe(true);
    }
    expect(codeOf("no-such-type")).toBeUndefined();
    expect(codeOf("constructor")).toBeUndefined();
    expect(nameOf("sscim")).toBe("sscim");
  });
});
