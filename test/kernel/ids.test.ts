import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newHoldId, newRequestId, newSubjectRef, RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import { at } from "../support/requests.ts";

describe("a user id", () => {
  test.each([
    "auth0|ada",
    "google-oauth2|1167",
    "samlp|acme|ada@example.com",
    "sms|64f0",
    "auth0|a.b",
    "oidc|corp|a:b=c",
  ])("%s can be used in a path", (id) => {
    expect(UserId.safeParse(id).success).toBe(true);
  });

  test.each([
    "",
    "auth0",
    "auth0|",
    "|ada",
    "auth0|.",
    "auth0|..",
    "..|ada",
    "auth0|a/b",
    "auth0|a\\b",
    "auth0|a?b",
    "auth0|a#b",
    "auth0|*",
    "auth0|%2e%2e",
    "auth0|a b",
    "auth0|a\nb",
    "auth0|a\u0000b",
    "auth0|a\u202eb",
    `auth0|${"a".repeat(600)}`,
  ])("%j is refused (I7)", (id) => {
    expect(UserId.safeParse(id).success).toBe(false);
  });

  test("whatever is accepted stays one segment of a path (I7)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (rest) => {
        const id = `auth0|${rest}`;
        if (!UserId.safeParse(id).success) return;
        const url = new URL(`http://tenant/api/v2/users/${encodeURIComponent(id)}`);
        expect(url.pathname.split("/")).toHaveLength(5);
        expect(decodeURIComponent(url.pathname.split("/")[4] ?? "")).toBe(id);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an id of ours", () => {
  const ulid = "01JDF7Z8R5QK3V9X2M4N6P8S0T";
  const ref = `sub_${"Az09_-".repeat(3)}wxyz`;

  test("is exactly one: nothing before it, nothing after it, no other signs and no other length (I7)", () => {
    for (const [schema, id] of [
      [RequestId, ulid],
      [SubjectRef, ref],
    ] as const) {
      expect(schema.safeParse(id).success).toBe(true);
      for (const wrong of [
        `x${id}`,
        `../${id}`,
        `${id}x`,
        `${id}/..`,
        `${id}\n`,
        `\n${id}`,
        id.slice(1),
        id.slice(0, -1),
        "",
      ])
        expect([wrong, schema.safeParse(wrong).success]).toEqual([wrong, false]);
    }
    for (const wrong of ["8", "I", "l"]) expect(RequestId.safeParse(wrong + ulid.slice(1)).success).toBe(false);
    expect(RequestId.safeParse(`${ulid.slice(0, -1)}U`).success).toBe(false);
    expect(SubjectRef.safeParse(ref.replace("A", "+")).success).toBe(false);
  });

  test.each([
    [RequestId, "x", "is not a request id"],
    [SubjectRef, "x", "is not a subject reference"],
    [UserId, "auth0", "is not a user id that can be used in a path"],
    [UserId, `auth0|${"a".repeat(507)}`, "is too long for a user id"],
  ])("that is none says so in words", (schema, wrong, words) => {
    expect(schema.safeParse(wrong).error?.issues.map(({ message }) => message)).toContain(words);
  });

  test("of a hold says nothing but when it was placed", () => {
    expect(newHoldId(at("2026-11-24"))).toMatch(/^hold_[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect(newHoldId(at("2026-11-24")) > newHoldId(at("2026-11-23"))).toBe(true);
  });
});

test("a user id of 512 signs is the longest", () => {
  expect(UserId.safeParse(`auth0|${"a".repeat(506)}`).success).toBe(true);
});

test("request ids sort by the time of receipt, subject references are random", () => {
  expect(newRequestId(at("2026-11-24")) > newRequestId(at("2026-11-23"))).toBe(true);
  expect(RequestId.safeParse(newRequestId(at("2026-11-24"))).success).toBe(true);
  expect(SubjectRef.safeParse(newSubjectRef()).success).toBe(true);
  expect(newSubjectRef()).not.toBe(newSubjectRef());
});

test("ids of one moment differ, and draw each of their random signs from all 32", () => {
  const random = Array.from({ length: 2000 }, () => newRequestId(at("2026-11-24")).slice(10));
  expect(new Set(random).size).toBe(2000);
  for (let place = 0; place < 16; place += 1) expect(new Set(random.map((signs) => signs[place])).size).toBe(32);
});
