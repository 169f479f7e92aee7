import { createHash } from "node:crypto";
import { reached } from "#kernel/instant.ts";
import type { Client } from "../configuration.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { randomId, sha256 } from "../ids.ts";
import type { User } from "../records.ts";
import { apiOf } from "./authorize-request.ts";
import { codes, type IssuedCode } from "./finish.ts";
import { issueTokens, unixOf } from "./issue-tokens.ts";
import { loginFields, requestFields, without } from "./log-fields.ts";
import { OAuthError } from "./oauth-error.ts";

const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

const invalid = (description: string): OAuthError => new OAuthError(403, "invalid_grant", description);

/** Takes the code: whatever comes of it, it cannot be used again. */
const takeCode = (core: Core, client: Client, fields: Record<string, string>): { issued: IssuedCode; user: User } => {
  const key = sha256(fields.code ?? "");
  const issued = codes(core).get(key);
  codes(core).delete(key);
  if (issued === undefined || issued.clientId !== client.client_id || reached(issued.expiresAt, core.clock.now()))
    throw invalid("Invalid authorization code");
  if (issued.redirectUri !== fields.redirect_uri)
    throw new OAuthError(403, "unauthorized_client", "The redirect URI is wrong.");
  if (issued.codeChallenge !== undefined && issued.codeChallenge !== challengeOf(fields.code_verifier ?? ""))
    throw invalid("Failed to verify code verifier");
  const user = core.records.users.get(issued.userId);
  if (user === undefined || user.blocked === true) throw invalid("Invalid authorization code");
  return { issued, user };
};

const newRefreshToken = (core: Core, request: HttpRequest, issued: IssuedCode): string => {
  const token = `v1.${randomId(60)}`;
  const id = `rt_${randomId(20)}`;
  const { userId: user_id, clientId: client_id, scopes, sessionId: session_id } = issued;
  core.records.refreshTokens.put(
    id,
    {
      id,
      hash: sha256(token),
      user_id,
      client_id,
      audience: issued.audience ?? `${core.issuer}userinfo`,
      scope: scopes.join(" "),
      session_id,
      created_at: core.clock.now(),
      last_exchanged_at: null,
      device_name: request.userAgent,
    },
    user_id,
  );
  return token;
};

/** `grant_type=authorization_code`. */
export const exchangeCode = async (
  core: Core,
  request: HttpRequest,
  client: Client,
  fields: Record<string, string>,
): Promise<Record<string, unknown>> => {
  try {
    const { issued, user } = takeCode(core, client, fields);
    const tokens = await issueTokens(core, {
      clientId: client.client_id,
      user,
      scopes: issued.scopes,
      api: apiOf(core, issued.audience),
      accessClaims: issued.accessClaims,
      idClaims: issued.idClaims,
      nonce: issued.nonce,
      sessionId: issued.sessionId,
      authTime: unixOf(issued.authenticatedAt),
      amr: issued.steppedUp ? ["mfa"] : undefined,
    });
    core.logs.emit("seacft", "Authorization code for access token", {
      ...without(loginFields(core, request, client.client_id, user), "strategy", "strategy_type"),
      audience: issued.audience ?? `${core.issuer}userinfo`,
      details: { code: "*****" },
    });
    if (!issued.scopes.includes("offline_access")) return tokens;
    return { ...tokens, refresh_token: newRefreshToken(core, request, issued) };
  } catch (error) {
    if (error instanceof OAuthError)
      core.logs.emit("feacft", error.message, {
        ...requestFields(core, request, client.client_id),
        details: { code: "*****" },
      });
    throw error;
  }
};
