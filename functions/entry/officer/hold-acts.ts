import * as z from "zod";
import { days } from "#kernel/duration.ts";
import { newHoldId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { answerHold } from "#requests/answer-hold.ts";
import { PastPointOfNoReturn, placeHold } from "#requests/hold.ts";
import { askRelease, keepHold } from "#requests/hold-review.ts";
import { RequestParams } from "../api/model.ts";
import { Problem } from "../api/problems.ts";
import type { Route } from "../api/route.ts";
import { deciding, inBody } from "./deciding.ts";
import { KeepHold, Nothing, PlaceHold } from "./model.ts";
import type { OfficerOptions } from "./read.ts";

const holdParams = RequestParams.extend({ holdId: z.string() });

/** What officers decide about legal holds: place one, keep it until another review, release it by two, tell the person of it. */
export const officerHolds = (options: OfficerOptions): Route[] => {
  const { ports, policy } = options;
  const act = deciding(options);

  return [
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
        params: holdParams,
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
        params: holdParams,
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
  ];
};

const requireReviewInAYear = (now: Instant, reviewAt: Instant): void => {
  if (reviewAt > now && reviewAt <= plus(now, days(366))) return;
  const detail = "The review is in the future, and within a year.";
  throw new Problem("invalid-body", { detail, errors: [{ pointer: "/reviewAt", detail }] });
};
