import type { Core } from "../core.ts";
import { fieldsOf, type HttpRequest, type HttpResponse, json } from "../http.ts";
import { sha256 } from "../ids.ts";
import { authenticatedClient, needGrantType } from "./client-authentication.ts";
import { clientCredentials } from "./client-credentials.ts";
import { exchangeCode } from "./exchange-code.ts";
import { exchangeRefreshToken } from "./exchange-refresh-token.ts";
import { requestFields } from "./log-fields.ts";
import { OAuthError } from "./oauth-error.ts";

const exchanges = {
  authorization_code: exchangeCode,
  refresh_token: exchangeRefreshToken,
  client_credentials: clientCredentials,
} as const;

const noStore = { "cache-control": "no-store", pragma: "no-cache" };

const guarded = async (work: () => Promise<HttpResponse>): Promise<HttpResponse> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OAuthError)
      return json(error.status, { error: error.code, error_description: error.message }, noStore);
    throw error;
  }
};

const bodyOf = (request: HttpRequest): Record<string, string> => {
  const fields = fieldsOf(request);
  if (fields === undefined) throw new OAuthError(400, "invalid_request", "The body is neither a form nor JSON.");
  return fields;
};

/** `POST /oauth/token`, as a form or as JSON. */
export const token = (core: Core, request: HttpRequest): Promise<HttpResponse> =>
  guarded(async () => {
    const fields = bodyOf(request);
    const grantType = fields.grant_type ?? "";
    if (grantType === "") throw new OAuthError(400, "invalid_request", "Missing required parameter: grant_type");
    if (!(grantType in exchanges))
      throw new OAuthError(403, "unsupported_grant_type", `Unsupported grant type: ${grantType}`);
    const client = authenticatedClient(core, request, fields);
    needGrantType(client, grantType);
    const exchange = exchanges[grantType as keyof typeof exchanges];
    return json(200, await exchange(core, request, client, fields), noStore);
  });

/** `POST /oauth/revoke`: 200 whether or not the token was one. */
export const revoke = (core: Core, request: HttpRequest): Promise<HttpResponse> =>
  guarded(async () => {
    const fields = bodyOf(request);
    const client = authenticatedClient(core, request, fields);
    const { client_id } = client;
    if (fields.token === undefined) throw new OAuthError(400, "invalid_request", "Missing required parameter: token");
    const hash = sha256(fields.token);
    const { records, ledger, logs } = core;
    const found = records.refreshTokens.all().find((item) => item.hash === hash && item.client_id === client_id);
    if (found !== undefined) {
      records.refreshTokens.delete(found.id);
      ledger.record("refresh-tokens-revoked", found.user_id, { clientId: client_id });
      const details = { credential_id: found.id, audience: found.audience };
      const who = { user_id: found.user_id, user_name: records.users.get(found.user_id)?.email ?? found.user_id };
      logs.emit("srrt", "", { ...requestFields(core, request, client_id), ...who, details });
    }
    return { status: 200, headers: noStore };
  });
