import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { clientCredentials } from "#ports/identity/access-token.ts";
import { auth0Eraser } from "#ports/identity/auth0-eraser.ts";
import { auth0Reader } from "#ports/identity/auth0-reader.ts";
import { TenantRefused } from "#ports/identity/identity.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import { woundClock } from "../support/wound-clock.ts";

// What a tenant may answer, and what becomes of it: over real HTTP, byte by byte.

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A server that answers everything by `answer`; its address, and the requests it had. */
const answering = async (answer: Answer) => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    request.resume();
    answer(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
};

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

const userId = UserId.parse("auth0|canary");
const step = "request/step";

const underTest = async (answer: Answer) => {
  const { url, requests } = await answering(answer);
  const clock = woundClock();
  const paused: [string, string][] = [];
  const dropped: string[] = [];
  const access = {
    baseUrl: `${url}/api/v2`,
    tokens: { get: async () => "canary-access-token", drop: (token: string) => void dropped.push(token) },
    pacer: {
      take: async () => undefined,
      pause: async (bucket: string, until: string) => void paused.push([bucket, until]),
    },
    clock,
    deadlineMs: 250,
  };
  return { reader: auth0Reader(access), eraser: auth0Eraser(access), requests, paused, dropped };
};

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (answer) => ({ answer }),
    (error: unknown) => error,
  );

/** Everything that a log could show of an error. */
const saidBy = (error: unknown): string => {
  const { stack, cause } = error as Error;
  return `${stack} ${JSON.stringify(error, Object.getOwnPropertyNames(error))} ${String(cause)} ${JSON.stringify(cause)}`;
};

const account = {
  user_id: "auth0|canary",
  created_at: "2025-03-01T10:00:00.000Z",
  identities: [{ provider: "auth0", user_id: "canary", connection: "Users", isSocial: false }],
  email: "canary@example.com",
  email_verified: true,
};

describe("an account as the tenant answers it", () => {
  const read = async (change: object) => (await underTest(json(200, { ...account, ...change }))).reader.read(userId);

  test("becomes what decisions need, and only those fields were asked for (I10)", async () => {
    const app_metadata = { customer_number: "C-1" };
    const { reader, requests } = await underTest(
      json(200, { ...account, blocked: true, name: "not needed", app_metadata }),
    );
    expect(await reader.read(userId)).toEqual({
      userId,
      createdAt: "2025-03-01T10:00:00.000Z",
      identities: [{ userId, connection: "Users", social: false }],
      email: "canary@example.com",
      emailVerified: true,
      locale: undefined,
      blocked: true,
      addresses: ["canary@example.com"],
      // the name of the member, and never what it holds
      appMetadata: ["customer_number"],
    });
    expect(requests).toHaveLength(1);
    expect(decodeURIComponent(requests[0] ?? "")).toBe(
      "GET /api/v2/users/auth0|canary?fields=user_id,created_at,identities,email,email_verified,blocked,user_metadata,app_metadata&include_fields=true",
    );
  });

  test.each([
    [{ lang: "de" }, "de"],
    [{ language: "en" }, "en"],
    [{ locale: "de-AT" }, "de"],
    [{ locale: "EN_us" }, "en"],
    [{ lang: "fr", language: "de" }, "de"],
    [{ lang: "deutsch" }, undefined],
    [{ lang: 7 }, undefined],
    ["de", undefined],
    [null, undefined],
    [{}, undefined],
  ])("with %j for its metadata is written to in %s", async (user_metadata, locale) => {
    expect((await read({ user_metadata }))?.locale).toBe(locale);
  });

  test("without an address, or with one that is not verified, says so", async () => {
    expect(await read({ email: undefined, email_verified: undefined })).toMatchObject({
      email: undefined,
      emailVerified: false,
    });
    expect(await read({ email: "", email_verified: null })).toMatchObject({ email: undefined, emailVerified: false });
  });

  test("with an id that needs encoding is asked for once encoded (I7)", async () => {
    const samlp = UserId.parse("samlp|corp|erika@corp.example.com");
    const identities = [{ provider: "samlp", user_id: "corp|erika@corp.example.com", connection: "corp" }];
    const { reader, requests } = await underTest(json(200, { ...account, user_id: samlp, identities }));
    expect((await reader.read(samlp))?.identities[0]?.userId).toBe(samlp);
    expect(requests[0]).toContain("/users/samlp%7Ccorp%7Cerika%40corp.example.com?");
  });

  test.each([
    ["of another type", { created_at: 7 }],
    ["without a time", { created_at: undefined }],
    ["without a login", { identities: [] }],
    ["with a login that is none", { identities: [{ provider: "auth0" }] }],
    ["with a login that leads elsewhere", { identities: [{ provider: "auth0", user_id: "../x", connection: "c" }] }],
    ["of another person (I7)", { user_id: "auth0|another" }],
    ["that may be blocked", { blocked: "no" }],
  ])("%s is no answer at all (F7)", async (_, change) => {
    const failure = await failureOf(read(change));
    expect(failure).toBeInstanceOf(Busy);
    expect(saidBy(failure)).not.toContain("canary");
  });
});

