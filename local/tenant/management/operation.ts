import * as z from "zod";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import type { Cause } from "../ledger.ts";
import type { Bucket } from "../rate-limits.ts";
import type { User } from "../records.ts";
import { badBody, badPath, noSuchUser, noUserToWorkOn } from "./api-error.ts";

/** The application behind a Management API token. */
export interface Caller {
  clientId: string;
  clientName: string;
  scopes: string[];
  jti: string;
}

export interface Call {
  core: Core;
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
  caller: Caller;
  cause: Cause;
  request: HttpRequest;
}

export interface Answer {
  status: number;
  body?: unknown;
}

/** One operation of the Management API: what it needs, which bucket it is counted in, and what it does. */
export interface Operation {
  method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  path: string;
  /** Any one of these, or all of them where `allScopes` says so. */
  scopes: string[];
  allScopes?: boolean;
  bucket: Bucket;
  /** What its log record is called; reads have none. */
  description?: string;
  handle(call: Call): Answer;
}

const parse = <T>(schema: z.ZodType<T>, body: unknown): z.ZodSafeParseResult<T> => {
  try {
    return schema.safeParse(body);
  } catch (error) {
    // nested so deeply that the stack ends before it does
    if (error instanceof RangeError) throw badBody("The body is nested too deeply");
    throw error;
  }
};

export const parseBody = <T>(schema: z.ZodType<T>, body: unknown): T => {
  const parsed = parse(schema, body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badBody(`${issue?.message ?? "invalid"} on property ${issue?.path.join(".") || "(root)"}`);
};

/** The account of a path, read from its own record: immediately consistent. */
export const userOf = ({ core, params }: Call, name = "id"): User => {
  const user = core.records.users.get(params[name] ?? "");
  if (user === undefined) throw noSuchUser();
  return user;
};

/** The same, for operations that document no 404. */
export const userToWorkOn = ({ core, params }: Call): User => {
  const user = core.records.users.get(params.id ?? "");
  if (user === undefined) throw noUserToWorkOn();
  return user;
};

/** An id of the path where Auth0 looks at its length before it looks for the thing. */
export const shortId = ({ params }: Call, name = "id"): string => {
  const id = params[name] ?? "";
  if (id.length > 50) throw badPath(`${name} has to have at most 50 characters`);
  return id;
};

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const noContent: Answer = { status: 204 };
export const accepted: Answer = { status: 202 };
export const ConnectionId = z.string().regex(/^con_[A-Za-z0-9]{16}$/);
export const Texts = z.array(z.string().min(1)).min(1);
