import type { Client } from "../configuration.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { machineToken } from "../tokens.ts";
import { apiOf } from "./authorize-request.ts";
import { requestFields } from "./log-fields.ts";
import { OAuthError } from "./oauth-error.ts";

/** `grant_type=client_credentials`: the scopes are those of the application's grant for that API, and no others. */
export const clientCredentials = async (
  core: Core,
  request: HttpRequest,
  client: Client,
  fields: Record<string, string>,
): Promise<Record<string, unknown>> => {
  const { client_id } = client;
  const audience = fields.audience ?? "";
  const log = { ...requestFields(core, request, client_id), audience };
  const api = apiOf(core, audience);
  const grant = core.configuration.clientGrants.find(
    (candidate) => [client.name, client_id].includes(candidate.client_id) && candidate.audience === audience,
  );
  if (grant === undefined || (api === undefined && audience !== core.managementAudience)) {
    const words = `Client is not authorized to access "${audience}".`;
    core.logs.emit("feccft", words, { ...log, details: {} });
    throw new OAuthError(403, "access_denied", words);
  }
  const asked = fields.scope?.split(" ");
  const scopes = asked === undefined ? grant.scope : grant.scope.filter((scope) => asked.includes(scope));
  const lifetime = api?.token_lifetime ?? 86_400;
  core.logs.emit("seccft", "Successful exchange of client credentials for access token", {
    ...log,
    scope: scopes,
    details: { actions: { executions: [] } },
  });
  return {
    access_token: await machineToken(core, client_id, audience, scopes, lifetime),
    scope: scopes.join(" "),
    expires_in: lifetime,
    token_type: "Bearer",
  };
};
