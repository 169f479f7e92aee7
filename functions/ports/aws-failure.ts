import { Busy } from "#kernel/failure.ts";

/** Names under which AWS services say "not now"; the SDK has already tried again by itself. */
const notNow: ReadonlySet<string> = new Set([
  "InternalServerError",
  "InternalServerException",
  "KMSInternalException",
  "KeyUnavailableException",
  "DependencyTimeoutException",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "TimeoutError",
  "TooManyRequestsException",
  "TransactionInProgressException",
]);

const statusOf = (error: Error): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

/** A connection that did not come about, broke or timed out has a code of the system and no answer of the service. */
const neverAnswered = (error: Error): boolean =>
  "code" in error && typeof error.code === "string" && /^E[A-Z_]+$/.test(error.code) && statusOf(error) === undefined;

/**
 * The error to throw for an error of the SDK: `Busy` when the same call may succeed later (limits, 5xx, no connection, timeouts), else
 * itself. The service's own words stay in the cause, never in the message: they may hold what was sent (I20).
 */
export const awsFailure = (service: string, error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const status = statusOf(error);
  const busy =
    notNow.has(error.name) || neverAnswered(error) || status === 429 || (status !== undefined && status >= 500);
  return busy ? new Busy(`${service} cannot be used just now (${error.name}).`, { cause: error }) : error;
};

/** Waits for an SDK call, with its errors turned into ours. */
export const called = async <T>(service: string, call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    throw awsFailure(service, error);
  }
};

/** What every client is made with: no call may hang longer than a step lives. Times in milliseconds. */
export const awsClientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 8_000, throwOnRequestTimeout: true },
} as const;
