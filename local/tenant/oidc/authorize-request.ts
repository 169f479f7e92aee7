import type { Api, Client } from "../configuration.ts";
import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, redirect } from "../http.ts";
import { messageTo } from "./web-message.ts";

const responseModes = ["query", "fragment", "web_message"] as const;
export type ResponseMode = (typeof responseModes)[number];

/** What an application asks for at `/authorize`, parsed. */
export interface AuthorizeRequest {
  clientId: string;
  redirectUri: string;
  responseMode: ResponseMode;
  scopes: string[];
  audience?: string;
  state?: string;
  nonce?: string;
  codeChallenge?: string;
  maxAge?: number;
  prompt: string[];
  acrValues: string[];
  loginHint?: string;
  connection?: string;
}

/** The application or its address is unknown: there is nobody to send an error to, so a page says it. */
export class UnsafeRequest extends Error {
  override readonly name = "UnsafeRequest" as const;
}

/** An error that goes back to the application. */
export class LoginError extends Error {
  override readonly name = "LoginError" as const;
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

export const clientOf = ({ configuration }: Pick<Core, "configuration">, clientId: string): Client | undefined =>
  configuration.clients.find((client) => client.client_id === clientId);

export const apiOf = ({ configuration }: Pick<Core, "configuration">, audience: string | undefined): Api | undefined =>
  configuration.apis.find((api) => api.identifier === audience);

const words = (text: string | null): string[] => (text ?? "").split(/\s+/).filter(Boolean);

/** The application and the exact address it registered: checked before anything is sent there. */
export const checkedAddress = (core: Core, { query }: HttpRequest): { client: Client; redirectUri: string } => {
  const client = clientOf(core, query.get("client_id") ?? "");
  if (client === undefined) throw new UnsafeRequest(`Unknown client: ${query.get("client_id") ?? ""}`);
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!client.callbacks.includes(redirectUri))
    throw new UnsafeRequest("Callback URL mismatch. The address is not in the list of allowed callback URLs.");
  return { client, redirectUri };
};

const isPublic = (client: Client): boolean => client.token_endpoint_auth_method === "none";

const checkedChallenge = (client: Client, query: URLSearchParams): string | undefined => {
  const challenge = query.get("code_challenge") ?? undefined;
  if (challenge === undefined && isPublic(client))
    throw new LoginError("invalid_request", "Parameter 'code_challenge' is required");
  if (challenge !== undefined && query.get("code_challenge_method") !== "S256")
    throw new LoginError("invalid_request", "Parameter 'code_challenge_method' must be S256");
  if (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge))
    throw new LoginError("invalid_request", "Parameter 'code_challenge' is not a SHA-256");
  return challenge;
};

const checkedMaxAge = (query: URLSearchParams): number | undefined => {
  const text = query.get("max_age");
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new LoginError("invalid_request", "Parameter 'max_age' must be a whole number");
  return Number(text);
};

/** The rest of the request. Throws LoginError, which the application gets. */
export const parseAuthorize = (
  core: Core,
  client: Client,
  redirectUri: string,
  query: URLSearchParams,
): AuthorizeRequest => {
  if (query.get("response_type") !== "code")
    throw new LoginError("unsupported_response_type", "Only response_type code is supported");
  const audience = query.get("audience") ?? undefined;
  if (audience !== undefined && apiOf(core, audience) === undefined)
    throw new LoginError("access_denied", `Service not found: ${audience}`);
  const parsed = {
    audience,
    state: query.get("state") ?? undefined,
    nonce: query.get("nonce") ?? undefined,
    codeChallenge: checkedChallenge(client, query),
    maxAge: checkedMaxAge(query),
    loginHint: query.get("login_hint") ?? undefined,
    connection: query.get("connection") ?? undefined,
  };
  return {
    clientId: client.client_id,
    redirectUri,
    responseMode: responseModes.find((mode) => mode === query.get("response_mode")) ?? "query",
    scopes: words(query.get("scope")),
    prompt: words(query.get("prompt")),
    acrValues: words(query.get("acr_values")),
    ...(JSON.parse(JSON.stringify(parsed)) as Partial<AuthorizeRequest>),
  };
};

type Place = Pick<AuthorizeRequest, "redirectUri" | "responseMode" | "state">;

/** The answer on its way to the application: in its address, or, for a frame that it hid in its own page, as a message to that page. */
export const sendAnswer = (
  { redirectUri, responseMode, state }: Place,
  answer: Record<string, string>,
  headers: Record<string, string> = {},
): HttpResponse => {
  const whole = { ...answer, ...(state !== undefined && { state }) };
  if (responseMode === "web_message") return messageTo(new URL(redirectUri).origin, whole, headers);
  const url = new URL(redirectUri);
  const parameters = responseMode === "fragment" ? new URLSearchParams() : url.searchParams;
  for (const [name, value] of Object.entries(whole)) parameters.set(name, value);
  if (responseMode === "fragment") url.hash = parameters.toString();
  return redirect(url.href, headers);
};
