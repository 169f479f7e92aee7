import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, json } from "../http.ts";
import { authorize } from "./authorize.ts";
import { showLogin, submitLogin } from "./login.ts";
import { logout } from "./logout.ts";
import { showConnection, submitConnection } from "./other-connections.ts";
import { continueLogin, showSecondFactor, submitSecondFactor } from "./second-factor.ts";
import { showSignUp, submitSignUp } from "./sign-up.ts";
import { revoke, token } from "./token.ts";
import { userinfo } from "./userinfo.ts";

type Handler = (core: Core, request: HttpRequest) => Promise<HttpResponse> | HttpResponse;

const discovery: Handler = ({ issuer }) =>
  json(200, {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    revocation_endpoint: `${issuer}oauth/revoke`,
    end_session_endpoint: `${issuer}oidc/logout`,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "web_message"],
    grant_types_supported: ["authorization_code", "refresh_token", "client_credentials"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_post", "client_secret_basic"],
    scopes_supported: ["openid", "profile", "email", "phone", "offline_access"],
    claims_supported: ["aud", "auth_time", "email", "email_verified", "exp", "iat", "iss", "name", "sid", "sub"],
  });

/** Every endpoint of login, tokens and keys, by method and path. */
export const endpoints: Readonly<Record<string, Handler>> = {
  "GET /.well-known/openid-configuration": discovery,
  "GET /.well-known/jwks.json": ({ keys }) => json(200, keys.jwks(), { "cache-control": "public, max-age=15" }),
  "GET /authorize": authorize,
  "GET /u/login": showLogin,
  "POST /u/login": submitLogin,
  "GET /u/signup": showSignUp,
  "POST /u/signup": submitSignUp,
  "GET /u/connection": showConnection,
  "POST /u/connection": submitConnection,
  "GET /u/mfa-otp-challenge": showSecondFactor,
  "POST /u/mfa-otp-challenge": submitSecondFactor,
  "GET /continue": continueLogin,
  "POST /continue": continueLogin,
  "POST /oauth/token": token,
  "POST /oauth/revoke": revoke,
  "GET /userinfo": userinfo,
  "GET /v2/logout": logout,
  "GET /oidc/logout": logout,
};

/** Pages of the applications call these from the browser. */
const forBrowsers = /^\/(oauth\/|userinfo$|\.well-known\/)/;

const isOrigin = (core: Core, origin: string): boolean =>
  core.configuration.clients.some(({ callbacks }) => callbacks.some((url) => new URL(url).origin === origin));

const corsHeaders = (core: Core, { headers, path }: HttpRequest): Record<string, string> => {
  const { origin } = headers;
  if (origin === undefined || !forBrowsers.test(path) || !isOrigin(core, origin)) return {};
  return { "access-control-allow-origin": origin, vary: "origin" };
};

const preflight = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type, auth0-client",
  "access-control-max-age": "600",
};

/** Answers one request of the login, token and key endpoints; undefined when it is none of them. */
export const authenticate = async (core: Core, request: HttpRequest): Promise<HttpResponse | undefined> => {
  const cors = corsHeaders(core, request);
  if (request.method === "OPTIONS" && "vary" in cors) return { status: 204, headers: { ...cors, ...preflight } };
  const handler = endpoints[`${request.method} ${request.path}`];
  if (handler === undefined) return undefined;
  const answer = await handler(core, request);
  return { ...answer, headers: { ...answer.headers, ...cors } };
};
