import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type * as z from "zod";
import type { Ports } from "#ports/ports.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import type { Answer } from "./answer.ts";
import { callerOf } from "./caller.ts";
import { readBody, readQuery } from "./input.ts";
import type { ProblemName } from "./problems.ts";

/** What is said of a route: the router, the parsing and the OpenAPI document all go by it. */
export interface RouteWords<Body = unknown, Query = unknown> {
  method: "GET" | "POST" | "PUT" | "DELETE";
  path: `/${string}`;
  operationId: string;
  summary: string;
  description?: string;
  /** person: whoever signed in, for what is their own. officer: by a permission of the token. anyone: no token is asked for. */
  who: "person" | "officer" | "anyone";
  params?: z.ZodObject;
  headers?: z.ZodObject;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Where the body is a file as it is: the media types that are taken. */
  file?: readonly string[];
  answer: { status: number; description: string; type: string; schema: z.ZodType; headers?: z.ZodObject };
  /** Beside those that any route of the same `who` may give. */
  problems: ProblemName[];
}

export interface Route extends RouteWords {
  run: (event: APIGatewayProxyEventV2) => Promise<Answer>;
}

/** What a route's handler gets: everything in it is parsed. */
export interface Call<Body, Query> {
  event: APIGatewayProxyEventV2;
  caller: Caller;
  body: Body;
  query: Query;
}

/** A route for the person who signed in. Who calls is proven before anything else of the call is looked at. */
export const personal =
  (ports: Pick<Ports, "tokens" | "clock" | "keys">) =>
  <Body, Query>(
    words: Omit<RouteWords<Body, Query>, "who">,
    handle: (call: Call<Body, Query>) => Promise<Answer>,
  ): Route => {
    const { body: bodySchema, query: querySchema } = words;
    return {
      ...words,
      who: "person",
      run: async (event) => {
        const caller = await callerOf(ports)(event.headers);
        // a route without a schema has no use for the part: its handler never looks at it
        const query = (querySchema && readQuery(event, querySchema)) as Query;
        const body = (bodySchema && readBody(event, bodySchema)) as Body;
        return handle({ event, caller, body, query });
      },
    };
  };

/** A route for everybody: no token is asked for. */
export const open = (
  words: Omit<RouteWords, "who">,
  handle: (event: APIGatewayProxyEventV2) => Promise<Answer>,
): Route => ({
  ...words,
  who: "anyone",
  run: handle,
});
