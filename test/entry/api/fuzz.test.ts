import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openWorld, type World } from "./world.ts";

let world: World;
let requestId: string;
beforeAll(async () => {
  world = openWorld();
  world.signIn("ada");
  requestId = (await world.call("POST", "/requests", { as: world.signIn("ben"), body: { kind: "deletion" } })).json
    .requestId;
  await world.call("POST", "/requests", { as: world.signIn("ada"), body: { kind: "deletion" } });
});
afterAll(() => world.close());

const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string());
const hostile = fc.constantFrom(
  "__proto__",
  "constructor",
  "../..",
  "%2e%2e",
  "%00",
  "\u0000",
  "\uD800",
  "'; DROP--",
  "{{7*7}}",
  "*",
);

const method = fc.oneof(
  { arbitrary: fc.constantFrom("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"), weight: 9 },
  { arbitrary: fc.oneof(hostile, anyText).filter((text) => text !== ""), weight: 1 },
);
const segment = fc.oneof(
  fc.constantFrom("requests", "receipt", ".well-known", "jwks.json", "openapi.json", "", "01AAAAAAAAAAAAAAAAAAAAAAAA"),
  fc.constant(0).map(() => requestId),
  hostile,
  anyText,
);
const path = fc.oneof(
  fc.constant("/requests"),
  fc.constantFrom("/openapi.json", "/.well-known/jwks.json"),
  fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`),
  segment.map((part) => `/requests/${part}`),
  segment.map((part) => `/requests/${part}/receipt`),
);
const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      "content-encoding",
      "origin",
      "idempotency-key",
      "cookie",
      "access-control-request-method",
      "x-forwarded-host",
    ),
    hostile,
    fc.string({ maxLength: 30 }).map((name) => name.toLowerCase()),
  ),
  fc.oneof(hostile, anyText, fc.string({ minLength: 1000, maxLength: 3000 })),
  { maxKeys: 5 },
);
const authorization = fc.oneof(
  { arbitrary: fc.constant<string | undefined>("Bearer token-of-ada"), weight: 6 },
  {
    arbitrary: fc.oneof(
      fc.constant(undefined),
      hostile,
      anyText,
      anyText.map((text) => `Bearer ${text}`),
    ),
    weight: 2,
  },
);
const contentType = fc.oneof(
  { arbitrary: fc.constant<string | undefined>("application/json"), weight: 5 },
  {
    arbitrary: fc.oneof(fc.constantFrom(undefined, "text/plain", "application/json; charset=utf-8"), anyText),
    weight: 3,
  },
);
const wish = fc.record(
  { kind: fc.oneof(fc.constantFrom("deletion", "export"), fc.anything()), confirm: fc.anything() },
  { requiredKeys: [] },
);
const raw = fc.oneof(
  fc.constant(undefined),
  wish.map((value) => JSON.stringify(value, (_key, each) => (typeof each === "bigint" ? String(each) : each))),
  fc.json(),
  anyText,
  fc.uint8Array({ maxLength: 200 }),
  fc.nat({ max: 40_000 }).map((size) => `{"kind":"${"x".repeat(size)}"}`),
  fc.nat({ max: 3000 }).map((depth) => "[".repeat(depth)),
);
const query = fc.oneof(
  fc.constant(""),
  fc.constantFrom("limit=1", "limit=1&limit=2", "cursor=AAAA", "%", "%zz=%ff", "a=%00"),
  anyText,
);

const call = fc.record({ method, path, headers, authorization, contentType, raw, query });

describe("any call at all (I15)", () => {
  test("has a definite answer below 500, in the form of its status", { timeout: 120_000 }, async () => {
    const seen = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(call, async ({ method, path, headers, authorization, contentType, raw, query }) => {
        const own = {
          ...headers,
          ...(authorization !== undefined && { authorization }),
          ...(contentType !== undefined && { "content-type": contentType }),
        };
        const answer = await world.call(method, path, { headers: own, raw, query });
        const status = answer.statusCode;
        seen.set(status, (seen.get(status) ?? 0) + 1);
        expect(status).toBeGreaterThanOrEqual(200);
        expect(status).toBeLessThan(500);
        if (status >= 400) {
          expect(answer.headers["content-type"]).toBe("application/problem+json");
          if (method !== "HEAD")
            expect(answer.json).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
        }
        if (answer.headers.location !== undefined) expect([202, 409]).toContain(status);
        for (const value of Object.values(answer.headers)) expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(answer.body ?? "").not.toMatch(/token-of|\bat .*\.ts:/);
      }),
      { numRuns: 2000 },
    );
    // the generator reaches the doors behind the first one; 413 is too rare to be sure of, and is in the conformance suite's 100,000
    for (const status of [200, 400, 401, 404, 405, 415, 422])
      expect([status, seen.has(status)]).toEqual([status, true]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(world.lines).toEqual([]);
  });
});
