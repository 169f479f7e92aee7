import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import { boundedFetch } from "./bounded-fetch.ts";

/** The access token of one machine client, for the Management API. */
export interface AccessTokens {
  /** Throws `Busy`, or `SecretMissing` when there is no secret to ask with. */
  get(): Promise<string>;
  /** The tenant did not accept this token: it is not given out again. Another one that came meanwhile stays. */
  drop(token: string): void;
}

export interface ClientCredentials {
  /** `https://<domain>/`. */
  issuer: string;
  audience: string;
  clientId: string;
  secret: () => Promise<string>;
  clock: Clock;
  fetch?: typeof globalThis.fetch | undefined;
  deadlineMs?: number | undefined;
}

const Granted = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z
    .number()
    .positive()
    .max(30 * 86_400),
  token_type: z.string().regex(/^bearer$/i),
});

/** Given up a minute before its end, so that none ends on its way to the tenant. */
const marginSeconds = 60;

const retryAfter = (headers: Headers): { retryAfterSeconds?: number } => {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return Number.isInteger(seconds) && seconds > 0 ? { retryAfterSeconds: Math.min(seconds, 900) } : {};
};

/**
 * Tokens by client credentials: one is kept until a minute before it ends, and one call is in flight however many wait. Nothing that
 * the tenant says, and no secret, gets into an error (I20).
 */
export const clientCredentials = (client: ClientCredentials): AccessTokens => {
  const { issuer, audience, clientId, secret, clock, deadlineMs = 10_000 } = client;
  const fetch = boundedFetch({ deadlineMs, maxBytes: 262_144 }, client.fetch);
  let kept: { token: string; until: Instant } | undefined;
  let underWay: Promise<string> | undefined;

  const ask = async (client_secret: string): Promise<Response> => {
    try {
      return await fetch(new URL("oauth/token", issuer), {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ grant_type: "client_credentials", client_id: clientId, client_secret, audience }),
      });
    } catch {
      throw new Busy("The tenant cannot be reached for an access token.");
    }
  };

  const obtain = async (): Promise<string> => {
    const askedAt = clock.now();
    const answer = await ask(await secret());
    if (!answer.ok) {
      throw new Busy(`The tenant gave no access token: ${answer.status}.`, retryAfter(answer.headers));
    }
    const granted = Granted.safeParse(await answer.json().catch(() => undefined));
    if (!granted.success) throw new Busy("The tenant's answer to the call for an access token cannot be read.");
    const { access_token: token, expires_in } = granted.data;
    kept = { token, until: plus(askedAt, Math.floor(expires_in) - marginSeconds) };
    return token;
  };

  return {
    get: () => {
      if (kept !== undefined && !reached(kept.until, clock.now())) return Promise.resolve(kept.token);
      underWay ??= obtain().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    drop: (token) => {
      if (kept?.token === token) kept = undefined;
    },
  };
};
