import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { openWorld, type World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const secret = "ada@example.com eyJhbGciOi.secret";

describe("when the other side is busy", () => {
  test.each([
    [undefined, "2"],
    [0.2, "1"],
    [7.5, "8"],
    [90_000, "120"],
    [Number.NaN, "1"],
  ])(
    "for %s s, the answer is 503 with Retry-After %s, and nothing was accepted",
    async (retryAfterSeconds, retryAfter) => {
      world.ports.requests.accept = async () => {
        throw new Busy(secret, retryAfterSeconds === undefined ? {} : { retryAfterSeconds });
      };
      const answer = await world.call("POST", "/requests", { as: world.signIn("ada"), body: { kind: "deletion" } });
      expect([answer.statusCode, answer.json.type]).toEqual([503, "https://habeas.dev/problems/try-again-shortly"]);
      expect(answer.headers["retry-after"]).toBe(retryAfter);
      expect(`${answer.body}${world.lines.join("")}`).not.toContain("secret");
      expect(await world.countRequests()).toBe(0);
    },
  );

  test("so are the issuer's keys: a token is then neither accepted nor refused", async () => {
    world.ports.tokens.verify = async () => {
      throw new Busy("keys");
    };
    expect((await world.call("GET", "/requests", { as: "x" })).statusCode).toBe(503);
  });
});

describe("when something breaks", () => {
  test.each([new TypeError(secret), secret, undefined, null, { name: secret }])(
    "with %o, the answer says nothing of it, and one log line names it (I10, I20)",
    async (thrown) => {
      world.ports.requests.ofSubject = () => Promise.reject(thrown);
      const as = world.signIn("ada");
      await world.call("POST", "/requests", { as, body: { kind: "deletion" } });
      const answer = await world.call("GET", "/requests", { as });
      expect(answer.statusCode).toBe(500);
      expect(Object.keys(answer.json)).toEqual(["type", "title", "status", "detail"]);
      expect(answer.json.type).toBe("https://habeas.dev/problems/internal-error");
      expect(`${answer.body}${world.lines.join("")}`).not.toMatch(/secret|\bada\b|token-of|at .*\.ts/);
      expect(world.lines.map((line) => JSON.parse(line))).toEqual([
        {
          time: "2026-11-24T09:00:00.000Z",
          level: "error",
          event: "api failed",
          error: thrown instanceof TypeError ? "TypeError" : "unknown",
          status: 500,
          correlation: "JKJaXmPLvHcESHA=",
        },
      ]);
    },
  );
});

describe("every answer", () => {
  test.each([
    ["POST", "/requests"],
    ["GET", "/requests"],
    ["GET", "/nothing"],
    ["PUT", "/requests"],
    ["OPTIONS", "/requests"],
  ])("to %s %s is personal, inert and stays here", async (method, path) => {
    const { headers } = await world.call(method, path, { as: world.signIn("ada"), body: { kind: "deletion" } });
    expect(headers).toMatchObject({
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "strict-transport-security": "max-age=63072000",
    });
  });
});

describe("a page in a browser", () => {
  const preflight = { "access-control-request-method": "POST", "access-control-request-headers": "authorization" };

  test("of our own may call, and is told so before and with the answer", async () => {
    const origin = "https://portal.example.com";
    const before = await world.call("OPTIONS", "/requests", { headers: { origin, ...preflight } });
    expect(before.statusCode).toBe(204);
    expect(before.headers).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-methods": "POST, GET, HEAD, OPTIONS",
      "access-control-allow-headers": "authorization, content-type, idempotency-key",
    });
    const answer = await world.call("GET", "/requests", { headers: { origin }, as: world.signIn("ada") });
    expect(answer.headers).toMatchObject({ "access-control-allow-origin": origin, vary: "origin" });
    const refused = await world.call("GET", "/requests", { headers: { origin } });
    expect(refused.headers["access-control-expose-headers"]).toContain("www-authenticate");
  });

  test.each([
    "https://evil.example",
    "null",
    "https://portal.example.com.evil.example",
    "http://portal.example.com",
    "*",
  ])("of %s is granted nothing", async (origin) => {
    for (const method of ["OPTIONS", "GET"]) {
      const { headers } = await world.call(method, "/requests", {
        headers: { origin, ...preflight },
        as: world.signIn("ada"),
      });
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
      expect(headers.vary).toBe("origin");
    }
  });

  test("is granted nothing where no origin is configured", async () => {
    const closed = openWorld({ webOrigins: [] });
    const { headers } = await closed.call("OPTIONS", "/requests", {
      headers: { origin: "https://portal.example.com", ...preflight },
    });
    expect(Object.keys(headers).filter((name) => /^(access-control-|vary)/.test(name))).toEqual([]);
    closed.close();
  });

  test("finds no preflight where there is nothing", async () => {
    const headers = { origin: "https://portal.example.com", ...preflight };
    expect((await world.call("OPTIONS", "/nothing", { headers })).statusCode).toBe(404);
  });
});

describe("the keys", () => {
  test("are public, may be kept for a while, and hold no private part (I20)", async () => {
    const { statusCode, headers, body, json } = await world.call("GET", "/.well-known/jwks.json");
    expect([statusCode, headers["cache-control"]]).toEqual([200, "public, max-age=300"]);
    expect(headers["content-type"]).toBe("application/jwk-set+json");
    expect(json.keys).toEqual([
      expect.objectContaining({ kty: "EC", crv: "P-256", kid: "key-1", alg: "ES256", use: "sig" }),
    ]);
    expect(body).not.toContain("PRIVATE-PART");
  });
});