const endless: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const more = (): void => {
    while (response.write(" ".repeat(65_536)));
    response.once("drain", more);
  };
  more();
};
const trickling: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 20);
  response.once("close", () => clearInterval(timer));
};
const cut: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write('{"user_id":"auth0|canary"', () => response.socket?.destroy());
};

describe("an answer that is none", () => {
  test.each<[string, Answer]>([
    ["500 with a person's data", json(500, { ...account, message: "canary@example.com" })],
    ["502 from a proxy", json(502, "<html>canary</html>", { "content-type": "text/html" })],
    ["408", json(408, {})],
    ["no JSON", json(200, "<html>canary</html>")],
    ["half of JSON", json(200, '{"user_id":"auth0|canary"')],
    ["an empty body", json(200, "")],
    ["null", json(200, "null")],
    ["a list", json(200, [account])],
    ["a redirect", json(302, "", { location: "http://169.254.169.254/canary" })],
    ["an endless body", endless],
    ["a body that trickles on", trickling],
    ["a cut body", cut],
    ["silence", () => undefined],
    ["a closed connection", (response) => response.socket?.destroy()],
    ["a 429 with a broken body", json(429, "{canary")],
    ["a 401", json(401, { message: "canary" })],
  ])(
    "(%s) is Busy in every call, in time, and nothing of it or of the person is in the error (I20)",
    async (_, answer) => {
      const { reader, eraser, requests } = await underTest(answer);
      const calls = [
        () => reader.read(userId),
        () => reader.access(userId),
        () => reader.roles(userId),
        () => eraser.block(userId, step),
      ];
      for (const call of calls) {
        const failure = await failureOf(call());
        expect(failure).toBeInstanceOf(Busy);
        expect(saidBy(failure)).not.toMatch(/canary|169\.254|127\.0\.0\.1/);
      }
      // one request for each: nothing is repeated behind our back, and no redirect is followed
      expect(requests).toHaveLength(calls.length);
    },
  );

  test("does not make the SDK repeat what cannot be repeated in silence", async () => {
    const { eraser, requests } = await underTest(json(503, {}));
    await failureOf(eraser.erase(userId, step));
    expect(requests).toEqual(["DELETE /api/v2/users/auth0%7Ccanary"]);
  });
});

