import {
  answerContestRequest,
  answerHoldRequest,
  approveRequest,
  claimRequest,
  extendRequest,
  holdRequest,
  keepHoldRequest,
  keepRestrictionRequest,
  liftRestrictionRequest,
  type OfficerRequest,
  refuseRequest,
  releaseRequest,
  resumeRequest,
  suspendRequest,
  tryAgainRequest,
} from "../shared/client/index.ts";
import { type LiftingReason, liftingReasons } from "./restriction-words.ts";
import { contestReasons } from "./words.ts";

/** Something to be filled in before an act: what stands in the dialog and goes into the body. A judgement must be chosen; nothing stands there before. */
export type Field =
  | { name: string; label: string; options: Record<string, string>; hint?: string; mustChoose?: true }
  | { name: string; label: string; type: "text" | "date"; hint?: string; isOptional?: true };

export type Values = Record<string, string>;

/** One thing an officer can do: what the dialog says and asks before, and the call. */
export interface Act {
  label: string;
  title: string;
  /** What will happen, said before it does: to a deletion, where kinds differ. */
  consequence: string;
  /** The same for kinds that destroy nothing. */
  ofKind?: Partial<Record<OfficerRequest["kind"], string>>;
  fields?: Field[];
  isGrave?: true;
  run(requestId: string, values: Values, request?: OfficerRequest): Promise<unknown>;
}

type Ground = NonNullable<OfficerRequest["refusal"]>["ground"];
const grounds: Record<Ground, string> = {
  "not-identified": "We cannot tell that it is the person (Article 11(2), 12(2))",
  "manifestly-unfounded": "Manifestly unfounded (Article 12(5))",
  excessive: "Excessive (Article 12(5))",
  "freedom-of-expression": "Freedom of expression (Article 17(3)(a))",
  "legal-duty": "A legal duty to keep it (Article 17(3)(b))",
  "public-health-archive-research": "Public health, archive, research (Article 17(3)(c), (d))",
  "legal-claims": "Legal claims (Article 17(3)(e))",
  "rights-of-others": "Rights of others (Article 15(4), 20(4))",
  "national-limits": "National limits (Article 23)",
  "conditions-not-met": "No case of Article 18(1) applies (of a restriction)",
};

type ContestAnswer = Parameters<typeof answerContestRequest>[0]["body"];
const contestAnswers: Record<string, string> = Object.fromEntries([
  ...(["mistake", "reason-gone", "too-hard", "was-not-them"] as const).map((reason) => [
    `lift ${reason}`,
    `Lift it: ${contestReasons[reason].toLowerCase()}`,
  ]),
  ...(["reason-stands", "risk-remains", "bound-by-law"] as const).map((reason) => [
    `uphold ${reason}`,
    `It stays: ${contestReasons[reason].toLowerCase()}`,
  ]),
]);
const answerIn = (chosen = ""): ContestAnswer => {
  const [outcome, because] = chosen.split(" ");
  return { outcome, because } as ContestAnswer;
};

const endOf = (date: string): string => new Date(`${date}T23:59:59`).toISOString();
/** Values come from the dialog's own options, so they are of the type that the call asks for. */
const as = <T>(value: string | undefined): T => value as T;

/** What the API names as actions, but for the reveal, which is a page's own; and the way back from taking a request on. */
type ActName = Exclude<OfficerRequest["actions"][number]["action"], "reveal"> | "put-back";

