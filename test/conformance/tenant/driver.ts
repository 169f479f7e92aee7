import { matchPath } from "#local/tenant/http.ts";
import type { Operation } from "#local/tenant/management/operation.ts";
import { operations } from "#local/tenant/management/routes.ts";
import { everyScope, type OpenTenant } from "../../support/tenant.ts";
import type { Asked, Contract, Documented } from "./contract.ts";

export type Method = Operation["method"];

/** A request, and the operation it is for. */
export interface Question {
  name: string;
  documented: Documented;
  asked: Asked;
}

/** A question with its answer, and how the document sees both. */
export interface Exchange extends Question {
  status: number;
  body: unknown;
  /** What is wrong with the request. */
  faults: string[];
  /** Both sides in words. */
  said: string;
}

/** Asks the tenant over HTTP and holds what goes out and what comes back against Auth0's document. */
export interface Driver extends OpenTenant {
  /** A request that fits the document, answered as the document says. Gives back the answer's body. */
  ask<T = Record<string, unknown>>(status: number, method: Method, path: string, body?: unknown): Promise<T>;
  /** A request that does not fit the document, refused as a 400 in Auth0's form. */
  refuse(method: Method, path: string, body?: unknown): Promise<void>;
}

/** What to do to an operation, by its name: each in a tenant of its own. */
export type Drives = Record<string, (driver: Driver) => Promise<void>>;

export const nameOf = ({ method, path }: Pick<Operation, "method" | "path">): string => `${method} ${path}`;

const routeOf = (method: Method, path: string): { operation: Operation; params: Record<string, string> } => {
  for (const operation of operations) {
    const params = operation.method === method ? matchPath(operation.path, path) : undefined;
    if (params !== undefined) return { operation, params };
  }
  throw new Error(`the tenant has no route for ${method} ${path}`);
};

/** The path below `/api/v2`. */
const pathOf = ({ name, asked: { params, query } }: Question): string => {
  const [, pattern = ""] = name.split(" ");
  const path = pattern.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ""));
  return query.size === 0 ? path : `${path}?${query}`;
};

const send = async ({ tenant }: OpenTenant, method: string, path: string, body: unknown) => {
  const response = await fetch(`${tenant.url}/api/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tenant.managementToken(everyScope)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
};

export const questionOf = (contract: Contract, method: Method, path: string, body: unknown): Question => {
  const [bare = "", query = ""] = path.split(/\?(.*)/s);
  const { operation, params } = routeOf(method, bare);
  const name = nameOf(operation);
  const documented = contract.operation(method, operation.path);
  if (documented === undefined) throw new Error(`Auth0 documents no ${name}`);
  return { name, documented, asked: { params, query: new URLSearchParams(query), body } };
};

const short = (value: unknown): string => JSON.stringify(value)?.slice(0, 800) ?? "";

export const exchange = async (at: OpenTenant, question: Question): Promise<Exchange> => {
  const { name, documented, asked } = question;
  const [method = ""] = name.split(" ");
  const path = pathOf(question);
  const answer = await send(at, method, path, asked.body);
  const said = `${method} ${path} ${short(asked.body)}\n-> ${answer.status} ${short(answer.body)}`;
  return { ...question, ...answer, faults: documented.checkRequest(asked), said };
};

/** Whether an error looks as all of Auth0's do. */
const isErrorForm = ({ status, body }: Exchange): boolean => {
  const { statusCode, error, message, errorCode } = (body ?? {}) as Record<string, unknown>;
  return statusCode === status && [error, message, errorCode ?? ""].every((text) => typeof text === "string");
};

/** What is wrong with an answer to a good request. */
const misfits = (met: Exchange, status: number): string[] => [
  ...met.faults,
  ...met.documented.checkAnswer(met.status, met.body),
  ...(met.status === status ? [] : [`${status} was expected`]),
  ...(met.status < 400 || isErrorForm(met) ? [] : ["an error in another form than Auth0's"]),
];

/** What is wrong with the answer to a faulty request. */
export const leniences = (met: Exchange): string[] => {
  if (met.faults.length === 0) return ["Auth0's document finds nothing wrong with this request"];
  return met.status === 400 && isErrorForm(met) ? [] : ["a 400 was expected, because of", ...met.faults];
};

const failFor = ({ said }: Exchange, findings: string[]): void => {
  if (findings.length > 0) throw new Error(`${said}\n${findings.join("\n")}`);
};

/** `watch` sees every exchange as it was, before it is judged. */
export const driverOf = (at: OpenTenant, contract: Contract, watch: (met: Exchange) => void): Driver => {
  const meet = async (method: Method, path: string, body: unknown): Promise<Exchange> => {
    const met = await exchange(at, questionOf(contract, method, path, body));
    watch(met);
    return met;
  };
  return {
    clock: at.clock,
    tenant: at.tenant,
    users: at.users,
    ask: async <T>(status: number, method: Method, path: string, body?: unknown) => {
      const met = await meet(method, path, body);
      failFor(met, misfits(met, status));
      return met.body as T;
    },
    refuse: async (method, path, body) => {
      const met = await meet(method, path, body);
      failFor(met, leniences(met));
    },
  };
};
