import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { instantOf, plus } from "#kernel/instant.ts";
import { isSigned, secretsIn, signedHeaders } from "#ports/recipients/signature.ts";
import { at } from "../../support/requests.ts";

const now = at("2026-11-23");
const aSecret = fc
  .uint8Array({ minLength: 24, maxLength: 64 })
  .map((bytes) => `whsec_${Buffer.from(bytes).toString("base64")}`);
const anId = fc.stringMatching(/^[\w.-]{1,64}$/);
const aMessage = fc.record({ id: anId, body: fc.string({ unit: "grapheme" }) });
const signed = (body: string, headers: Record<string, string>) => ({ headers, body: Buffer.from(body) });

describe("a signature in the form of Standard Webhooks", () => {
  test("is known by whoever shares one of its secrets, while they are changed too", () => {
    fc.assert(
      fc.property(aSecret, aSecret, aMessage, (first, second, { id, body }) => {
        const headers = signedHeaders([first, second], { id, at: now, body });
        expect(isSigned([first], signed(body, headers), now)).toBe(true);
        expect(isSigned([second], signed(body, headers), now)).toBe(true);
      }),
    );
  });

  test("is what the package's own check accepts, at the machine's own time", () => {
    fc.assert(
      fc.property(aSecret, aMessage, (secret, { id, body }) => {
        const headers = signedHeaders([secret], { id, at: instantOf(Date.now()), body });
        new Webhook(secret).verify(body, headers, { jsonParse: false });
      }),
    );
  });

  test("holds for no other secret, id, time or body (I7)", () => {
    fc.assert(
      fc.property(aSecret, aSecret, aMessage, anId, fc.string(), (secret, other, { id, body }, otherId, otherBody) => {
        fc.pre(secret !== other && id !== otherId && body !== otherBody);
        const headers = signedHeaders([secret], { id, at: now, body });
        expect(isSigned([other], signed(body, headers), now)).toBe(false);
        expect(isSigned([secret], signed(otherBody, headers), now)).toBe(false);
        expect(isSigned([secret], signed(body, { ...headers, "webhook-id": otherId }), now)).toBe(false);
        const later = String(Number(headers["webhook-timestamp"]) + 1);
        expect(isSigned([secret], signed(body, { ...headers, "webhook-timestamp": later }), now)).toBe(false);
      }),
    );
  });

  test.each([
    [300, true],
    [301, false],
    [-300, true],
    [-301, false],
  ])("%i s away is taken: %s", (seconds, taken) => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    const headers = signedHeaders([secret], { id: "m", at: plus(now, seconds), body: "x" });
    expect(isSigned([secret], signed("x", headers), now)).toBe(taken);
  });

  test("is none where a header is missing, empty or nonsense, and nothing throws (I15)", () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    const nonsense = fc.dictionary(
      fc.constantFrom("webhook-id", "webhook-timestamp", "webhook-signature"),
      fc.oneof(fc.string(), fc.constantFrom("v1,", "v1", "-1", "1e9", "9".repeat(30), "", " ")),
    );
    fc.assert(fc.property(nonsense, (headers) => !isSigned([secret], signed("x", headers), now)));
    expect(isSigned([], signed("x", signedHeaders([secret], { id: "m", at: now, body: "x" })), now)).toBe(false);
  });
});

test("secrets are read one a line, and what is no secret is left out", () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  expect(secretsIn(`${secret}\n  ${secret} \n\nplain-text\nwhsec_short\n`)).toEqual([secret, secret]);
});
