import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newRequestId, newSubjectRef, RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
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

test("request ids sort by the time of receipt, subject references are random", () => {
  expect(newRequestId(at("2026-11-24")) > newRequestId(at("2026-11-23"))).toBe(true);
  expect(RequestId.safeParse(newRequestId(at("2026-11-24"))).success).toBe(true);
  expect(SubjectRef.safeParse(newSubjectRef()).success).toBe(true);
  expect(newSubjectRef()).not.toBe(newSubjectRef());
});
