import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Asked, openWorld, type World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

const json = { "content-type": "application/json" };
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

/** What is sent as Ada, and the class that must come of it. */
const bodies: [title: string, asked: Asked, status: number, problem: string][] = [
  ["no body at all", { headers: json }, 400, "malformed-body"],
  ["an empty body", { headers: json, raw: "" }, 400, "malformed-body"],
  ["half an object", { headers: json, raw: '{"kind":"deletion"' }, 400, "malformed-body"],
  ["a byte order mark", { headers: json, raw: '\uFEFF{"kind":"deletion"}' }, 400, "malformed-body"],
  ["NUL bytes", { headers: json, raw: "\0\0\0" }, 400, "malformed-body"],
  ["bytes that are not UTF-8", { headers: json, raw: Uint8Array.of(0x7b, 0xff, 0xfe) }, 400, "malformed-body"],
  ["a field twice", { headers: json, raw: '{"kind":"export","kind":"deletion"}' }, 400, "malformed-body"],
  ["null", { headers: json, raw: "null" }, 422, "invalid-body"],
  ["an array", { body: [{ kind: "deletion" }] }, 422, "invalid-body"],
  ["a number", { body: 7 }, 422, "invalid-body"],
  ["an empty object", { body: {} }, 422, "invalid-body"],
  ["a kind that is a list", { body: { kind: ["deletion"] } }, 422, "invalid-body"],
  ["a kind that nobody knows", { body: { kind: "\uD800" } }, 422, "invalid-body"],
  ["a kind that is not offered yet", { body: { kind: "other" } }, 422, "invalid-body"],
  ["a wrong word of confirmation", { body: { kind: "deletion", confirm: "delete" } }, 422, "invalid-body"],
  ["__proto__", { headers: json, raw: '{"kind":"deletion","__proto__":{"polluted":true}}' }, 422, "invalid-body"],
  ["escaped __proto__", { headers: json, raw: '{"\\u005f_proto__":{"polluted":true}}' }, 422, "invalid-body"],
  ["constructor", { body: { kind: "deletion", constructor: { prototype: { polluted: true } } } }, 422, "invalid-body"],
  ["1,000 objects in each other", { headers: json, raw: nested(1000) }, 413, "body-too-large"],
  ["17 KB", { body: { kind: "x".repeat(17 * 1024) } }, 413, "body-too-large"],
  ["a megabyte in base64", { headers: json, raw: new Uint8Array(1_000_000) }, 413, "body-too-large"],
  [
    "many fields",
    { body: Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, 1])) },
    413,
    "body-too-large",
  ],
  ["no media type", { raw: "{}" }, 415, "unsupported-media-type"],
  [
    "a form",
    { raw: "kind=deletion", headers: { "content-type": "application/x-www-form-urlencoded" } },
    415,
    "unsupported-media-type",
  ],
  [
    "another charset",
    { body: {}, headers: { "content-type": "application/json; charset=utf-16" } },
    415,
    "unsupported-media-type",
  ],
  [
    "two media types",
    { body: {}, headers: { "content-type": "application/json,application/json" } },
    415,
    "unsupported-media-type",
  ],
  ["gzip", { body: {}, headers: { "content-encoding": "gzip" } }, 415, "unsupported-media-type"],
];