export const acts: Record<ActName, Act> = {
  claim: {
    label: "Take it on",
    title: "Take this request on?",
    consequence: "It is then shown as yours, so that nobody else begins with it. You can put it back at any time.",
    run: (requestId) => claimRequest({ path: { requestId }, body: { to: "me" } }),
  },
  "put-back": {
    label: "Put it back",
    title: "Put this request back?",
    consequence: "It is then nobody's again, and another officer can take it on.",
    run: (requestId) => claimRequest({ path: { requestId }, body: { to: "nobody" } }),
  },
  approve: {
    label: "Approve",
    title: "Approve this plan?",
    consequence:
      "With your yes the deletion passes its point of no return, as soon as nothing else is in the way; where two are needed, another officer must approve as well. It holds for exactly the plan shown here and for no other. What is deleted cannot be brought back.",
    ofKind: {
      export:
        "With your yes the data is collected, at Auth0 and at every recipient, and the person alone can fetch it. It holds for exactly the plan shown here and for no other.",
      restriction:
        "With your yes the data is only stored from then on, here and at every recipient, until it is lifted. The person is told. It holds for exactly what is shown here.",
      block:
        "With your yes the person is shut out as shown here, as soon as nothing else is in the way, and is told how to contest it.",
    },
    isGrave: true,
    run: (requestId, _, request) =>
      approveRequest({ path: { requestId }, body: { planDigest: request?.plan?.digest ?? "" } }),
  },
  refuse: {
    label: "Refuse",
    title: "Refuse this request?",
    consequence:
      "It stops at once, nothing is deleted, and the person gets a letter with the reason, how to complain to the authority, and how to go to court (Article 12(4)).",
    ofKind: {
      export:
        "It stops at once, what was collected is removed, and the person gets a letter with the reason, how to complain to the authority, and how to go to court (Article 12(4)). A package that is ready already stays until its date.",
      restriction:
        "Nothing is restricted, and the person gets a letter with the reason, how to complain to the authority, and how to go to court (Article 12(4)).",
    },
    fields: [
      { name: "ground", label: "Ground", options: grounds, mustChoose: true },
      {
        name: "law",
        label: "Law",
        type: "text",
        hint: "Where the ground needs one, such as § 147 AO. No names of people.",
        isOptional: true,
      },
    ],
    isGrave: true,
    run: (requestId, { ground, law }) =>
      refuseRequest({ path: { requestId }, body: { ground: as<Ground>(ground), ...(law && { law }) } }),
  },
  extend: {
    label: "Extend the time",
    title: "Extend the time by two months?",
    consequence:
      "The person is told first, with the reason. It can be done once, within the first month, and only for these two reasons (Article 12(3)).",
    fields: [
      {
        name: "because",
        label: "Reason",
        options: { complexity: "The request is complex", number: "We have unusually many requests at once" },
      },
      {
        name: "toldBy",
        label: "How the person is told",
        options: {
          mail: "By mail, now",
          letter: "I have sent them a letter",
          portal: "In the portal, where no mail can reach them",
        },
        hint: "Without a notice the law allows no extension.",
      },
    ],
    run: (requestId, { because, toldBy }) =>
      extendRequest({
        path: { requestId },
        body: {
          because: as<"complexity" | "number">(because),
          ...(toldBy !== "mail" && { toldBy: as<"letter" | "portal">(toldBy) }),
        },
      }),
  },
  suspend: {
    label: "Ask the person",
    title: "Ask the person, and stop the clock?",
    consequence:
      "They get a message with the question, and the clock stands still until you say that they answered. Both due dates are kept; warnings go by the earlier one.",
    fields: [
      {
        name: "because",
        label: "What is asked",
        options: { identity: "Who they are", scope: "What exactly they mean, of very much data" },
      },
    ],
    run: (requestId, { because }) =>
      suspendRequest({ path: { requestId }, body: { because: as<"identity" | "scope">(because) } }),
  },
  resume: {
    label: "Let the clock go on",
    title: "Let the clock go on?",
    consequence: "The person has answered. The time in which we waited is added to the second of the two due dates.",
    run: (requestId) => resumeRequest({ path: { requestId }, body: {} }),
  },
  hold: {
    label: "Place a legal hold",
    title: "Place a legal hold?",
    consequence:
      "From then on nothing of this person is destroyed, by no request, until two officers release it. The person is told before the due date.",
    fields: [
      {
        name: "ground",
        label: "Ground",
        options: {
          "legal-claims": "Legal claims",
          "legal-duty": "A legal duty",
          "authority-order": "An order of an authority",
        },
      },
      { name: "reference", label: "File number", type: "text", hint: "A reference only. No names of people." },
      { name: "reviewAt", label: "To be reviewed on", type: "date", hint: "Within a year." },
    ],
    run: (requestId, { ground, reference, reviewAt }) =>
      holdRequest({
        path: { requestId },
        body: {
          ground: as<"legal-claims" | "legal-duty" | "authority-order">(ground),
          reference: reference ?? "",
          reviewAt: reviewAt ? endOf(reviewAt) : "",
        },
      }),
  },
  "keep-hold": {
    label: "Keep the hold",
    title: "Keep the hold until another review?",
    consequence: "You have looked whether it must still stand, and it must. A wish to release it is over with that.",
    fields: [{ name: "reviewAt", label: "To be reviewed on", type: "date", hint: "Within a year." }],
    run: (requestId, { reviewAt }, request) =>
      keepHoldRequest({
        path: { requestId, holdId: holdToReview(request)?.holdId ?? "" },
        body: { reviewAt: reviewAt ? endOf(reviewAt) : "" },
      }),
  },
  release: {
    label: "Release the hold",
    title: "Release the hold?",
    consequence:
      "Two different officers are needed: the first asks, the second releases. The request then goes on by itself, towards deletion.",
    isGrave: true,
    run: (requestId, _, request) =>
      releaseRequest({ path: { requestId, holdId: holdToRelease(request)?.holdId ?? "" } }),
  },
  "answer-hold": {
    label: "Tell the person of the hold",
    title: "Tell the person that a hold stands in the way?",
    consequence: "They get the letter of Article 12(4). The request stays held, and goes on when the hold is released.",
    run: (requestId) => answerHoldRequest({ path: { requestId }, body: {} }),
  },
  "lift-restriction": {
    label: "Lift the restriction",
    title: "Lift the restriction?",
    consequence:
      "The person is told first, with the reason (Article 18(3)). It is lifted when the days that policy gives them are over, and every recipient is told.",
    fields: [
      { name: "because", label: "Reason", options: liftingReasons },
      {
        name: "toldBy",
        label: "How the person is told",
        options: {
          mail: "By mail, now",
          letter: "I have sent them a letter",
          portal: "In the portal, where no mail can reach them",
        },
        hint: "Nobody's restriction is lifted before they were told.",
      },
    ],
    run: (requestId, { because, toldBy }) =>
      liftRestrictionRequest({
        path: { requestId },
        body: {
          because: as<LiftingReason>(because),
          ...(toldBy !== "mail" && { toldBy: as<"letter" | "portal">(toldBy) }),
        },
      }),
  },
  "keep-restriction": {
    label: "Keep the restriction",
    title: "Keep the restriction until another review?",
    consequence:
      "You have looked whether its ground still holds, and it does. A lifting that was announced is called off, and the person is told.",
    fields: [{ name: "reviewAt", label: "To be reviewed on", type: "date", hint: "Within a year." }],
    run: (requestId, { reviewAt }) =>
      keepRestrictionRequest({ path: { requestId }, body: { reviewAt: reviewAt ? endOf(reviewAt) : "" } }),
  },
  "answer-contest": {
    label: "Answer the contest",
    title: "What becomes of the block?",
    consequence:
      "You have looked at the block once more. Your answer is carried out on it at once, and the person is told with its reason.",
    fields: [{ name: "answer", label: "What you found", options: contestAnswers, mustChoose: true }],
    isGrave: true,
    run: (requestId, { answer }) => answerContestRequest({ path: { requestId }, body: answerIn(answer) }),
  },
  "try-again": {
    label: "Try again",
    title: "Try again?",
    consequence: "The run goes on. What is done already is not done twice.",
    fields: [
      {
        name: "from",
        label: "Where to go on",
        options: {
          "failed-step": "From the step that failed",
          beginning: "From the beginning, with the present story",
        },
      },
    ],
    run: (requestId, { from }) =>
      tryAgainRequest({ path: { requestId }, body: { from: as<"failed-step" | "beginning">(from) } }),
  },
};

/** The hold whose release waits for a second officer, else the oldest. */
const holdToRelease = (request: OfficerRequest | undefined) =>
  request?.holds.find(({ releaseAskedBy }) => releaseAskedBy !== undefined && releaseAskedBy !== "me") ??
  request?.holds.find(({ releaseAskedBy }) => releaseAskedBy === undefined);

/** The hold whose review is due first. */
const holdToReview = (request: OfficerRequest | undefined) =>
  request?.holds.toSorted((one, other) => Date.parse(one.reviewAt) - Date.parse(other.reviewAt))[0];
