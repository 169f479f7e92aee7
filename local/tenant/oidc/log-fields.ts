import type { JsonObject } from "#kernel/json.ts";
import { logFieldsOf } from "../accounts.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import type { User } from "../records.ts";
import { clientOf } from "./authorize-request.ts";

/** The fields that records of the login and token endpoints share. */
export const requestFields = (core: Core, request: HttpRequest, clientId: string): JsonObject => ({
  client_id: clientId,
  client_name: clientOf(core, clientId)?.name ?? "",
  hostname: new URL(core.issuer).hostname,
  ip: request.ip,
  user_agent: request.userAgent,
});

export const loginFields = (core: Core, request: HttpRequest, clientId: string, user: User): JsonObject => ({
  ...logFieldsOf(user),
  ...requestFields(core, request, clientId),
});

/** Some types have fewer of the shared fields than others. */
export const without = (fields: JsonObject, ...names: string[]): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
