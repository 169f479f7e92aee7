import { ContestAnswer, contestOf } from "#kernel/contest.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { answerContest } from "#requests/contests.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { deciding, inBody } from "./deciding.ts";
import type { RequestDetail } from "./model.ts";
import type { OfficerOptions } from "./read.ts";

/** How an officer answers who contests a block. */
export const contestActs = (options: OfficerOptions): Route[] => {
  const act = deciding(options);
  return [
    act(
      {
        action: "answer-contest",
        path: "/answer-contest",
        summary: "Answer who contests a block: it stays, or is lifted",
        description:
          "You looked at the block once more (GDPR Article 22(3)); who set, approved or kept it before cannot. The answer is carried out on the block, and the person is told with its reason.",
        body: ContestAnswer,
        problems: [...inBody, "four-eyes", "not-now"],
      },
      async ({ officer, body }, request) => {
        if (contestOf(request) === undefined) throw new Problem("not-now", { detail: "It is no contest." });
        const outcome = await answerContest(options.ports)(request.requestId, { by: officer, answer: body });
        if (outcome === "four-eyes") throw new Problem("four-eyes");
        if (outcome !== "answered") throw new Problem("not-now");
      },
    ),
  ];
};

/** A contest as officers see it; undefined for a request of another kind. */
export const contestViewOf = (request: PrivacyRequest, officer: string): RequestDetail["contest"] => {
  const contest = contestOf(request);
  if (contest === undefined) return undefined;
  const { state, block, ground, answer } = contest;
  return {
    ...{ state, block, ground },
    ...(answer !== undefined && { answer: { ...answer, by: answer.by === officer ? "me" : answer.by } }),
  };
};
