import { createHash, randomBytes } from "node:crypto";

export interface SignInWish {
  issuer: string;
  clientId: string;
  redirectUri: string;
  audience?: string;
  scope?: string;
  email: string;
  password?: string;
  /** Answers the second factor, when it is asked for. */
  code?: string;
  maxAge?: number;
  acrValues?: string;
  prompt?: "login" | "none";
  /** A social, enterprise or passwordless connection instead of the password form. */
  connection?: string;
  /** A browser's cookies, as an earlier sign-in answered them. */
  cookies?: string;
}

export interface SignedIn {
  accessToken: string;
  idToken: string;
  refreshToken?: string;
  scope: string;
  cookies: string;
}

/** The login ended at the application with an error, or on a page that would not let one pass. */
export class SignInFailed extends Error {
  override readonly name = "SignInFailed" as const;
  /** The OAuth error, or `page` when a page said no. */
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

/** A browser without anything to see: cookies by name, redirects followed by hand. */
const openBrowser = (issuer: string, cookies: string) => {
  const jar = new Map(
    cookies.split("; ").flatMap((pair) => (pair === "" ? [] : [pair.split("=") as [string, string]])),
  );
  const cookieHeader = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const request = async (url: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(new URL(url, issuer), {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { cookie: cookieHeader(), "user-agent": "habeas-sign-in" },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  };
  return { request, cookieHeader };
};

const authorizeUrl = (wish: SignInWish, challenge: string, state: string): string => {
  const url = new URL("authorize", wish.issuer);
  const parameters = {
    response_type: "code",
    client_id: wish.clientId,
    redirect_uri: wish.redirectUri,
    scope: wish.scope ?? "openid profile email",
    audience: wish.audience,
    state,
    nonce: randomBytes(12).toString("base64url"),
    code_challenge: challenge,
    code_challenge_method: "S256",
    max_age: wish.maxAge?.toString(),
    acr_values: wish.acrValues,
    prompt: wish.prompt,
    connection: wish.connection,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
};

/** The fields of the page's own form, with what a person would type into it. */
const filled = async (
  page: Response,
  wish: SignInWish,
): Promise<{ action: string; fields: Record<string, string> }> => {
  const text = await page.text();
  const [, alert] = /role="alert"[^>]*>([^<]*)/.exec(text) ?? [];
  const [, action] = /<form method="post" action="([^"]+)"/.exec(text) ?? [];
  if (alert !== undefined || action === undefined)
    throw new SignInFailed("page", alert ?? text.replace(/<style>.*<\/style>|<[^>]+>/gs, " ").trim());
  const hidden = [...text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const typed: Record<string, string | undefined> = { username: wish.email, password: wish.password, code: wish.code };
  const asked = [...text.matchAll(/<input id="[^"]+" name="([^"]+)"/g)].map(([, name = ""]) => name);
  const answers = asked.flatMap((name) => (typed[name] === undefined ? [] : [[name, typed[name]]]));
  return {
    action: action.replaceAll("&amp;", "&"),
    fields: Object.fromEntries([...hidden.map(([, name, value]) => [name, value]), ...answers]),
  };
};

const exchange = async (wish: SignInWish, code: string, verifier: string): Promise<Omit<SignedIn, "cookies">> => {
  const response = await fetch(new URL("oauth/token", wish.issuer), {
    method: "POST",
    headers: { "user-agent": "habeas-sign-in" },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      client_id: wish.clientId,
      code,
      code_verifier: verifier,
      redirect_uri: wish.redirectUri,
    }),
  });
  const answer = (await response.json()) as Record<string, string | undefined>;
  if (!response.ok) throw new SignInFailed(answer.error ?? "unknown", answer.error_description ?? "");
  return {
    accessToken: answer.access_token ?? "",
    idToken: answer.id_token ?? "",
    scope: answer.scope ?? "",
    ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
  };
};

/**
 * Signs somebody in as a browser would: authorization code with PKCE, and the real forms of the login pages, posted. For tests
 * and the demo.
 */
export const signIn = async (wish: SignInWish): Promise<SignedIn> => {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(12).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const browser = openBrowser(wish.issuer, wish.cookies ?? "");
  let response = await browser.request(authorizeUrl(wish, challenge, state));
  for (let page = 0; page < 10; page += 1) {
    const location = response.headers.get("location");
    if (location === null) {
      const { action, fields } = await filled(response, wish);
      response = await browser.request(action, fields);
      continue;
    }
    if (!location.startsWith(wish.redirectUri)) {
      response = await browser.request(location);
      continue;
    }
    await response.body?.cancel();
    const answer = new URL(location).searchParams;
    const error = answer.get("error");
    if (error !== null) throw new SignInFailed(error, answer.get("error_description") ?? "");
    if (answer.get("state") !== state)
      throw new SignInFailed("invalid_state", "The state is not the one that was sent.");
    const tokens = await exchange(wish, answer.get("code") ?? "", verifier);
    return { ...tokens, cookies: browser.cookieHeader() };
  }
  throw new SignInFailed("page", "The sign-in went round in circles.");
};
