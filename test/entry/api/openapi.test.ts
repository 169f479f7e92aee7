import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problems } from "#entry/api/problems.ts";
import { openWorld, type World } from "./world.ts";

interface Operation {
  operationId: string;
  security: object[];
  parameters?: { in: string; name: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<
    string,
    { content: Record<string, { schema: object; examples?: Record<string, { value: object }> }> }
  >;
}
interface Described {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> };
}

let world: World;
let document: Described;
const ajv = new Ajv2020({ strict: true, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
for (const word of ["example", "components"]) ajv.addKeyword(word); // OpenAPI's own words

beforeAll(async () => {
  world = openWorld();
  const answer = await world.call("GET", "/openapi.json");
  expect(answer.statusCode).toBe(200);
  document = answer.json;
  ajv.addSchema({ $id: "doc", components: document.components }, "doc");
});
afterAll(() => world.close());

/** The schema at a place of the document, with references going into the document. */
const compiled = (schema: object) =>
  ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components')));

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );

describe("the OpenAPI document", () => {
  test("describes every route of the table and nothing else", () => {
    const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
    const answered = world.routes.map(({ path, method }) => `${method} ${path}`);
    expect(described.sort()).toEqual(answered.sort());
    expect(document.openapi).toBe("3.1.0");
  });

  test("names each operation once, and declares every parameter of its path", () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations()) {
      const inPath = (operation.parameters ?? []).filter((each) => each.in === "path");
      expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      for (const { required } of inPath) expect(required).toBe(true);
    }
  });

  test("asks for a token exactly where a person must sign in", () => {
    expect(Object.keys(document.components.securitySchemes)).toEqual(["accessToken"]);
    const guarded = operations().filter(({ operation }) => operation.security.length > 0);
    const open = operations().filter(({ operation }) => operation.security.length === 0);
    for (const { operation } of guarded) expect(operation.security).toEqual([{ accessToken: [] }]);
    for (const { path } of guarded) expect(path).toMatch(/^\/(?:requests|officer|terms)/);
    expect(open.map(({ path }) => path).toSorted()).toEqual([
      "/.well-known/jwks.json",
      "/access-links",
      "/access/{token}",
      "/access/{token}",
      "/auth0/log-events",
      "/deletion-terms",
      "/links/{token}",
      "/links/{token}",
      "/openapi.json",
      "/recipients/{recipient}/answers",
      "/recipients/{recipient}/uploads",
      "/rights-session",
      "/terms/files/{document}/{version}/{locale}",
      "/terms/page",
      "/terms/page",
      "/terms/texts/{document}/{version}/{locale}",
    ]);
  });

  test("holds schemas of JSON Schema 2020-12 only, which take their own examples", () => {
    let problemExamples = 0;
    for (const { operation } of operations()) {
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) compiled(schema);
      for (const [status, { content }] of Object.entries(operation.responses)) {
        for (const [type, { schema, examples = {} }] of Object.entries(content)) {
          const validate = compiled(schema);
          expect(type === "application/problem+json").toBe(Number(status) >= 400);
          for (const { value } of Object.values(examples)) {
            problemExamples += 1;
            expect(validate(value), ajv.errorsText(validate.errors)).toBe(true);
            expect(value).toMatchObject({ status: Number(status) });
          }
        }
      }
    }
    expect(problemExamples).toBeGreaterThan(Object.keys(problems).length);
  });

  test("lists every problem of the table but the one for what is not described: a wrong method", () => {
    const listed = operations().flatMap(({ operation }) =>
      Object.values(operation.responses).flatMap(({ content }) =>
        Object.values(content).flatMap(({ examples = {} }) => Object.keys(examples)),
      ),
    );
    expect([...new Set(listed)].sort()).toEqual(
      Object.keys(problems)
        .filter((name) => name !== "method-not-allowed")
        .sort(),
    );
  });

  test("is kept to by the answers", async () => {
    const as = world.signIn("ada");
    const stale = world.signIn("old", 4000);
    const body = { kind: "deletion" };
    const { json: made } = await world.call("POST", "/requests", { as, body });
    await world.ports.archive.putOnce("receipts", `${made.requestId}.jws`, Buffer.from("a.b.c"));
    const calls: [method: string, path: string, template: string, asked: object, status: number][] = [
      ["POST", "/requests", "/requests", { as: world.signIn("ben"), body }, 202],
      ["POST", "/requests", "/requests", { as, body }, 409],
      ["POST", "/requests", "/requests", { as: stale, body }, 401],
      ["POST", "/requests", "/requests", { as, body: { kind: "other" } }, 422],
      ["POST", "/requests", "/requests", { as, raw: "{" }, 415],
      ["GET", "/requests", "/requests", { as }, 200],
      ["GET", "/requests", "/requests", { as, query: "limit=x" }, 400],
      ["GET", `/requests/${made.requestId}`, "/requests/{requestId}", { as }, 200],
      ["GET", "/requests/x", "/requests/{requestId}", { as }, 404],
      ["GET", `/requests/${made.requestId}/receipt`, "/requests/{requestId}/receipt", { as }, 200],
      ["DELETE", `/requests/${made.requestId}`, "/requests/{requestId}", { as }, 200],
      ["GET", "/.well-known/jwks.json", "/.well-known/jwks.json", {}, 200],
      ["GET", "/openapi.json", "/openapi.json", {}, 200],
      ["GET", "/deletion-terms", "/deletion-terms", {}, 200],
    ];
    for (const [method, path, template, asked, status] of calls) {
      const answer = await world.call(method, path, asked);
      expect([method, path, answer.statusCode]).toEqual([method, path, status]);
      const described = document.paths[template]?.[method.toLowerCase()]?.responses[String(status)];
      const schema = described?.content[answer.headers["content-type"] ?? ""]?.schema;
      if (schema === undefined) throw new Error(`${method} ${template} ${status} is not described`);
      const validate = compiled(schema);
      expect(validate(answer.json ?? answer.body), ajv.errorsText(validate.errors)).toBe(true);
    }
  });
});
