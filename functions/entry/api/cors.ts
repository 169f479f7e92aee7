import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Answer } from "./answer.ts";

/**
 * What a browser is told: pages of our own origins may call, nobody else's. Never `*`, and never credentials: callers are known by
 * their token alone. Every answer varies by origin as soon as any origin is granted, so that no cache mixes them up.
 */
export const corsHeaders = (
  { headers, requestContext }: APIGatewayProxyEventV2,
  answer: Answer,
  webOrigins: readonly string[],
): Record<string, string> => {
  if (webOrigins.length === 0) return {};
  const { origin } = headers;
  if (origin === undefined || !webOrigins.includes(origin)) return { vary: "origin" };
  const grant = { vary: "origin", "access-control-allow-origin": origin };
  const isPreflight =
    requestContext.http.method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
  if (!isPreflight || answer.headers.allow === undefined) {
    return { ...grant, "access-control-expose-headers": "location, www-authenticate, retry-after" };
  }
  return {
    vary: "origin, access-control-request-method, access-control-request-headers",
    "access-control-allow-origin": origin,
    "access-control-allow-methods": answer.headers.allow,
    "access-control-allow-headers": "authorization, content-type, idempotency-key",
    "access-control-max-age": "600",
  };
};
