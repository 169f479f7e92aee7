import { describe, expect, test } from "vitest";
import { readContract } from "./contract.ts";
import { documentAt } from "./documents.ts";
import { faultyRequests } from "./faulty-requests.ts";

const list = { type: "array", items: { $ref: "#/components/schemas/Thing" } };
const page = { type: "object", properties: { things: list } };
const parameters = [
  { name: "id", in: "path", required: true, schema: { type: "string", maxLength: 5 } },
  { name: "take", in: "query", schema: { type: "integer", minimum: 1 } },
  { name: "kind", in: "query", schema: { type: "array", items: { $ref: "#/components/schemas/Kind" } } },
];
const json = (schema: object) => ({ content: { "application/json": { schema } } });
const body = { ...json({ $ref: "#/components/schemas/Thing" }), required: true };

/** A document of our own, in the form of Auth0's. */
const content = {
  paths: {
    "/things/{id}": {
      get: { parameters, responses: { 200: json({ oneOf: [list, page, page] }), 404: {} } },
      post: { parameters: parameters.slice(0, 1), requestBody: body, responses: { 204: {} } },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string" } },
        additionalProperties: false,
      },
      Kind: { enum: ["big", "small"] },
    },
  },
};
const contract = readContract({ missing: undefined, read: () => structuredClone(content) });
const get = contract.operation("GET", "/things/:id");
const post = contract.operation("POST", "/things/:id");
const asked = (query: string, id = "1", sent?: unknown) => ({
  params: { id },
  query: new URLSearchParams(query),
  body: sent,
});

describe("a contract", () => {
  test("finds nothing wrong with what fits", () => {
    expect(get?.checkRequest(asked("take=2&kind=big&kind=small"))).toEqual([]);
    expect(get?.checkAnswer(200, [{ name: "a" }])).toEqual([]);
    expect(post?.checkRequest(asked("", "1", { name: "a" }))).toEqual([]);
    expect(post?.checkAnswer(204, undefined)).toEqual([]);
  });

  test("takes an answer that fits two forms of a page, which oneOf would not", () => {
    expect(get?.checkAnswer(200, { things: [] })).toEqual([]);
  });

  test.each([
    asked("take=0"),
    asked("take=x"),
    asked("kind=tiny"),
    asked("other=1"),
    asked("", "123456"),
    asked("", "1", { name: "a" }),
  ])("finds what is wrong with a request: %o", (wrong) => {
    expect(get?.checkRequest(wrong)).toHaveLength(1);
  });

  test("finds a body that is missing or wrong", () => {
    for (const sent of [undefined, {}, { name: 5 }, { name: "a", other: 1 }])
      expect(post?.checkRequest(asked("", "1", sent)), JSON.stringify(sent)).toHaveLength(1);
  });

  test("finds a status, a body and a form that are not documented", () => {
    expect(get?.checkAnswer(201, [])).toEqual(["status 201 is not documented"]);
    expect(get?.checkAnswer(200, [{ title: "a" }])).not.toEqual([]);
    expect(post?.checkAnswer(204, {})).toHaveLength(1);
  });

  test("finds a field that the tenant made up, though the document would let it pass", () => {
    const answered = json({ $ref: "#/components/schemas/Open" });
    const open = structuredClone(content) as { paths: object; components: { schemas: object } };
    Object.assign(open.paths, { "/open": { get: { responses: { 200: answered } } } });
    const Open = { type: "object", properties: { a: { type: "string" } }, additionalProperties: true };
    Object.assign(open.components.schemas, { Open });
    const operation = readContract({ missing: undefined, read: () => open }).operation("GET", "/open");
    expect(operation?.checkAnswer(200, { a: "x" })).toEqual([]);
    expect(operation?.checkAnswer(200, { a: "x", b: "made up" })).toHaveLength(1);
  });

  test("knows no operation that is not in the document", () => {
    expect(contract.operation("DELETE", "/things/:id")).toBeUndefined();
  });
});

describe("faulty requests", () => {
  test("are all wrong, and one of each kind is among them", () => {
    const good = asked("", "1", { name: "a" });
    const faulty = post === undefined ? [] : faultyRequests(post, good);
    expect(faulty.every((request) => (post?.checkRequest(request).length ?? 0) > 0)).toBe(true);
    const bodies = faulty.map((request) => JSON.stringify(request.body));
    expect(bodies).toEqual(expect.arrayContaining(["{}", "[]", '{"name":5}', '{"name":"a","unknown":"x"}']));
    expect(faulty.some(({ params }) => params.id === "x".repeat(400))).toBe(true);
  });
});

describe("a document", () => {
  test("says by name what is not at hand", () => {
    expect(documentAt("SOME_FILE", {}).missing).toBe("SOME_FILE is not set");
    expect(documentAt("SOME_FILE", { SOME_FILE: "" }).missing).toBe("SOME_FILE is not set");
    expect(documentAt("SOME_FILE", { SOME_FILE: "/none/such" }).missing).toBe("SOME_FILE names no file");
    expect(() => documentAt("SOME_FILE", {}).read()).toThrow("SOME_FILE is not set");
  });
});
