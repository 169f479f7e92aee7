import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Clock } from "#kernel/clock.ts";
import { minutes } from "#kernel/duration.ts";
import { millisOf } from "#kernel/instant.ts";
import type { Ports } from "#ports/ports.ts";
import { type Caller, TokenRefused } from "#ports/tokens/tokens.ts";
import { sessionCaller, sessionPrefix } from "#requests/rights-session.ts";
import { Problem } from "./problems.ts";

/** RFC 6750's form of a token, behind exactly one scheme name. Two headers arrive joined by a comma, which the form has not. */
const bearer = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;
const anyBearer = /^bearer(?: |$)/i;
const longestToken = 8192; // a token of ours is below 2 KB; longer ones are not worth a signature check

/** Who calls, proven by the Authorization header alone: a token in the address would end in histories and logs. */
export const callerOf =
  ({ tokens, clock, keys }: Pick<Ports, "tokens" | "clock" | "keys">) =>
  async (headers: APIGatewayProxyEventV2["headers"]): Promise<Caller> => {
    const { authorization } = headers;
    if (authorization === undefined || !anyBearer.test(authorization)) {
      throw new Problem("sign-in-needed", { headers: { "www-authenticate": "Bearer" } });
    }
    const token = authorization.length <= longestToken ? bearer.exec(authorization)?.[1] : undefined;
    if (token === undefined) throw refused();
    if (token.startsWith(sessionPrefix)) {
      const caller = await sessionCaller({ clock, keys })(token);
      if (caller === undefined) throw refused();
      return caller;
    }
    try {
      return await tokens.verify(token);
    } catch (error) {
      throw error instanceof TokenRefused ? refused() : error;
    }
  };

/** One answer for every reason: a forger learns nothing from it. */
const refused = (): Problem =>
  new Problem("token-refused", { headers: { "www-authenticate": 'Bearer error="invalid_token"' } });

/** The age of the login in seconds; undefined when the token does not say, or says what cannot be. */
export const loginAge = ({ authenticatedAt }: Caller, clock: Clock): number | undefined => {
  if (authenticatedAt === undefined) return undefined;
  const age = Math.floor((millisOf(clock.now()) - millisOf(authenticatedAt)) / 1000);
  if (age < -skewSeconds || Number.isNaN(age)) return undefined;
  return Math.max(0, age);
};

const skewSeconds = minutes(1); // two machines' clocks may differ by so much

/** How old a login may be where a fresh one is asked for, in seconds. */
export const usualLoginAge = 300;

/** Deleting, and fetching one's data, needs a login of the last minutes (I7, I22): else a step-up challenge (RFC 9470), which the pages turn into a sign-in. */
export const requireFreshLogin = (
  caller: Caller,
  clock: Clock,
  maxAgeSeconds: number,
  what = "Deleting an account",
): { loginAgeSeconds: number } => {
  const age = loginAge(caller, clock);
  if (age !== undefined && age <= maxAgeSeconds) return { loginAgeSeconds: age };
  const yours = age === undefined ? "your token does not say when you signed in" : `yours is ${spoken(age)} old`;
  const wanted = `${what} needs a login from the last ${spoken(maxAgeSeconds)}`;
  throw new Problem("fresh-login-needed", {
    detail: `${wanted}; ${yours}. Sign in once more, then ask again.`,
    headers: {
      "www-authenticate": `Bearer error="insufficient_user_authentication", error_description="A login from the last ${spoken(maxAgeSeconds)} is needed", max_age=${maxAgeSeconds}`,
    },
  });
};

/** A token from before the tenant's Action said when the account was made: the next login says it. */
export const unknownAccount = (): Problem =>
  new Problem("fresh-login-needed", {
    detail: "Your token does not say which account it is of. Sign in once more, then ask again.",
    headers: { "www-authenticate": 'Bearer error="insufficient_user_authentication", max_age=0' },
  });

/** Whole minutes, hours or days, rounded down: as a person would say it. */
const spoken = (seconds: number): string => {
  const [size, unit] =
    seconds >= 2 * 86_400
      ? [86_400, "day"]
      : seconds >= 2 * 3600
        ? [3600, "hour"]
        : seconds >= 60
          ? [60, "minute"]
          : [1, "second"];
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};
