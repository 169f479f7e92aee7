import { noCommands } from "../actions/commands.ts";
import type { LoginFacts } from "../actions/event.ts";
import { ActionFailed, runAction } from "../actions/runtime.ts";
import type { Client } from "../configuration.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { randomId, sha256 } from "../ids.ts";
import type { RefreshToken, User } from "../records.ts";
import { apiOf } from "./authorize-request.ts";
import { issueTokens } from "./issue-tokens.ts";
import { loginFields, requestFields, without } from "./log-fields.ts";
import { OAuthError } from "./oauth-error.ts";
import { writeMetadata } from "./pipeline.ts";
import { grantedScopes } from "./scopes.ts";

/** Why a refresh token did not work, in the words of `fertft` records. */
class RefreshRefused extends OAuthError {
  readonly reason: string;
  readonly userId: string | undefined;
  constructor(reason: string, userId?: string, description = "Unknown or invalid refresh token.") {
    super(403, "invalid_grant", description);
    this.reason = reason;
    this.userId = userId;
  }
}

const findToken = ({ records }: Core, client: Client, text: string): RefreshToken => {
  const hash = sha256(text);
  const found = records.refreshTokens
    .all()
    .find((token) => token.hash === hash && token.client_id === client.client_id);
  if (found === undefined) throw new RefreshRefused("invalid_token");
  return found;
};

const checkedUser = ({ records, behaviour }: Core, token: RefreshToken): User => {
  const user = records.users.get(token.user_id);
  if (user === undefined) throw new RefreshRefused("invalid_token", token.user_id);
  const granted = records.grants
    .of(token.user_id)
    .some((grant) => grant.clientID === token.client_id && grant.audience === token.audience);
  if (!granted) throw new RefreshRefused("grant_revoked", token.user_id);
  if (user.blocked === true && !behaviour.blockedMayRefresh)
    throw new RefreshRefused("user_blocked", token.user_id, "user is blocked");
  return user;
};

/** The Actions have their say here too; the person is not there to be asked anything. */
const askActions = async (core: Core, request: HttpRequest, token: RefreshToken, user: User) => {
  const session = core.records.sessions.get(token.session_id ?? "");
  const facts: LoginFacts = {
    user,
    clientId: token.client_id,
    connection: session?.connection ?? user.identities[0]?.connection ?? "",
    api: apiOf(core, token.audience),
    protocol: "oauth2-refresh-token",
    requestedScopes: token.scope.split(" "),
    acrValues: [],
    prompt: [],
    methods: session?.methods,
    session,
    refreshToken: token,
    request,
  };
  const commands = noCommands();
  try {
    for (const action of core.actions.bound())
      await runAction(core, action, "onExecutePostLogin", facts, randomId(32), commands);
  } catch (error) {
    if (error instanceof ActionFailed) throw new OAuthError(500, "server_error", "Something went wrong.");
    throw error;
  }
  writeMetadata(core, user.user_id, commands);
  if (commands.denied !== undefined) throw new OAuthError(403, "access_denied", commands.denied);
  if (commands.challenge !== undefined || commands.multifactor === true)
    throw new OAuthError(403, "mfa_required", "Multifactor authentication required");
  return commands;
};

const asked = (fields: Record<string, string>, token: RefreshToken): string[] => {
  const had = token.scope.split(" ");
  return fields.scope === undefined ? had : fields.scope.split(" ").filter((scope) => had.includes(scope));
};

const logRefused = (core: Core, request: HttpRequest, client: Client, error: RefreshRefused): void =>
  core.logs.emit("fertft", error.message, {
    ...requestFields(core, request, client.client_id),
    user_id: error.userId,
    audience: "",
    details: { failure_reason: error.reason, refresh_token: { access: "offline" } },
  });

/** `grant_type=refresh_token`, without rotation. */
export const exchangeRefreshToken = async (
  core: Core,
  request: HttpRequest,
  client: Client,
  fields: Record<string, string>,
): Promise<Record<string, unknown>> => {
  try {
    const token = findToken(core, client, fields.refresh_token ?? "");
    const user = checkedUser(core, token);
    const { accessClaims, idClaims } = await askActions(core, request, token, user);
    const api = apiOf(core, token.audience);
    const scopes = grantedScopes(core, asked(fields, token), user.user_id, api, true);
    const current = core.records.refreshTokens.get(token.id);
    if (current === undefined) throw new RefreshRefused("invalid_token", token.user_id);
    core.records.refreshTokens.put(token.id, { ...current, last_exchanged_at: core.clock.now() }, token.user_id);
    core.logs.emit("sertft", "Successful exchange of refresh token for access token", {
      ...without(loginFields(core, request, client.client_id, user), "strategy", "strategy_type", "hostname"),
      audience: token.audience,
      scope: scopes,
      details: { refresh_token: { id: token.id } },
    });
    return await issueTokens(core, { clientId: client.client_id, user, scopes, api, accessClaims, idClaims });
  } catch (error) {
    if (error instanceof RefreshRefused) logRefused(core, request, client, error);
    throw error;
  }
};
