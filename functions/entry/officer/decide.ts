import { type ApprovalOutcome, approvePlan } from "#requests/approve.ts";
import { decideClaim } from "#requests/claim.ts";
import { extendDeadline } from "#requests/extend.ts";
import { refuseRequest } from "#requests/refuse.ts";
import { decideResumption, suspendClock } from "#requests/suspend.ts";
import { tryAgain } from "#requests/try-again.ts";
import { Problem, type ProblemName } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { deciding, inBody } from "./deciding.ts";
import { Approve, Claim, Extend, Nothing, Refuse, Suspend, TryAgain } from "./model.ts";
import type { OfficerOptions } from "./read.ts";

/** What officers decide about one request: every act is audited, and decides by itself whether it may. */
export const officerActs = (options: OfficerOptions): Route[] => {
  const { ports, policy } = options;
  const act = deciding(options);

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

const approvalProblems: Record<ApprovalOutcome, ProblemName | undefined> = {
  approved: undefined,
  "one-more-needed": undefined,
  "not-waiting": "not-now",
  "plan-changed": "plan-changed",
  "own-request": "own-request",
  "four-eyes": "four-eyes",
};
