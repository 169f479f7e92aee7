import type { RefreshToken } from "../records.ts";
import { notFound } from "./api-error.ts";
import { accepted, type Call, type Operation, ok, userOf } from "./operation.ts";
import { checkpointPage, flag } from "./paging.ts";
import { needEnterprise, scheduleFor } from "./sessions.ts";

const shown = (token: RefreshToken): object => ({
  id: token.id,
  user_id: token.user_id,
  created_at: token.created_at,
  idle_expires_at: null,
  expires_at: null,
  device: {
    initial_ip: "127.0.0.1",
    initial_asn: "",
    initial_user_agent: token.device_name,
    last_ip: "127.0.0.1",
    last_asn: "",
    last_user_agent: token.device_name,
  },
  client_id: token.client_id,
  session_id: token.session_id,
  rotating: false,
  resource_servers: [{ audience: token.audience, scopes: token.scope }],
  refresh_token_metadata: null,
  last_exchanged_at: token.last_exchanged_at,
});

const one = (call: Call): RefreshToken => {
  needEnterprise(call);
  const token = call.core.records.refreshTokens.get(call.params.id ?? "");
  if (token === undefined) throw notFound("The refresh token does not exist.", "inexistent_refresh_token");
  return token;
};

export const refreshTokenOperations: Operation[] = [
  {
    method: "GET",
    path: "/users/:user_id/refresh-tokens",
    scopes: ["read:refresh_tokens"],
    bucket: "other",
    handle: (call) => {
      needEnterprise(call);
      const items = call.core.records.refreshTokens.of(userOf(call, "user_id").user_id);
      const page = checkpointPage(call, { key: "tokens", items, idOf: (token) => token.id });
      const tokens = (page.tokens as RefreshToken[]).map(shown);
      flag(call.query, "include_totals"); // may be asked for; a page by checkpoint has no total
      return ok({ ...page, tokens });
    },
  },
  {
    method: "DELETE",
    path: "/users/:user_id/refresh-tokens",
    scopes: ["delete:refresh_tokens"],
    bucket: "other",
    description: "Delete all refresh tokens for a user",
    handle: (call) => {
      needEnterprise(call);
      scheduleFor(call, "revoke-refresh-tokens", userOf(call, "user_id").user_id);
      return accepted;
    },
  },
  {
    method: "GET",
    path: "/refresh-tokens/:id",
    scopes: ["read:refresh_tokens"],
    bucket: "other",
    handle: (call) => ok(shown(one(call))),
  },
  {
    method: "DELETE",
    path: "/refresh-tokens/:id",
    scopes: ["delete:refresh_tokens"],
    bucket: "other",
    description: "Delete a refresh token",
    // no 404 is documented: one that is not there is accepted as well
    handle: (call) => {
      needEnterprise(call);
      const token = call.core.records.refreshTokens.get(call.params.id ?? "");
      if (token !== undefined) scheduleFor(call, "revoke-refresh-token", token.user_id, token.id);
      return accepted;
    },
  },
];