describe("a no", () => {
  test.each([400, 403, 409, 413])("of %i is final, with its code and none of its words (I20)", async (status) => {
    const body = {
      statusCode: status,
      errorCode: "operation_not_supported",
      message: "canary@example.com",
      error: "canary",
    };
    const { reader, eraser } = await underTest(json(status, body));
    for (const failure of [await failureOf(reader.read(userId)), await failureOf(eraser.erase(userId, step))]) {
      expect(failure).toBeInstanceOf(TenantRefused);
      expect(failure).toMatchObject({ statusCode: status, errorCode: "operation_not_supported" });
      expect(saidBy(failure)).not.toContain("canary");
    }
  });

  test("whose code is no code loses it", async () => {
    const { reader } = await underTest(json(400, { errorCode: "the user canary@example.com is bad" }));
    const failure = await failureOf(reader.read(userId));
    expect(failure).toMatchObject({ name: "TenantRefused", errorCode: undefined });
    expect(saidBy(failure)).not.toContain("canary");
  });

  test("of 404 means gone only when the tenant says that of the account: a wrong address proves no absence (I8)", async () => {
    const gone = await underTest(json(404, { statusCode: 404, errorCode: "inexistent_user" }));
    expect(await gone.reader.read(userId)).toBeUndefined();
    expect(await gone.reader.roles(userId)).toEqual([]);
    await gone.eraser.block(userId, step);
    await gone.eraser.erase(userId, step);
    const elsewhere = await underTest(json(404, "<html>no such page</html>", { "content-type": "text/html" }));
    expect(await failureOf(elsewhere.reader.read(userId))).toMatchObject({ name: "TenantRefused", statusCode: 404 });
    expect(await failureOf(elsewhere.eraser.block(userId, step))).toMatchObject({
      name: "TenantRefused",
      statusCode: 404,
    });
  });

  test("of 401 gives up the very token that was sent (F14)", async () => {
    const { reader, dropped } = await underTest(json(401, {}));
    await failureOf(reader.read(userId));
    expect(dropped).toEqual(["canary-access-token"]);
  });

  const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 24, 9, 0, seconds)).toISOString();
  const reset = (seconds: number): string => String(Date.UTC(2026, 10, 24, 9) / 1000 + seconds);
  test.each<[string, Record<string, string>, number]>([
    ["Retry-After", { "retry-after": "7" }, 7],
    ["a reset", { "x-ratelimit-reset": reset(30) }, 30],
    ["a reset in the past", { "x-ratelimit-reset": reset(-30) }, 1],
    ["a reset in a hundred years", { "x-ratelimit-reset": reset(3e9) }, 900],
    ["nothing", {}, 5],
    ["nonsense", { "x-ratelimit-reset": "soon", "retry-after": "-1" }, 5],
  ])("of 429 with %s pauses the bucket that was asked (F5)", async (_, headers, seconds) => {
    const { eraser, paused } = await underTest(json(429, { errorCode: "too_many_requests" }, headers));
    expect(await failureOf(eraser.erase(userId, step))).toMatchObject({ name: "Busy", retryAfterSeconds: seconds });
    expect(paused).toEqual([["delete-users", at(seconds)]]);
  });
});

describe("lists", () => {
  const urlOf = (request: IncomingMessage): URL => new URL(request.url ?? "/", "http://tenant");

  test("are read to their last page", async () => {
    const { reader } = await underTest((response, request) => {
      const { pathname, searchParams } = urlOf(request);
      const page = Number(searchParams.get("page"));
      const items = (total: number) =>
        Array.from({ length: Math.min(100, total - page * 100) }, (_, n) => ({
          id: `id-${page}-${n}`,
          client_id: "shop",
          clientID: "shop",
        }));
      if (pathname.endsWith("/sessions")) {
        const from = searchParams.get("from");
        json(200, from === null ? { sessions: items(100), next: "more" } : { sessions: items(1) })(response, request);
      } else if (pathname.endsWith("/refresh-tokens")) json(200, { tokens: [] })(response, request);
      else if (pathname.endsWith("/device-credentials")) {
        const isPublicKey = searchParams.get("type") === "public_key";
        json(200, { device_credentials: isPublicKey ? items(150) : [] })(response, request);
      } else json(200, { grants: items(200) })(response, request);
    });
    expect(await reader.access(userId)).toEqual({
      sessions: 101,
      refreshTokens: 0,
      deviceCredentials: 150,
      grants: 200,
      notAvailable: [],
    });
  });

  test("that never end are given up (F7)", async () => {
    const { reader, requests } = await underTest(json(200, { sessions: [{}], next: "again" }));
    expect(await failureOf(reader.access(userId))).toBeInstanceOf(Busy);
    expect(requests.length).toBeLessThanOrEqual(50);
  });

  test("with an id that would lead elsewhere delete nothing (I7)", async () => {
    const { eraser, requests } = await underTest((response, request) => {
      const { pathname } = urlOf(request);
      if (pathname.endsWith("/sessions")) json(200, { sessions: [] })(response, request);
      else if (pathname.endsWith("/refresh-tokens")) json(200, { tokens: [] })(response, request);
      else json(200, { device_credentials: [{ id: "" }], grants: [] })(response, request);
    });
    expect(await failureOf(eraser.revokeAccess(userId, step))).toBeInstanceOf(Busy);
    expect(requests.filter((request) => request.startsWith("DELETE"))).toEqual([]);
  });
});

