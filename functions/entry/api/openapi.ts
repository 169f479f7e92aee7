import * as z from "zod";
import { createDocument, type oas31, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from "zod-openapi";
import { ProblemBody, type ProblemName, problemBody, problems } from "./problems.ts";
import type { Route } from "./route.ts";

/** The OpenAPI 3.1 document of the routes: the same table and schemas that answer the calls. */
export const openApiDocument = (routes: readonly Route[], publicUrl: string): oas31.OpenAPIObject =>
  createDocument({
    openapi: "3.1.0",
    info: {
      title: "Habeas",
      version: "1.0.0",
      description: "Ask for what data protection law gives you over your account, follow it, and take it back.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl }],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        accessToken: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "An access token of the tenant for this API.",
        },
      },
    },
  }) as oas31.OpenAPIObject;

const pathsOf = (routes: readonly Route[]) => {
  const paths: Record<string, Partial<Record<"get" | "post" | "put" | "delete", ZodOpenApiOperationObject>>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return paths;
};

const aFile = z.string().meta({ override: { type: "string", format: "binary" } });

const operationOf = (route: Route): ZodOpenApiOperationObject => {
  const { operationId, summary, description, params, headers, query, body, file, answer } = route;
  return {
    operationId,
    summary,
    ...(description !== undefined && { description }),
    security: route.who === "anyone" ? [] : [{ accessToken: [] }],
    requestParams: {
      ...(params && { path: params }),
      ...(headers && { header: headers }),
      // the table types a query by what comes out of it; every query schema is an object
      ...(query && { query: query as NonNullable<Route["params"]> }),
    },
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    ...(file && {
      requestBody: { required: true, content: Object.fromEntries(file.map((type) => [type, { schema: aFile }])) },
    }),
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(answer.headers && { headers: answer.headers }),
        content: { [answer.type]: { schema: answer.schema } },
      },
      ...problemResponses(problemsOf(route)),
    },
  };
};

/** All problems of a route: its own, and those that any route of its kind may give. */
export const problemsOf = ({ who, problems: own }: Route): ProblemName[] => [
  ...(who === "anyone" ? [] : (["sign-in-needed", "token-refused"] as const)),
  ...(who === "officer" ? (["not-allowed"] as const) : []),
  ...own,
  "internal-error",
  "try-again-shortly",
];

const problemResponses = (names: ProblemName[]): Record<string, ZodOpenApiResponseObject> => {
  const byStatus = Map.groupBy(names, (name) => problems[name][0]);
  return Object.fromEntries([...byStatus].map(([status, some]) => [String(status), problemResponse(some)]));
};

const problemResponse = (names: ProblemName[]): ZodOpenApiResponseObject => ({
  description: [...new Set(names.map((name) => problems[name][1]))].join(". "),
  content: {
    "application/problem+json": {
      schema: ProblemBody,
      examples: Object.fromEntries(
        names.map((name) => [name, { summary: problems[name][1], value: problemBody(name) }]),
      ),
    },
  },
});
