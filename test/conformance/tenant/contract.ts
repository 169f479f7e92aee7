import { type Document, openApi } from "./documents.ts";
import { type Findings, schemaChecker } from "./json-schema.ts";

/** The parts of an OpenAPI document that are read here. */
type Schema = Record<string, unknown>;
interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
}
interface Body {
  content?: Record<string, { schema?: Schema } | undefined>;
}
interface DocumentedOperation {
  parameters?: Parameter[];
  requestBody?: Body & { required?: boolean };
  responses: Record<string, Body>;
  security?: Record<string, string[]>[];
}
interface OpenApi {
  paths: Record<string, Record<string, DocumentedOperation> | undefined>;
  components: { schemas: Record<string, Schema> };
}

export interface Asked {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}

/** One operation as Auth0 documents it. */
export interface Documented {
  statuses: number[];
  scopes: string[];
  parameters: Parameter[];
  /** The schema of the body, without references at its own level; undefined where none is documented. */
  body: Schema | undefined;
  /** What is wrong with a request. */
  checkRequest(asked: Asked): Findings;
  /** What is wrong with an answer. */
  checkAnswer(status: number, body: unknown): Findings;
}

export interface Contract {
  paths: string[];
  /** By a path as the tenant's routes have it: `/users/:id`. */
  operation(method: string, path: string): Documented | undefined;
}

const root = "auth0";
const pointer = (...steps: string[]): string =>
  steps.map((step) => `/${step.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

const schemaIn = (body: Body | undefined): Schema | undefined => body?.content?.["application/json"]?.schema;

const resolved = ({ components }: OpenApi, schema: Schema | undefined): Schema | undefined => {
  const name = typeof schema?.$ref === "string" ? schema.$ref.replace("#/components/schemas/", "") : undefined;
  return name === undefined ? schema : components.schemas[name];
};

/**
 * An answer is one of several forms: a bare list, a page with totals, a page by checkpoint. Auth0 writes that as `oneOf`, but the
 * forms of a page ask for so little that one answer fits two of them; it has to be read as `anyOf`.
 */
const readPagesAsAnyOf = (document: OpenApi): OpenApi => {
  for (const operations of Object.values(document.paths))
    for (const { responses } of Object.values(operations ?? {}))
      for (const response of Object.values(responses ?? {})) {
        const schema = resolved(document, schemaIn(response));
        if (!Array.isArray(schema?.oneOf)) continue;
        schema.anyOf = schema.oneOf;
        delete schema.oneOf;
      }
  return document;
};

/**
 * What Auth0 tells outside its schemas: a write's correlation id comes back in its log record (prose), and an export of users answers
 * with its connection (required there, and described nowhere).
 */
const toldElsewhere: Record<string, Schema> = {
  Log: { references: { type: "object" } },
  CreateExportUsersResponseContent: { connection: { type: "string" } },
};

/** Auth0's answers may have more than the document says. The tenant's may not: it would be invented. Only metadata is free. */
const closed = (document: OpenApi): OpenApi => {
  const copy = structuredClone(document);
  for (const [name, schema] of Object.entries(copy.components.schemas)) {
    if (schema.properties !== undefined && schema.additionalProperties === true && !name.includes("Metadata"))
      schema.additionalProperties = false;
    if (name in toldElsewhere) Object.assign(schema.properties ?? {}, toldElsewhere[name]);
  }
  return copy;
};

/** A query holds text only: a number or a flag is what the text stands for, a list is what was given several times. */
const valuesOf = (query: URLSearchParams, parameters: readonly Parameter[]): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const isList = parameters.some((parameter) => parameter.name === name && parameter.schema.type === "array");
      return [name, isList ? query.getAll(name) : query.get(name)];
    }),
  );

const objectOf = (parameters: readonly Parameter[]): Schema => ({
  type: "object",
  required: parameters.filter(({ required }) => required).map(({ name }) => name),
  properties: Object.fromEntries(
    parameters.map(({ name, schema }) => [
      name,
      typeof schema.$ref === "string" ? { ...schema, $ref: `${root}${schema.$ref}` } : withRoot(schema),
    ]),
  ),
  additionalProperties: false,
});

const withRoot = (schema: Schema): Schema => {
  const items = schema.items as Schema | undefined;
  return typeof items?.$ref === "string" ? { ...schema, items: { $ref: `${root}${items.$ref}` } } : schema;
};

export const readContract = (document: Document = openApi): Contract => {
  const content = readPagesAsAnyOf(document.read() as OpenApi);
  const bodies = schemaChecker();
  bodies.add(root, content);
  const answers = schemaChecker();
  answers.add(root, closed(content));
  const texts = schemaChecker({ coerceTypes: true });
  texts.add(root, content);

  const describeOperation = (path: string, method: string, operation: DocumentedOperation): Documented => {
    const at = `${root}#${pointer("paths", path, method)}`;
    const parameters = operation.parameters ?? [];
    const inPath = objectOf(parameters.filter((parameter) => parameter.in === "path"));
    const inQuery = objectOf(parameters.filter((parameter) => parameter.in === "query"));
    const body = schemaIn(operation.requestBody);
    return {
      statuses: Object.keys(operation.responses).map(Number),
      scopes: (operation.security ?? []).flatMap((way) => way.oAuth2ClientCredentials ?? []),
      parameters,
      body: resolved(content, body),
      checkRequest: ({ params, query, body: sent }) => {
        const findings = [
          ...texts.check(inPath, { ...params }).map((finding) => `path${finding}`),
          ...texts.check(inQuery, valuesOf(query, parameters)).map((finding) => `query${finding}`),
        ];
        if (body === undefined) return sent === undefined ? findings : [...findings, "a body where none is documented"];
        if (sent === undefined) return operation.requestBody?.required === true ? [...findings, "no body"] : findings;
        const reference = { $ref: `${at}${pointer("requestBody", "content", "application/json", "schema")}` };
        return [...findings, ...bodies.check(reference, sent).map((finding) => `body${finding}`)];
      },
      checkAnswer: (status, answer) => {
        const response = operation.responses[String(status)];
        if (response === undefined) return [`status ${status} is not documented`];
        if (status >= 400) return [];
        if (schemaIn(response) === undefined)
          return answer === undefined ? [] : [`a body where ${status} is documented without`];
        const steps = pointer("responses", String(status), "content", "application/json", "schema");
        return answers.check({ $ref: `${at}${steps}` }, answer);
      },
    };
  };

  return {
    paths: Object.keys(content.paths),
    operation: (method, path) => {
      const documented = path.replace(/:(\w+)/g, "{$1}");
      const operation = content.paths[documented]?.[method.toLowerCase()];
      return operation === undefined ? undefined : describeOperation(documented, method.toLowerCase(), operation);
    },
  };
};
