import { matchPath } from "#local/tenant/http.ts";
import type { Operation } from "#local/tenant/management/operation.ts";
import { operations } from "#local/tenant/management/routes.ts";
import { everyScope, type OpenTenant } from "../../support/tenant.ts";
import type { Contract, Documented } from "./contract.ts";

export type Method = Operation["method"];

/** What came back, as text and parsed; nothing where there was no body. */
interface Answered {
  status: number;
  body: unknown;
}

/** Asks the tenant over HTTP and holds what goes out and what comes back against Auth0's document. */
export interface Driver extends OpenTenant {
  /** A request that fits the document, answered as the document says. Gives back the answer's body. */
  ask<T = Record<string, unknown>>(status: number, method: Method, path: string, body?: unknown): Promise<T>;
  /** A request that does not fit the document, refused as a 400 in Auth0's form. */
  refuse(method: Method, path: string, body?: unknown): Promise<void>;
}

export type Drives = Record<string, (driver: Driver) => Promise<void>>;

export const nameOf = ({ method, path }: Pick<Operation, "method" | "path">): string => `${method} ${path}`;

const documentedOperation = (contract: Contract, { method, path }: Operation): Documented => {
  const documented = contract.operation(method, path);
  if (documented === undefined) throw new Error(`Auth0 documents no ${method} ${path}`);
  return documented;
};

const routeOf = (method: Method, path: string): { operation: Operation; params: Record<string, string> } => {
  for (const operation of operations) {
    const params = operation.method === method ? matchPath(operation.path, path) : undefined;
    if (params !== undefined) return { operation, params };
  }
  throw new Error(`the tenant has no route for ${method} ${path}`);
};

const send = async ({ tenant }: OpenTenant, method: Method, path: string, body: unknown): Promise<Answered> => {
  const response = await fetch(`${tenant.url}/api/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tenant.managementToken(everyScope)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
};

const isErrorForm = (status: number, body: unknown): boolean => {
  const { statusCode, error, message, errorCode } = (body ?? {}) as Record<string, unknown>;
  const texts = [error, message, errorCode ?? ""];
  return statusCode === status && texts.every((text) => typeof text === "string");
};

export const driverOf = (at: OpenTenant, contract: Contract, driven: Set<string>): Driver => {
  const exchange = async (method: Method, path: string, body: unknown) => {
    const [bare = "", query = ""] = path.split(/\?(.*)/s);
    const { operation, params } = routeOf(method, bare);
    const documented = documentedOperation(contract, operation);
    const faults = documented.checkRequest({ params, query: new URLSearchParams(query), body });
    const answer = await send(at, method, path, body);
    driven.add(nameOf(operation));
    const asked = `${method} ${path} ${JSON.stringify(body) ?? ""}`;
    const answered = `${answer.status} ${JSON.stringify(answer.body)?.slice(0, 2000) ?? ""}`;
    return { documented, faults, answer, said: `${asked}\n-> ${answered}` };
  };
  return {
    get clock() {
      return at.clock;
    },
    get tenant() {
      return at.tenant;
    },
    get users() {
      return at.users;
    },
    ask: async <T>(status: number, method: Method, path: string, body?: unknown) => {
      const { documented, faults, answer, said } = await exchange(method, path, body);
      const findings = [...faults, ...documented.checkAnswer(answer.status, answer.body)];
      if (answer.status !== status) findings.push(`${status} was expected`);
      if (answer.status >= 400 && !isErrorForm(answer.status, answer.body))
        findings.push("an error in another form than Auth0's");
      if (findings.length > 0) throw new Error(`${said}\n${findings.join("\n")}`);
      return answer.body as T;
    },
    refuse: async (method, path, body) => {
      const { faults, answer, said } = await exchange(method, path, body);
      if (faults.length === 0) throw new Error(`${said}\nAuth0's document finds nothing wrong with this request`);
      if (answer.status !== 400 || !isErrorForm(400, answer.body))
        throw new Error(`${said}\na 400 was expected, because of\n${faults.join("\n")}`);
    },
  };
};
