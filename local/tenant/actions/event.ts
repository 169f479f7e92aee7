import { membershipsOf } from "../accounts.ts";
import type { Api } from "../configuration.ts";
import { connectionNamed } from "../connections.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { tenantName } from "../log-events.ts";
import type { AuthenticationMethod, RefreshToken, SecondFactor, Session, User } from "../records.ts";

/** What a login is about, as Actions are told. */
export interface LoginFacts {
  user: User;
  clientId: string;
  connection: string;
  api: Api | undefined;
  protocol: "oidc-basic-profile" | "oauth2-refresh-token";
  requestedScopes: string[];
  acrValues: string[];
  prompt: string[];
  redirectUri?: string | undefined;
  state?: string | undefined;
  /** Undefined: nothing is known of how the person proved who they are. */
  methods: AuthenticationMethod[] | undefined;
  session: Session | undefined;
  refreshToken?: RefreshToken;
  request: HttpRequest;
}

const factorTypes: Record<SecondFactor["type"], string> = {
  totp: "otp",
  phone: "phone",
  email: "email",
  "webauthn-roaming": "webauthn-roaming",
};

const roleNames = (core: Core, userId: string): string[] => {
  const ids = membershipsOf(core, userId).roles;
  return core.records.roles
    .all()
    .filter((role) => ids.includes(role.id))
    .map((role) => role.name);
};

const sessionOf = ({
  id,
  created_at,
  updated_at,
  authenticated_at,
  expires_at,
  clients,
  methods,
}: Session): object => ({
  id,
  created_at,
  updated_at,
  authenticated_at,
  expires_at,
  clients: clients.map((client_id) => ({ client_id })),
  authentication: { methods },
});

/** The `event` of the post-login trigger: the parts that Auth0 documents and that a login here has. A copy: Actions may scribble on it. */
export const eventOf = (core: Core, facts: LoginFacts, secrets: Record<string, string>): object => {
  const { user, session, methods, refreshToken, request, api } = facts;
  const client = core.configuration.clients.find((candidate) => candidate.client_id === facts.clientId);
  const connection = connectionNamed(facts.connection);
  const enrolledFactors = core.records.secondFactors
    .of(user.user_id)
    .filter((factor) => factor.confirmed)
    .map((factor) => ({ type: factorTypes[factor.type] }));
  return structuredClone({
    user: { user_metadata: {}, app_metadata: {}, ...user, enrolledFactors },
    client: {
      client_id: facts.clientId,
      name: client?.name ?? "",
      metadata: client?.client_metadata ?? {},
    },
    connection: connection && { id: connection.id, name: connection.name, strategy: connection.strategy, metadata: {} },
    authorization: { roles: roleNames(core, user.user_id) },
    ...(api === undefined ? {} : { resource_server: { identifier: api.identifier } }),
    request: {
      ip: request.ip,
      user_agent: request.userAgent,
      method: request.method,
      hostname: new URL(core.issuer).hostname,
      query: Object.fromEntries(request.query),
      body: Object.fromEntries(new URLSearchParams(request.body)),
      language: String(request.headers["accept-language"] ?? ""),
      geoip: {},
    },
    transaction: {
      protocol: facts.protocol,
      requested_scopes: facts.requestedScopes,
      acr_values: facts.acrValues,
      prompt: facts.prompt,
      ui_locales: [],
      locale: /^\s*de\b/i.test(String(request.headers["accept-language"] ?? "")) ? "de" : "en",
      redirect_uri: facts.redirectUri,
      state: facts.state,
    },
    ...(methods === undefined ? {} : { authentication: { methods } }),
    ...(session === undefined ? {} : { session: sessionOf(session) }),
    ...(refreshToken === undefined
      ? {}
      : { refresh_token: { id: refreshToken.id, created_at: refreshToken.created_at } }),
    stats: { logins_count: user.logins_count ?? 0 },
    tenant: { id: tenantName },
    secrets,
  });
};
