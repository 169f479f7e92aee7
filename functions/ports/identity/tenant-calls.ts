import { isIP } from "node:net";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { millisOf, plus } from "#kernel/instant.ts";
import type { Pacer, TenantBucket } from "#ports/pacer/pacer.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import type { AccessTokens } from "./access-token.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { TenantRefused } from "./identity.ts";

/** How to reach one tenant as one of its machine clients. */
export interface TenantAccess {
  /** `https://<domain>/api/v2`. */
  baseUrl: string;
  tokens: AccessTokens;
  pacer: Pacer;
  clock: Clock;
  fetch?: typeof globalThis.fetch | undefined;
  /**
   * Waits for a place with the pacer, in real time, where one is free within seconds: a step of many calls would else begin anew at each
   * lack of one, and never end. At most so many seconds for each call; without it every lack is `Busy` at once.
   */
  patience?: { seconds: number; wait: (seconds: number) => Promise<void> } | undefined;
  /** For one exchange, the answer's last byte included; 10 s unless told. */
  deadlineMs?: number | undefined;
}

/** What is read of an SDK error: never its message or body, which hold the tenant's whole answer. */
const SdkFailure = z.object({
  statusCode: z.int(),
  body: z.object({ errorCode: z.string().optional() }).optional().catch(undefined),
  rawResponse: z
    .object({ headers: z.instanceof(Headers) })
    .optional()
    .catch(undefined),
});
type SdkFailure = z.infer<typeof SdkFailure>;

const ErrorBody = z.object({ errorCode: z.string().regex(/^[a-z0-9_.-]{1,64}$/i) });

/** Of an answer that says no, only the code goes on: so what the SDK makes of it cannot hold personal data either. */
const withoutWords = async (answer: Response): Promise<Response> => {
  if (answer.ok) return answer;
  const said = ErrorBody.safeParse(await answer.json().catch(() => undefined));
  const { status, headers } = answer;
  return new Response(JSON.stringify(said.success ? said.data : {}), {
    status,
    headers: { ...Object.fromEntries(headers), "content-type": "application/json" },
  });
};

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,12}$/.test(text) ? Number(text) : undefined;

/** The calls of one client, and what becomes of their failures. */
export const tenantCalls = ({ baseUrl, tokens, pacer, clock, patience, fetch, deadlineMs = 10_000 }: TenantAccess) => {
  const bounded = boundedFetch({ deadlineMs, maxBytes: 5 * 1024 * 1024 }, fetch);

  /** Options for a sub-client of the SDK. Its own retries and timer are off: it would repeat POST and DELETE by itself. */
  const clientOptions = {
    baseUrl,
    token: () => tokens.get(),
    fetch: async (...request: Parameters<typeof globalThis.fetch>) => {
      const answer = await bounded(...request);
      if (answer.status === 401) tokens.drop(bearerOf(request[1]?.headers));
      return withoutWords(answer);
    },
    maxRetries: 0,
    timeoutInSeconds: deadlineMs / 1000 + 1,
  };

  /** From the tenant's own headers; at least a second, and never longer than a quarter of an hour, whatever they say. */
  const secondsToWait = (headers: Headers | undefined): number => {
    const reset = wholeNumber(headers?.get("x-ratelimit-reset") ?? null);
    const told =
      wholeNumber(headers?.get("retry-after") ?? null) ??
      (reset === undefined ? 5 : Math.ceil(reset - millisOf(clock.now()) / 1000));
    return Math.min(900, Math.max(1, told));
  };

  const afterLimit = async (bucket: TenantBucket, { rawResponse }: SdkFailure): Promise<Busy> => {
    const retryAfterSeconds = secondsToWait(rawResponse?.headers);
    await pacer.pause(bucket, plus(clock.now(), retryAfterSeconds));
    return new Busy("The tenant's rate limit is reached.", { retryAfterSeconds });
  };

  const failureOf = async (operation: string, bucket: TenantBucket, error: unknown): Promise<Error> => {
    if (error instanceof Busy || error instanceof SecretMissing) return error;
    const failure = SdkFailure.safeParse(error).data;
    if (failure === undefined) return new Busy(`${operation}: no answer of the tenant that can be read.`);
    const { statusCode, body } = failure;
    if (statusCode === 429) return afterLimit(bucket, failure);
    if (statusCode === 401) return new Busy(`${operation}: the tenant did not accept the access token.`);
    const isFinal = statusCode >= 400 && statusCode < 500 && statusCode !== 408;
    return isFinal
      ? new TenantRefused(operation, statusCode, body?.errorCode)
      : new Busy(`${operation}: the tenant answered with ${statusCode}.`);
  };

  const placeIn = async (bucket: TenantBucket, left: number): Promise<void> => {
    try {
      await pacer.take(bucket);
    } catch (error) {
      const seconds = error instanceof Busy ? error.retryAfterSeconds : undefined;
      if (patience === undefined || seconds === undefined || seconds > left) throw error;
      await patience.wait(seconds);
      await placeIn(bucket, left - seconds);
    }
  };

  return {
    clientOptions,

    /** One call, after the pacer has let it through. Fails with `Busy`, `TenantRefused` or `SecretMissing` only. */
    call: async <T>(operation: string, bucket: TenantBucket, perform: () => PromiseLike<T>): Promise<T> => {
      await placeIn(bucket, patience?.seconds ?? 0);
      try {
        return await perform();
      } catch (error) {
        // never as the cause: the SDK's errors hold the path with the user id
        throw await failureOf(operation, bucket, error);
      }
    },
  };
};
export type TenantCalls = ReturnType<typeof tenantCalls>;

const bearerOf = (headers: RequestInit["headers"]): string =>
  new Headers(headers).get("authorization")?.slice("Bearer ".length) ?? "";

/** An answer that does not have the shape we ask for is as good as none: the same call may succeed later. */
export const parsed = <T>(operation: string, schema: z.ZodType<T>, answer: unknown): T => {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  throw new Busy(`${operation}: the tenant's answer cannot be read.`);
};

/** A last look before an id becomes part of a path, where an empty or dotted one would address everybody (I7). Throws RangeError. */
export const checkUserId = (userId: UserId): void => {
  if (!UserId.safeParse(userId).success) throw new RangeError("not a user id");
};

/** The same for an address of the Internet: four numbers, or an IPv6 address. Throws RangeError. */
export const checkIp = (ip: string): void => {
  if (isIP(ip) === 0 || ip.includes("%")) throw new RangeError("not an IP address");
};

/**
 * True when the tenant itself says that there is no such account. Any other 404 (a wrong base address, a proxy in between) is no
 * proof of anything: absence ends up in a receipt (I8).
 */
export const isGone = (error: unknown): boolean =>
  error instanceof TenantRefused && error.statusCode === 404 && error.errorCode === "inexistent_user";

/** Not `undefined`: that is what an empty answer looks like, and an empty answer proves nothing. */
export const gone = Symbol("gone");

/** The answer to a question about an account that may be gone. */
export const unlessGone = async <T>(question: Promise<T>): Promise<T | typeof gone> => {
  try {
    return await question;
  } catch (error) {
    if (isGone(error)) return gone;
    throw error;
  }
};

/** For deletions, where what a second one answers is not documented: any 404 will do, since reading proves the rest. */
export const unlessMissing = async (deletion: Promise<unknown>): Promise<void> => {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof TenantRefused) || error.statusCode !== 404) throw error;
  }
};
