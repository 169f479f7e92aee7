import type { JsonLimits } from "#kernel/bounded-json.ts";
import { minutes } from "#kernel/duration.ts";
import { RequestId } from "#kernel/ids.ts";
import { millisOf } from "#kernel/instant.ts";
import { officerOf, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import type { Answer } from "../api/answer.ts";
import { callerOf } from "../api/caller.ts";
import { readBody, readQuery } from "../api/input.ts";
import { Problem } from "../api/problems.ts";
import type { Call, Route, RouteWords } from "../api/route.ts";

/** What an officer's token may allow, as `auth0/resource-servers` names it. */
export type Permission =
  | "requests:read"
  | "requests:decide"
  | "blocks:write"
  | "terms:publish"
  | "audit:read"
  | "subjects:reveal"
  | "switch:write";

export interface OfficerWords<Body, Query> extends Omit<RouteWords<Body, Query>, "who"> {
  /** Any one of these. */
  permissions: readonly [Permission, ...Permission[]];
  /** What is decided needs a second factor of the last minutes; what is only read does not. */
  decides: boolean;
  /** How large its body may be, where that is more than a few fields. */
  most?: JsonLimits;
}

export interface OfficerCall<Body, Query> extends Call<Body, Query> {
  /** `officer:<reference>`: how requests and audit name whoever calls. */
  officer: string;
}

type Needs = Pick<Ports, "clock" | "keys" | "tokens" | "requests" | "subjects">;

/** A route for officers. Who calls, and that they may, is proven before anything else of the call is looked at. */
export const forOfficers =
  (ports: Needs) =>
  <Body, Query>(
    words: OfficerWords<Body, Query>,
    handle: (call: OfficerCall<Body, Query>) => Promise<Answer>,
  ): Route => {
    const { permissions, decides, most, ...route } = words;
    const { body: bodySchema, query: querySchema } = words;
    return {
      ...route,
      who: "officer",
      problems: [...(decides ? (["second-factor-needed"] as const) : []), ...words.problems],
      run: async (event) => {
        const caller = await callerOf(ports)(event.headers);
        if (!permissions.some((permission) => caller.permissions.includes(permission))) {
          if (decides) await auditRefusal(ports, event.pathParameters?.requestId, caller, route.operationId);
          throw new Problem("not-allowed");
        }
        if (decides) requireSecondFactor(ports, caller);
        const query = (querySchema && readQuery(event, querySchema)) as Query;
        const body = (bodySchema && readBody(event, bodySchema, most)) as Body;
        const officer = officerOf(await ports.subjects.refOf(caller.userId));
        return handle({ event, caller, body, query, officer });
      },
    };
  };

const maxFactorAge = minutes(15);

/** A second factor of the last 15 minutes, or a step-up challenge (RFC 9470), which the console turns into a sign-in. */
const requireSecondFactor = ({ clock }: Needs, { secondFactorAt }: Caller): void => {
  const age = secondFactorAt === undefined ? undefined : (millisOf(clock.now()) - millisOf(secondFactorAt)) / 1000;
  if (age !== undefined && age <= maxFactorAge) return;
  throw new Problem("second-factor-needed", {
    headers: {
      "www-authenticate": `Bearer error="insufficient_user_authentication", error_description="A second factor from the last 15 minutes is needed", acr_values="http://schemas.openid.net/pape/policies/2007/06/multi-factor", max_age=${maxFactorAge}`,
    },
  });
};

/** Whoever tries to decide without the right to is on record where it concerns a request (I11); others are not told that it exists. */
const auditRefusal = async (
  { clock, requests, subjects }: Needs,
  id: string | undefined,
  caller: Caller,
  attempt: string,
): Promise<void> => {
  const requestId = RequestId.safeParse(id);
  if (!requestId.success || (await requests.find(requestId.data)) === undefined) return;
  const ref = await subjects.refOf(caller.userId);
  await requests.change(requestId.data, () => ({
    outcome: undefined,
    audit: [
      { event: "attempt-refused", at: clock.now(), actor: officerOf(ref), facts: { attempt, because: "not-allowed" } },
    ],
  }));
};

/** The request that the path names. An unknown one and no id at all are one and the same 404. */
export const requestAt =
  ({ requests }: Pick<Ports, "requests">) =>
  async ({ event }: Pick<Call<unknown, unknown>, "event">): Promise<PrivacyRequest> => {
    const id = RequestId.safeParse(event.pathParameters?.requestId);
    const request = id.success ? await requests.find(id.data) : undefined;
    if (request === undefined) throw new Problem("not-found", { detail: "There is no such request." });
    return request;
  };