describe("the access token of a machine client", () => {
  const tokensFrom = async (answer: Answer, secret: () => Promise<string> = async () => "canary-secret") => {
    const { url, requests } = await answering(answer);
    const clock = woundClock();
    const tokens = clientCredentials({
      issuer: `${url}/`,
      audience: "api",
      clientId: "c",
      secret,
      clock,
      deadlineMs: 250,
    });
    return { tokens, requests, clock };
  };
  const granting = (): Answer => {
    let number = 0;
    return (response, request) => {
      number += 1;
      json(200, { access_token: `token-${number}`, expires_in: 600, token_type: "Bearer" })(response, request);
    };
  };

  test("is asked for once by many at a time, and kept until a minute before its end", async () => {
    const { tokens, requests, clock } = await tokensFrom(granting());
    expect(await Promise.all([tokens.get(), tokens.get(), tokens.get()])).toEqual(["token-1", "token-1", "token-1"]);
    clock.wind(539);
    expect(await tokens.get()).toBe("token-1");
    clock.wind(1);
    expect(await tokens.get()).toBe("token-2");
    expect(requests).toEqual(["POST /oauth/token", "POST /oauth/token"]);
  });

  test("that the tenant refused is not used again; one that came meanwhile stays", async () => {
    const { tokens } = await tokensFrom(granting());
    tokens.drop(await tokens.get());
    expect(await tokens.get()).toBe("token-2");
    tokens.drop("token-1");
    expect(await tokens.get()).toBe("token-2");
  });

  test.each<[string, Answer]>([
    ["401", json(401, { error: "access_denied", error_description: "canary-secret is wrong" })],
    ["503", json(503, "canary")],
    ["no token", json(200, { expires_in: 600, token_type: "Bearer" })],
    ["a token of two lines", json(200, { access_token: "canary\r\nX: y", expires_in: 600, token_type: "Bearer" })],
    ["no end", json(200, { access_token: "canary", token_type: "Bearer" })],
    ["a cut body", cut],
    ["an endless body", endless],
    ["silence", () => undefined],
    ["a redirect", json(307, "", { location: "http://127.0.0.1:9/" })],
  ])("is not there after %s, which is Busy and tells no secret (I20)", async (_, answer) => {
    const { tokens, requests } = await tokensFrom(answer);
    const failure = await failureOf(tokens.get());
    expect(failure).toBeInstanceOf(Busy);
    expect(saidBy(failure)).not.toContain("canary");
    expect(requests).toHaveLength(1);
    expect(await failureOf(tokens.get())).toBeInstanceOf(Busy);
    expect(requests).toHaveLength(2);
  });

  test("says for how long the tenant wants to be left alone", async () => {
    const { tokens } = await tokensFrom(json(429, {}, { "retry-after": "12" }));
    expect(await failureOf(tokens.get())).toMatchObject({ name: "Busy", retryAfterSeconds: 12 });
  });

  test("without a secret to ask with is SecretMissing, also through a call", async () => {
    const missing = async (): Promise<string> => {
      throw new SecretMissing("There is no secret.");
    };
    const { tokens, clock } = await tokensFrom(granting(), missing);
    const pacer = { take: async () => undefined, pause: async () => undefined };
    const reader = auth0Reader({ baseUrl: "http://127.0.0.1:9/api/v2", tokens, pacer, clock });
    expect(await failureOf(reader.read(userId))).toBeInstanceOf(SecretMissing);
  });
});
