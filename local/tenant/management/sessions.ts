import * as z from "zod";
import type { Instant } from "#kernel/instant.ts";
import type { LaterWork } from "../later.ts";
import type { Session } from "../records.ts";
import { ApiError, notFound } from "./api-error.ts";
import { accepted, type Call, type Operation, ok, parseBody, shortId, userOf } from "./operation.ts";
import { checkpointPage, flag } from "./paging.ts";

/** Below Enterprise these endpoints say no. Which code Auth0 uses there is documented nowhere. */
export const needEnterprise = ({ core }: Call): void => {
  if (!core.behaviour.sessionManagement)
    throw new ApiError(403, "feature_not_enabled", "This endpoint is not available on the tenant's plan.");
};

/** Accepts work that takes effect later. */
export const scheduleFor = (
  { core, cause }: Call,
  kind: LaterWork["kind"],
  userId: string,
  /** The session, or the refresh token, that it is about alone. */
  one?: string,
): void => {
  const { clientId = "", correlationId } = cause;
  const payload = {
    userId,
    clientId,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(one === undefined ? {} : { one }),
  };
  core.later.schedule({ kind, payload }, core.behaviour.asynchronousSeconds);
};

const shown = ({ connection: _, user_agent, ip, clients, methods, ...session }: Session): object => ({
  ...session,
  device: {
    initial_user_agent: user_agent,
    initial_ip: ip,
    initial_asn: "",
    last_user_agent: user_agent,
    last_ip: ip,
    last_asn: "",
  },
  clients: clients.map((client_id) => ({ client_id })),
  authentication: { methods },
  cookie: { mode: "persistent" },
  session_metadata: null,
});

const alive =
  (now: Instant) =>
  ({ expires_at, idle_expires_at }: Session): boolean =>
    expires_at > now && idle_expires_at > now;

const RevokeAccess = z.strictObject({
  session_id: z.string().max(50).optional(),
  preserve_refresh_tokens: z.boolean().optional(),
});

const oneSession = (call: Call): Session => {
  needEnterprise(call);
  const session = call.core.records.sessions.get(call.params.id ?? "");
  if (session === undefined) throw notFound("The session does not exist.", "inexistent_session");
  return session;
};

export const sessionOperations: Operation[] = [
  {
    method: "GET",
    path: "/users/:user_id/sessions",
    scopes: ["read:sessions"],
    bucket: "other",
    handle: (call) => {
      needEnterprise(call);
      const { user_id } = userOf(call, "user_id");
      const sessions = call.core.records.sessions.of(user_id).filter(alive(call.core.clock.now()));
      const page = checkpointPage(call, { key: "sessions", items: sessions, idOf: (session) => session.id });
      const listed = (page.sessions as Session[]).map(shown);
      flag(call.query, "include_totals"); // may be asked for; a page by checkpoint has no total
      return ok({ ...page, sessions: listed });
    },
  },
  {
    method: "DELETE",
    path: "/users/:user_id/sessions",
    scopes: ["delete:sessions"],
    bucket: "other",
    description: "Delete all sessions for a user",
    handle: (call) => {
      needEnterprise(call);
      scheduleFor(call, "end-sessions", userOf(call, "user_id").user_id);
      return accepted;
    },
  },
  {
    method: "GET",
    path: "/sessions/:id",
    scopes: ["read:sessions"],
    bucket: "other",
    handle: (call) => ok(shown(oneSession(call))),
  },
  {
    method: "DELETE",
    path: "/sessions/:id",
    scopes: ["delete:sessions"],
    bucket: "other",
    description: "Delete a session",
    handle: (call) => {
      needEnterprise(call);
      const session = call.core.records.sessions.get(call.params.id ?? "");
      if (session !== undefined) scheduleFor(call, "end-sessions", session.user_id, session.id);
      return accepted;
    },
  },
  {
    method: "POST",
    path: "/sessions/:id/revoke",
    scopes: ["delete:sessions", "delete:refresh_tokens"],
    allScopes: true,
    bucket: "other",
    description: "Revoke a session",
    handle: (call) => {
      shortId(call);
      const { user_id, id } = oneSession(call);
      scheduleFor(call, "end-sessions", user_id, id);
      scheduleFor(call, "revoke-refresh-tokens", user_id, id);
      return accepted;
    },
  },
  {
    method: "POST",
    path: "/users/:id/revoke-access",
    scopes: ["delete:sessions", "delete:refresh_tokens"],
    allScopes: true,
    bucket: "other",
    description: "Revoke a user's access",
    handle: (call) => {
      needEnterprise(call);
      const body = parseBody(RevokeAccess, call.body ?? {});
      // 202 also for an account that is gone: the operation documents no 404, and there is nothing left to revoke
      const userId = call.params.id ?? "";
      scheduleFor(call, "end-sessions", userId, body.session_id);
      if (body.preserve_refresh_tokens !== true) scheduleFor(call, "revoke-refresh-tokens", userId, body.session_id);
      return accepted;
    },
  },
];
