import type { JsonObject } from "#kernel/json.ts";
import { logFieldsOf } from "../accounts.ts";
import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, json, matchPath } from "../http.ts";
import type { RateReading } from "../rate-limits.ts";
import { verify } from "../tokens.ts";
import { actionOperations } from "./actions.ts";
import { anomalyOperations } from "./anomaly.ts";
import { ApiError, errorBody, notFound } from "./api-error.ts";
import { catalogueOperations } from "./catalogue.ts";
import { connectedAccountOperations } from "./connected-accounts.ts";
import { deviceCredentialOperations } from "./device-credentials.ts";
import { grantOperations } from "./grants.ts";
import { identityOperations } from "./identities.ts";
import { invitationOperations } from "./invitations.ts";
import { logStreamOperations } from "./log-streams.ts";
import { logOperations } from "./logs.ts";
import type { Answer, Caller, Operation } from "./operation.ts";
import { organizationOperations } from "./organizations.ts";
import { permissionOperations } from "./permissions.ts";
import { refreshTokenOperations } from "./refresh-tokens.ts";
import { roleOperations } from "./roles.ts";
import { secondFactorOperations } from "./second-factors.ts";
import { sessionOperations } from "./sessions.ts";
import { ticketOperations } from "./tickets.ts";
import { userBlockOperations } from "./user-blocks.ts";
import { userExportOperations } from "./user-exports.ts";
import { userOperations } from "./users.ts";

/** Every operation that this tenant knows. */
export const operations: readonly Operation[] = [
  ...userOperations,
  ...identityOperations,
  ...sessionOperations,
  ...refreshTokenOperations,
  ...connectedAccountOperations,
  ...deviceCredentialOperations,
  ...grantOperations,
  ...roleOperations,
  ...permissionOperations,
  ...organizationOperations,
  ...invitationOperations,
  ...secondFactorOperations,
  ...userBlockOperations,
  ...anomalyOperations,
  ...logOperations,
  ...logStreamOperations,
  ...ticketOperations,
  ...userExportOperations,
  ...actionOperations,
  ...catalogueOperations,
];

const find = (method: string, path: string): { operation: Operation; params: Record<string, string> } | undefined => {
  for (const operation of operations) {
    const params = operation.method === method ? matchPath(operation.path, path) : undefined;
    if (params !== undefined) return { operation, params };
  }
  return undefined;
};

const callerOf = async (core: Core, request: HttpRequest): Promise<Caller> => {
  const [, token] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
  if (token === undefined) throw new ApiError(401, undefined, "Missing authentication");
  const claims = await verify(core, token, core.managementAudience);
  if (claims === undefined) throw new ApiError(401, undefined, "Invalid token");
  const clientId = String(claims.azp ?? "");
  const client = core.configuration.clients.find((candidate) => candidate.client_id === clientId);
  const scopes = String(claims.scope ?? "").split(" ");
  return { clientId, clientName: client?.name ?? "", scopes, jti: String(claims.jti ?? "") };
};

const checkScopes = ({ scopes, allScopes = false }: Operation, caller: Caller): void => {
  const holds = (scope: string): boolean => caller.scopes.includes(scope);
  if (allScopes ? scopes.every(holds) : scopes.some(holds)) return;
  throw new ApiError(403, "insufficient_scope", `Insufficient scope, expected any of: ${scopes.join(",")}`);
};

const parsedBody = ({ body }: HttpRequest): unknown => {
  if (body === "") return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError(400, "invalid_body", "The body is not valid JSON.");
  }
};

/** The `sapi` record of a write: who, on which path, with what, and what came back. Passwords and secrets are masked. */
const logWrite = (
  core: Core,
  operation: Operation,
  request: HttpRequest,
  caller: Caller,
  body: unknown,
  answer: Answer,
): void => {
  if (operation.description === undefined) return;
  const masked = maskedBody(body);
  const correlation = correlationOf(request);
  core.logs.emit("sapi", operation.description, {
    client_id: caller.clientId,
    client_name: caller.clientName,
    ip: request.ip,
    user_agent: request.userAgent,
    details: {
      request: {
        method: request.method.toLowerCase(),
        path: request.path,
        query: Object.fromEntries(request.query),
        userAgent: request.userAgent,
        body: (masked ?? {}) as JsonObject,
        channel: "api",
        ip: request.ip,
        auth: { user: {}, strategy: "jwt", credentials: { scopes: caller.scopes, jti: caller.jti } },
      },
      response: { statusCode: answer.status, body: (answer.body ?? {}) as JsonObject },
    },
    ...(correlation === undefined ? {} : { references: { correlation_id: correlation } }),
  });
};

const maskedBody = (body: unknown): unknown => {
  if (body === null || typeof body !== "object") return body;
  return {
    ...body,
    ...("password" in body && { password: "*****" }),
    ...("secrets" in body && { secrets: "*****" }),
  };
};

const correlationOf = ({ headers }: HttpRequest): string | undefined => {
  const header = headers["x-correlation-id"];
  return typeof header === "string" && header !== "" ? header.slice(0, 64) : undefined;
};

const headersOf = ({ limit, remaining, reset }: RateReading): Record<string, string> => ({
  "x-ratelimit-limit": String(limit),
  "x-ratelimit-remaining": String(remaining),
  "x-ratelimit-reset": String(reset),
});

const refuseForRate = (core: Core, request: HttpRequest, { bucket, limit, global }: RateReading): ApiError => {
  core.logs.emit("api_limit", "You have reached the limit of the Management API", {
    client_name: "",
    hostname: "127.0.0.1",
    details: { limit: { size: limit, bucket, global }, request: { method: request.method, path: request.path } },
  });
  const words = global ? "Global limit has been reached" : `Limit of the ${bucket} group has been reached`;
  return new ApiError(429, "too_many_requests", words);
};

const asResponse = (error: unknown, headers: Record<string, string>): HttpResponse => {
  if (!(error instanceof ApiError)) throw error;
  return json(error.status, errorBody(error.status, error.errorCode, error.message), headers);
};

/** Answers one request of the Management API; the effect and its log records are one transaction. */
export const manage = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const path = request.path.slice("/api/v2".length).replace(/(?<=.)\/$/, "");
  const found = find(request.method, path);
  if (found === undefined) return asResponse(notFound(), {});
  const { operation, params } = found;
  const reading = core.limits.take(operation.bucket);
  const headers = headersOf(reading);
  try {
    if (!reading.allowed) throw refuseForRate(core, request, reading);
    const caller = await callerOf(core, request);
    checkScopes(operation, caller);
    const body = parsedBody(request);
    const cause = { clientId: caller.clientId, correlationId: correlationOf(request) };
    const call = { core, params, query: request.query, body, caller, cause, request };
    const answer = core.store.transaction(() => {
      const result = operation.handle(call);
      logWrite(core, operation, request, caller, body, result);
      return result;
    });
    if (answer.body === undefined) return { status: answer.status, headers };
    return json(answer.status, answer.body, headers);
  } catch (error) {
    return asResponse(error, headers);
  }
};

/** What a deletion that broke inside Auth0 leaves in the log. */
export const logFailedDeletion = (core: Core, request: HttpRequest): void => {
  const params = request.method === "DELETE" ? matchPath("/api/v2/users/:id", request.path) : undefined;
  const user = core.records.users.get(params?.id ?? "");
  if (user !== undefined) core.logs.emit("fdu", "", { ...logFieldsOf(user), ip: request.ip, details: { body: {} } });
};
