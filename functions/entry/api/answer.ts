import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { Busy } from "#kernel/failure.ts";
import { errorName, type Log } from "#runtime/log.ts";
import { Problem, type ProblemDetails, type ProblemName, problemBody, problems } from "./problems.ts";

/** An answer as routes give it; headers are lower-cased. The seal adds the headers that every answer has. */
export interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** The whole door: an event of an HTTP API (payload format 2.0) in, an answer out. It never rejects. */
export type ApiHandler = (
  event: APIGatewayProxyEventV2,
  context?: Partial<Context>,
) => Promise<APIGatewayProxyStructuredResultV2 & Answer>;

export const json = (statusCode: number, value: unknown, headers: Record<string, string> = {}): Answer => ({
  statusCode,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

export const problemAnswer = (name: ProblemName, details: ProblemDetails = {}): Answer => ({
  statusCode: problems[name][0],
  headers: { "content-type": "application/problem+json", ...details.headers },
  body: JSON.stringify(problemBody(name, details)),
});

/** Every thrown thing as an answer. Only what is ours to mend is logged, by name: never its message, stack or input (I20). */
export const answerOf = (error: unknown, log: Log, correlation: string | undefined): Answer => {
  if (error instanceof Problem) return problemAnswer(error.problem, error.details);
  if (error instanceof Busy) {
    log.warn({ event: "api busy", error: error.name, status: 503, correlation });
    return problemAnswer("try-again-shortly", {
      headers: { "retry-after": retryAfter(error.retryAfterSeconds) },
    });
  }
  log.error({ event: "api failed", error: errorName(error), status: 500, correlation });
  return problemAnswer("internal-error");
};

const retryAfter = (seconds = 2): string => String(Math.min(120, Math.max(1, Math.ceil(seconds) || 1)));

/** What every answer says, unless its route says otherwise: answers are personal, inert and go nowhere else. */
export const securityHeaders = (publicUrl: string): Record<string, string> => ({
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  ...(publicUrl.startsWith("https:") && { "strict-transport-security": "max-age=63072000" }),
});