describe("a hostile body (I15)", () => {
  test.each(bodies)("%s is refused, and leaves nothing behind", async (_title, asked, status, problem) => {
    const answer = await world.call("POST", "/requests", { ...asked, as: world.signIn("ada") });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect([answer.statusCode, answer.json.type]).toEqual([status, `https://habeas.dev/problems/${problem}`]);
    expect(answer.json.status).toBe(status);
    expect(await world.countRequests()).toBe(0);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("names each field that is not taken, and repeats no value and no unusual name", async () => {
    const body = { kind: "deletion", subject: "auth0|ben", "<script>": 1, public: true };
    const { json: problem, body: text } = await world.call("POST", "/requests", { body, as: world.signIn("ada") });
    expect(problem.errors).toEqual([
      { pointer: "/subject", detail: "subject is not a field that is taken here. Leave it out." },
      { pointer: "/(unusual name)", detail: "(unusual name) is not a field that is taken here. Leave it out." },
      { pointer: "/public", detail: "public is not a field that is taken here. Leave it out." },
    ]);
    expect(text).not.toMatch(/ben|script/);
  });

  test("says in plain words that a kind is not offered yet", async () => {
    const { json: problem } = await world.call("POST", "/requests", {
      body: { kind: "other" },
      as: world.signIn("ada"),
    });
    expect(problem.detail).toBe(
      'This is not offered here yet. Ask for one of "deletion", "export", "restriction", "contest", or write to the contact named in the privacy notice.',
    );
  });
});

describe("who is not known", () => {
  const challenges: [title: string, headers: Record<string, string>, problem: string, challenge: string][] = [
    ["no header", {}, "sign-in-needed", "Bearer"],
    ["an empty header", { authorization: "" }, "sign-in-needed", "Bearer"],
    ["a password", { authorization: "Basic YWRhOmFkYQ==" }, "sign-in-needed", "Bearer"],
    ["no token", { authorization: "Bearer" }, "token-refused", 'Bearer error="invalid_token"'],
    ["an unknown token", { authorization: "Bearer forged" }, "token-refused", 'Bearer error="invalid_token"'],
    [
      "two tokens",
      { authorization: "Bearer token-of-ada,Bearer token-of-ada" },
      "token-refused",
      'Bearer error="invalid_token"',
    ],
    ["two words", { authorization: "Bearer token-of-ada x" }, "token-refused", 'Bearer error="invalid_token"'],
    [
      "an endless token",
      { authorization: `Bearer ${"a".repeat(100_000)}` },
      "token-refused",
      'Bearer error="invalid_token"',
    ],
    ["control characters", { authorization: "Bearer a\u0000b" }, "token-refused", 'Bearer error="invalid_token"'],
  ];
  test.each(challenges)(
    "by %s is challenged, before anything else is looked at",
    async (_title, headers, problem, challenge) => {
      world.signIn("ada");
      for (const [method, path] of [
        ["POST", "/requests"],
        ["GET", "/requests"],
        ["DELETE", "/requests/x"],
      ] as const) {
        const answer = await world.call(method, path, { headers, raw: "not json" });
        expect([answer.statusCode, answer.json.type]).toEqual([401, `https://habeas.dev/problems/${problem}`]);
        expect(answer.headers["www-authenticate"]).toBe(challenge);
      }
    },
  );

  test("stays unknown when the token comes in the address (I20)", async () => {
    const as = world.signIn("ada");
    const { statusCode } = await world.call("GET", "/requests", { query: `access_token=${as}` });
    expect(statusCode).toBe(401);
  });

  test("is known whatever the case of the scheme", async () => {
    const headers = { authorization: `bEARER ${world.signIn("ada")}` };
    expect((await world.call("GET", "/requests", { headers })).statusCode).toBe(200);
  });
});

describe("an address that leads nowhere", () => {
  test.each([
    "",
    "/",
    "/nothing",
    "/requests/a/b",
    "//requests",
    "/requests/%ZZ/receipt/x",
    "/__proto__",
    "/openapi.json/x",
    "/REQUESTS",
  ])("%s is not found", async (path) => {
    const { statusCode, json: problem } = await world.call("GET", path, { as: world.signIn("ada") });
    expect([statusCode, problem.type]).toEqual([404, "https://habeas.dev/problems/not-found"]);
  });

  test.each([
    ["PUT", "/requests", "POST, GET, HEAD, OPTIONS"],
    ["PATCH", "/requests/01AAAAAAAAAAAAAAAAAAAAAAAA", "GET, HEAD, DELETE, OPTIONS"],
    ["POST", "/openapi.json", "GET, HEAD, OPTIONS"],
    ["constructor", "/requests", "POST, GET, HEAD, OPTIONS"],
  ])("%s %s says what can be done there instead", async (method, path, allow) => {
    const { statusCode, headers, json: problem } = await world.call(method, path, { as: world.signIn("ada") });
    expect([statusCode, problem.type]).toEqual([405, "https://habeas.dev/problems/method-not-allowed"]);
    expect(headers.allow).toBe(allow);
  });
});
