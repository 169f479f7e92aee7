import { millisOf } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import type { Core } from "../core.ts";
import type { Commands } from "./commands.ts";
import type { LoginFacts } from "./event.ts";
import { encodeRedirectToken, readRedirectToken } from "./redirect-token.ts";

interface Factor {
  type: string;
}

interface TokenOptions {
  secret: string;
  payload?: Record<string, Json>;
  expiresInSeconds?: number;
}

const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

/** What a redirect needs: only a login with somebody at the browser may leave the tenant and come back. */
export const mayRedirect = ({ protocol, prompt }: LoginFacts): boolean =>
  protocol === "oidc-basic-profile" && !prompt.includes("none");

/** The `api` of the post-login trigger. Every call only notes what is wanted; calls may be chained, as in Auth0. */
export const apiFor = (core: Core, facts: LoginFacts, transactionId: string, commands: Commands): object => {
  const now = (): number => Math.floor(millisOf(core.clock.now()) / 1000);
  const challenge = (factors: Factor[], enroll: boolean): void => {
    commands.challenge = { types: factors.map((factor) => factor.type), enroll };
  };
  const parameter = (name: string): string => {
    const { query, body } = facts.request;
    const value = query.get(name) ?? new URLSearchParams(body).get(name);
    if (value === null) throw new Error(`There is no parameter ${name}.`);
    return value;
  };
  const api = {
    access: {
      deny: (reason: string) => {
        commands.denied = String(reason);
        return api;
      },
    },
    accessToken: {
      setCustomClaim: (name: string, value: unknown) => {
        commands.accessClaims[name] = plain(value);
        return api;
      },
    },
    idToken: {
      setCustomClaim: (name: string, value: unknown) => {
        commands.idClaims[name] = plain(value);
        return api;
      },
    },
    user: {
      setAppMetadata: (name: string, value: unknown) => {
        commands.appMetadata[name] = plain(value);
        return api;
      },
      setUserMetadata: (name: string, value: unknown) => {
        commands.userMetadata[name] = plain(value);
        return api;
      },
    },
    authentication: {
      challengeWith: (factor: Factor, options?: { additionalFactors?: Factor[] }) =>
        challenge([factor, ...(options?.additionalFactors ?? [])], false),
      challengeWithAny: (factors: Factor[]) => challenge(factors, false),
      enrollWith: (factor: Factor) => challenge([factor], true),
      enrollWithAny: (factors: Factor[]) => challenge(factors, true),
    },
    multifactor: {
      enable: (provider: string) => {
        commands.multifactor = provider !== "none";
        return api;
      },
    },
    redirect: {
      canRedirect: () => mayRedirect(facts),
      sendUserTo: (url: string, options?: { query?: Record<string, string> }) => {
        const target = new URL(url);
        for (const [name, value] of Object.entries(options?.query ?? {})) target.searchParams.set(name, value);
        target.searchParams.set("state", transactionId);
        commands.redirectTo = target.href;
        return api;
      },
      encodeToken: ({ secret, payload = {}, expiresInSeconds = 900 }: TokenOptions) =>
        encodeRedirectToken(secret, {
          iat: now(),
          iss: new URL(core.issuer).host,
          sub: facts.user.user_id,
          exp: now() + expiresInSeconds,
          ip: facts.request.ip,
          ...payload,
        }),
      validateToken: ({
        secret,
        tokenParameterName = "session_token",
      }: {
        secret: string;
        tokenParameterName?: string;
      }) => readRedirectToken(secret, parameter(tokenParameterName), transactionId, now()),
    },
  };
  return api;
};
