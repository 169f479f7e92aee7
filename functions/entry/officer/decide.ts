import * as z from "zod";
import { days } from "#kernel/duration.ts";
import { newHoldId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { isAbout } from "#kernel/plan.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { answerHold } from "#requests/answer-hold.ts";
import { type ApprovalOutcome, approvePlan } from "#requests/approve.ts";
import { decideClaim } from "#requests/claim.ts";
import { extendDeadline } from "#requests/extend.ts";
import { askRelease, keepHold, PastPointOfNoReturn, placeHold } from "#requests/hold.ts";
import { refuseRequest } from "#requests/refuse.ts";
import { decideResumption, suspendClock } from "#requests/suspend.ts";
import { tryAgain } from "#requests/try-again.ts";
import { json } from "../api/answer.ts";
import { RequestParams } from "../api/model.ts";
import { Problem, type ProblemName } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { permissionFor } from "./actions.ts";
import {
  Approve,
  Claim,
  Extend,
  KeepHold,
  Nothing,
  type OfficerAction,
  PlaceHold,
  Refuse,
  RequestDetail,
  Suspend,
  TryAgain,
} from "./model.ts";
import { lookingOf, type OfficerOptions } from "./read.ts";
import { forOfficers, type OfficerCall, requestAt } from "./route.ts";
import { detailOf } from "./views.ts";

interface ActWords<Body> {
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

/** What officers decide about one request: every act is audited, decides by itself whether it may, and answers with the request as it is then. */
export const officerActs = (options: OfficerOptions): Route[] => {
  const { ports, policy } = options;
  const found = requestAt(ports);

  const act = <Body>(
    words: ActWords<Body>,
    perform: (call: OfficerCall<Body, unknown>, request: PrivacyRequest) => Promise<void>,
  ): Route => {
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

  const inBody: ProblemName[] = ["malformed-body", "body-too-large", "unsupported-media-type", "invalid-body"];

  return [
    act(
      {
        action: "claim",
        path: "/claim",
        summary: "Take a request on, hand it on, or put it back",
        description: 'To "me", "nobody", or another officer.',
        body: Claim,
        problems: [...inBody, "not-now"],
      },
      async ({ officer, body: { to } }, { requestId }) => {
        const whom = { me: officer, nobody: undefined }[to as "me" | "nobody"] ?? (to === "nobody" ? undefined : to);
        const outcome = await ports.requests.change(requestId, (facts) =>
          decideClaim(facts, { officer, to: to === "me" ? officer : whom }, ports.clock.now()),
        );
        if (outcome === "already-ended") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "approve",
        path: "/approve",
        summary: "Approve the plan",
        description:
          "Your yes is for the plan of this digest and no other. Where two are needed, another officer must approve as well.",
        body: Approve,
        problems: [...inBody, "four-eyes", "plan-changed", "not-now"],
      },
      async ({ officer, body }, { requestId }) => {
        const problem = approvalProblems[await approvePlan(ports)(requestId, { officer, ...body })];
        if (problem !== undefined) throw new Problem(problem);
      },
    ),
    act(
      {
        action: "refuse",
        path: "/refuse",
        summary: "Refuse the request",
        description: "Stops it at once. The person gets the letter of Article 12(4): reason, complaint, court.",
        body: Refuse,
        problems: [...inBody, "past-point-of-no-return", "not-now"],
      },
      async ({ officer, body }, { requestId }) => {
        const outcome = await refuseRequest(ports)(requestId, { officer, ...body });
        if (outcome === "law-missing") {
          const detail = "This ground needs the name of the law, such as § 147 AO.";
          throw new Problem("invalid-body", { detail, errors: [{ pointer: "/law", detail }] });
        }
        if (outcome === "too-late") throw new Problem("past-point-of-no-return");
        if (outcome !== "refused") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "extend",
        path: "/extend",
        summary: "Extend the time by two months",
        description:
          "Only for complexity or number, once, within the first month. The person is told first, with the reason.",
        body: Extend,
        problems: [...inBody, "not-told", "not-now"],
      },
      async ({ officer, body }, { requestId }) => {
        const outcome = await extendDeadline(ports, policy)(requestId, { officer, ...body });
        if (outcome === "not-told") throw new Problem("not-told");
        if (outcome !== "extended") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "suspend",
        path: "/suspend",
        summary: "Ask the person, and stop the clock meanwhile",
        description:
          "For their identity, or for the scope where data is vast. Both dates are kept; warnings go by the earlier.",
        body: Suspend,
        problems: [...inBody, "not-told", "not-now"],
      },
      async ({ officer, body }, { requestId }) => {
        const outcome = await suspendClock(ports, policy)(requestId, { officer, ...body });
        if (outcome === "not-told") throw new Problem("not-told");
        if (outcome === "already-ended") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "resume",
        path: "/resume",
        summary: "Let the clock go on",
        description: "The person has answered.",
        body: Nothing,
        problems: [...inBody, "not-now"],
      },
      async ({ officer }, { requestId }) => {
        const outcome = await ports.requests.change(requestId, (facts) =>
          decideResumption(facts, { officer }, ports.clock.now()),
        );
        if (outcome === "already-ended") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "hold",
        path: "/holds",
        summary: "Place a legal hold",
        description:
          "From the answer on nothing of the person is destroyed. It is reviewed at the date you name, within a year.",
        body: PlaceHold,
        problems: [...inBody, "past-point-of-no-return"],
      },
      async ({ officer, body: { ground, reference, reviewAt } }, { subjectRef }) => {
        const placedAt = ports.clock.now();
        requireReviewInAYear(placedAt, reviewAt);
        const hold = { holdId: newHoldId(placedAt), owner: officer, ground, reference, placedAt, reviewAt };
        await placeHold(ports)(subjectRef, hold).catch((error: unknown) => {
          throw error instanceof PastPointOfNoReturn ? new Problem("past-point-of-no-return") : error;
        });
      },
    ),
    act(
      {
        action: "keep-hold",
        path: "/holds/{holdId}/review",
        summary: "Keep a legal hold until another review",
        description: "You looked whether it must still stand, and it must. A wish to release it is over with that.",
        body: KeepHold,
        params: RequestParams.extend({ holdId: z.string() }),
        problems: inBody,
      },
      async ({ officer, event, body: { reviewAt } }, request) => {
        requireReviewInAYear(ports.clock.now(), reviewAt);
        const holdId = event.pathParameters?.holdId ?? "";
        for (const subjectRef of [request.subjectRef, ...request.linkedRefs]) {
          if (await keepHold(ports)(subjectRef, holdId, { officer, reviewAt })) return;
        }
        throw new Problem("not-found", { detail: "There is no such hold." });
      },
    ),
    act(
      {
        action: "release",
        method: "DELETE",
        path: "/holds/{holdId}",
        summary: "Release a legal hold",
        description:
          "Needs two different officers: the first asks, the second releases. A held request then goes on by itself.",
        params: RequestParams.extend({ holdId: z.string() }),
        problems: [],
      },
      async ({ officer, event }, request) => {
        const holdId = event.pathParameters?.holdId ?? "";
        for (const subjectRef of [request.subjectRef, ...request.linkedRefs]) {
          const outcome = await askRelease(ports)(subjectRef, holdId, officer);
          if (outcome === "own-request") throw new Problem("own-request");
          if (outcome !== "no-such-hold") return;
        }
        throw new Problem("not-found", { detail: "There is no such hold." });
      },
    ),
    act(
      {
        action: "answer-hold",
        path: "/answer-hold",
        summary: "Tell the person that a hold stands in the way",
        description:
          "Sends the letter of Article 12(4). The request stays held, and goes on when the last hold is released.",
        body: Nothing,
        problems: [...inBody, "not-told", "not-now"],
      },
      async ({ officer }, { requestId }) => {
        const outcome = await answerHold(ports, policy)(requestId, officer);
        if (outcome === "not-told") throw new Problem("not-told");
        if (outcome === "not-held") throw new Problem("not-now");
      },
    ),
    act(
      {
        action: "try-again",
        path: "/try-again",
        summary: "Go on with a run that failed",
        description:
          "From the failed step; from the beginning where the story itself was wrong: what is done is not done again.",
        body: TryAgain,
        problems: [...inBody, "not-now"],
      },
      async ({ officer, body }, { requestId }) => {
        if ((await tryAgain(ports)(requestId, officer, body.from)) === "not-needed") throw new Problem("not-now");
      },
    ),
  ];
};

const requireReviewInAYear = (now: Instant, reviewAt: Instant): void => {
  if (reviewAt > now && reviewAt <= plus(now, days(366))) return;
  const detail = "The review is in the future, and within a year.";
  throw new Problem("invalid-body", { detail, errors: [{ pointer: "/reviewAt", detail }] });
};

const approvalProblems: Record<ApprovalOutcome, ProblemName | undefined> = {
  approved: undefined,
  "one-more-needed": undefined,
  "not-waiting": "not-now",
  "plan-changed": "plan-changed",
  "own-request": "own-request",
  "four-eyes": "four-eyes",
};

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
