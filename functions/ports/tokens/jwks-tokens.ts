import { createRemoteJWKSet, customFetch, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, instantOf, millisOf, plus } from "#kernel/instant.ts";
import { boundedFetch } from "#ports/identity/bounded-fetch.ts";
import { type Caller, TokenRefused, type Tokens } from "./tokens.ts";

const largestToken = 16 * 1024;
const toleranceSeconds = 5;

const Claims = z.object({
  sub: UserId,
  gty: z.unknown().optional(),
  // whatever is not a list of words gives no rights
  permissions: z.array(z.string()).catch([]),
  "https://habeas.dev/authenticated_at": z.unknown().optional(),
  "https://habeas.dev/mfa_at": z.unknown().optional(),
  "https://habeas.dev/account_created_at": z.unknown().optional(),
  "https://habeas.dev/federated": z.unknown().optional(),
});

const refused = (): TokenRefused => new TokenRefused("The access token is not valid here.");

const AnyMoment = z.iso.datetime({ offset: true });

/** A moment that an Action copied from the login; anything else, and a moment that has not come yet, counts as never. */
const momentIn = (claim: unknown, now: Instant): Instant | undefined => {
  const text = AnyMoment.safeParse(claim);
  if (!text.success) return undefined;
  const moment = instantOf(Date.parse(text.data));
  return moment > plus(now, toleranceSeconds) ? undefined : moment;
};

/** No key for this token is the token's fault; anything else is trouble with having the keys at all. */
const keysOf = (issuer: string, fetch: typeof globalThis.fetch | undefined): JWTVerifyGetKey => {
  const jwks = createRemoteJWKSet(new URL(".well-known/jwks.json", issuer), {
    // made-up key ids make us ask again at most this often, and a rotation is seen this soon
    cooldownDuration: 10_000,
    cacheMaxAge: 600_000,
    timeoutDuration: 5_000,
    [customFetch]: boundedFetch({ deadlineMs: 5_000, maxBytes: 262_144 }, fetch),
  });
  return async (header, token) => {
    try {
      return await jwks(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys)
        throw refused();
      throw new Busy("The keys of the identity provider cannot be had just now.");
    }
  };
};

/**
 * Checks access tokens against the issuer's published keys: RS256 and nothing else, exact issuer (with its slash at the end) and
 * audience, times by our own clock. Whatever is wrong, the answer is the same sentence: it carries nothing of the token (I20).
 */
export const jwksTokens = ({
  issuer,
  audience,
  clock,
  fetch,
}: {
  issuer: string;
  audience: string;
  clock: Clock;
  fetch?: typeof globalThis.fetch;
}): Tokens => {
  // at the first token and not before: making it loads the whole of fetch, which a cold start need not wait for
  let keys: ReturnType<typeof keysOf> | undefined;

  const claimsOf = async (accessToken: string, now: Instant): Promise<JWTPayload> => {
    keys ??= keysOf(issuer, fetch);
    try {
      const { payload } = await jwtVerify(accessToken, keys, {
        algorithms: ["RS256"],
        issuer,
        audience,
        requiredClaims: ["exp", "sub"],
        clockTolerance: toleranceSeconds,
        currentDate: new Date(millisOf(now)),
      });
      return payload;
    } catch (error) {
      // never as the cause: jose's errors hold the claims
      throw error instanceof Busy ? error : refused();
    }
  };

  return {
    verify: async (accessToken): Promise<Caller> => {
      if (accessToken.length > largestToken) throw refused();
      const now = clock.now();
      const claims = Claims.safeParse(await claimsOf(accessToken, now)).data;
      // an application that speaks for itself is nobody's request
      if (claims === undefined || claims.gty === "client-credentials" || claims.sub.endsWith("@clients"))
        throw refused();
      return {
        userId: claims.sub,
        accountCreatedAt: momentIn(claims["https://habeas.dev/account_created_at"], now),
        permissions: claims.permissions,
        authenticatedAt: momentIn(claims["https://habeas.dev/authenticated_at"], now),
        secondFactorAt: momentIn(claims["https://habeas.dev/mfa_at"], now),
        // a claim that is neither is no reason to trust more
        federated: ![undefined, false].includes(claims["https://habeas.dev/federated"] as undefined | false),
      };
    },
  };
};
