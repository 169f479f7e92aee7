import middy from "@middy/core";
import httpRouterHandler, { type Method } from "@middy/http-router";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import { jsonLog, type Log } from "#runtime/log.ts";
import { accessRoutes } from "../links/access.ts";
import { linkRoutes } from "../links/routes.ts";
import { type Answer, type ApiHandler, answerOf, securityHeaders } from "./answer.ts";
import { askRoute } from "./ask.ts";
import { corsHeaders } from "./cors.ts";
import { ownIn } from "./own.ts";
import { ownRequestRoutes } from "./own-requests.ts";
import { Problem } from "./problems.ts";
import { publicRoutes } from "./public.ts";
import type { Route } from "./route.ts";

/** How an API stands in the web. */
export interface HttpOptions {
  /** Where people reach this API, without a slash at the end: `https://privacy.example.com`. */
  publicUrl: string;
  /** Origins of our own pages, which may call from a browser. None unless told. */
  webOrigins?: readonly string[] | undefined;
  log?: Log | undefined;
}

export interface ApiOptions extends HttpOptions {
  ports: Pick<Ports, "clock" | "requests" | "subjects" | "workflows" | "keys" | "archive" | "tokens" | "schedules">;
  policy: Policy;
  /** How old a login may be for a deletion: 300 s unless told. */
  challenge?: { maxAgeSeconds: number } | undefined;
  /** The OpenAPI document of the whole API, asked for late: making one is no work for a cold start. */
  description: () => Promise<object>;
}

/** What people may ask, and what everybody may read. */
export const apiRoutes = (options: ApiOptions): Route[] => {
  const own = ownIn(options.ports, options.policy, new URL(options.publicUrl).pathname.replace(/\/$/, ""));
  return [
    askRoute(options, own),
    ...ownRequestRoutes(options, own),
    ...linkRoutes(options),
    ...accessRoutes(options),
    ...publicRoutes(options),
  ];
};

/** Routes as one handler; the gateway of AWS and the host of one machine call it with the same events. */
export const createApi = (
  { publicUrl, webOrigins = [], log = jsonLog() }: HttpOptions,
  routes: Route[],
): ApiHandler => {
  const always = securityHeaders(publicUrl);
  const handler = middy<APIGatewayProxyEventV2, Answer>(router(routes)).onError((request) => {
    request.response = answerOf(request.error, log, request.event.requestContext.requestId);
  });

  return async (event, context = {}) => {
    const asked = asAsked(event);
    const answer: Answer = await handler(asked, context as Context);
    const headers = { ...always, ...answer.headers, ...corsHeaders(asked, answer, webOrigins) };
    return asked.requestContext.http.method === "HEAD"
      ? { statusCode: answer.statusCode, headers }
      : { ...answer, headers };
  };
};

/**
 * The path alone says what it names: parameters that a gateway has read out of it, and decoded, are dropped. No path at all is the root, as
 * in RFC 9112, section 3.2.1.
 */
const asAsked = (event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 => ({
  ...event,
  version: "2.0",
  rawPath: event.rawPath || "/",
  requestContext: {
    ...event.requestContext,
    http: { ...event.requestContext.http, path: event.requestContext.http.path || "/" },
  },
  headers: event.headers ?? {},
  pathParameters: {},
});

const router = (routes: readonly Route[]) => {
  const methodsAt = methodsByPath(routes);
  const preflights = [...new Set(routes.map(({ path }) => path))].map((path) => ({
    method: "OPTIONS" as Method,
    path,
    handler: async (): Promise<Answer> => ({ statusCode: 204, headers: { allow: methodsAt(path).join(", ") } }),
  }));
  return httpRouterHandler<APIGatewayProxyEventV2, Answer>({
    routes: [
      ...routes.flatMap(({ method, path, run }) =>
        (method === "GET" ? ["GET", "HEAD"] : [method]).map((each) => ({ method: each as Method, path, handler: run })),
      ),
      ...preflights,
    ],
    notFoundResponse: ({ path }) => {
      const allowed = methodsAt(path);
      throw allowed.length === 0
        ? new Problem("not-found")
        : new Problem("method-not-allowed", { headers: { allow: allowed.join(", ") } });
    },
  });
};

/** Which methods a path can be asked with; none when there is no such path. */
const methodsByPath = (routes: readonly Route[]) => {
  const patterns = routes.map(({ method, path }) => ({
    methods: method === "GET" ? ["GET", "HEAD"] : [method],
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}/?$`),
  }));
  return (path: string): string[] => {
    const methods = patterns.flatMap((each) => (each.pattern.test(path) ? each.methods : []));
    return methods.length === 0 ? [] : [...new Set(methods), "OPTIONS"];
  };
};
