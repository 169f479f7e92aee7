import type * as z from "zod";
import { isAbout } from "#kernel/plan.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { json } from "../api/answer.ts";
import { RequestParams } from "../api/model.ts";
import { Problem, type ProblemName } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { permissionFor } from "./actions.ts";
import { type OfficerAction, RequestDetail } from "./model.ts";
import { lookingOf, type OfficerOptions } from "./read.ts";
import { forOfficers, type OfficerCall, requestAt } from "./route.ts";
import { detailOf } from "./views.ts";

export interface ActWords<Body> {
  action: OfficerAction;
  method?: "POST" | "DELETE";
  /** Behind /officer/requests/{requestId}. */
  path: string;
  summary: string;
  description: string;
  body?: z.ZodType<Body>;
  params?: z.ZodObject;
  problems: ProblemName[];
}

/** How a body can be wrong. */
export const inBody: ProblemName[] = ["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"];

/**
 * A route by which officers decide about one request: nobody about their own, which is audited; it answers with the request as it is then.
 */
export const deciding =
  (options: OfficerOptions) =>
  <Body>(
    words: ActWords<Body>,
    perform: (call: OfficerCall<Body, unknown>, request: PrivacyRequest) => Promise<void>,
  ): Route => {
    const { ports } = options;
    const found = requestAt(ports);
    const { action, path, method = "POST", params = RequestParams, problems, ...rest } = words;
    return forOfficers(ports)(
      {
        ...rest,
        method,
        path: `/officer/requests/{requestId}${path}`,
        operationId: `${action.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Request`,
        permissions: [permissionFor[action]],
        decides: true,
        params,
        answer: {
          status: 200,
          description: "The request as it is now.",
          type: "application/json",
          schema: RequestDetail,
        },
        problems: ["not-found", "own-request", ...problems],
      },
      async (call) => {
        const request = await found(call);
        if (isAbout(request, call.officer)) {
          await refuseOwn(options, request, call.officer, action);
          throw new Problem("own-request");
        }
        await perform(call, request);
        const facts = await ports.requests.change(request.requestId, (facts) => ({ outcome: facts, audit: [] }));
        return json(200, detailOf(facts, lookingOf(options, call)));
      },
    );
  };

/** Whoever tries is on record (I11). */
const refuseOwn = async (
  { ports }: OfficerOptions,
  { requestId }: PrivacyRequest,
  officer: string,
  attempt: string,
): Promise<void> => {
  await ports.requests.change(requestId, () => ({
    outcome: undefined,
    audit: [
      { event: "attempt-refused", at: ports.clock.now(), actor: officer, facts: { attempt, because: "own-request" } },
    ],
  }));
};
