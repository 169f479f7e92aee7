import * as z from "zod";
import { RequestId } from "./ids.ts";
import { Instant } from "./instant.ts";
import type { JsonObject } from "./json.ts";
import { declareMoves, type Moves, requireMove } from "./moves.ts";
import type { PrivacyRequest } from "./request.ts";

/** Why the person thinks that a block is wrong. Nothing free is written down here: what they want to say beside it comes by mail. */
export const ContestGround = z.enum(["was-not-me", "not-true", "settled", "too-hard"]);
export type ContestGround = z.infer<typeof ContestGround>;

/** What an officer found, after having looked: also what the person is told. */
export const upholdReasons = ["reason-stands", "risk-remains", "bound-by-law"] as const;
export const liftReasons = ["mistake", "reason-gone", "too-hard", "was-not-them"] as const;
export const ContestReason = z.enum([...upholdReasons, ...liftReasons]);
export type ContestReason = z.infer<typeof ContestReason>;

/** An officer's answer: the block stays, or is lifted, and why. */
export const ContestAnswer = z.discriminatedUnion("outcome", [
  z.strictObject({ outcome: z.literal("uphold"), because: z.enum(upholdReasons) }),
  z.strictObject({ outcome: z.literal("lift"), because: z.enum(liftReasons) }),
]);
export type ContestAnswer = z.infer<typeof ContestAnswer>;

/**
 * Where a contest stands, and what may happen to it there; everything else is stale or out of order, and refused:
 * - open: an officer has to look; overdue: the same, and they have not in time
 * - upheld, lifted: answered, and being carried out
 * - closed: over; also where the block was over first, or the person took the contest back
 */
export const contestMoves = declareMoves("open", {
  open: { "fall-due": "overdue", uphold: "upheld", lift: "lifted", moot: "closed" },
  overdue: { uphold: "upheld", lift: "lifted", moot: "closed" },
  upheld: { close: "closed" },
  lifted: { close: "closed" },
  closed: {},
} as const satisfies Moves<string, string>);
export type ContestState = keyof typeof contestMoves;
export type ContestEvent = { [State in ContestState]: keyof (typeof contestMoves)[State] }[ContestState];
export const ContestState = z.enum(Object.keys(contestMoves) as [ContestState]);

/** Where an event leads from a state; undefined where the table does not know the move. */
export const contestAfter = (state: ContestState, event: ContestEvent): ContestState | undefined =>
  (contestMoves[state] as Partial<Record<ContestEvent, ContestState>>)[event];

/** What a request of kind `contest` keeps of it, under `progress.contest`. */
export const ContestRecord = z.looseObject({
  state: ContestState,
  /** The block that is contested, by its request. */
  block: RequestId,
  ground: ContestGround,
  answer: z
    .object({ outcome: z.enum(["uphold", "lift"]), because: ContestReason, by: z.string(), at: Instant })
    .optional(),
  /** The block was over before anybody had answered. */
  moot: z.boolean().optional(),
});
export type ContestRecord = z.infer<typeof ContestRecord>;

/** The contest of a request; undefined for requests of other kinds. */
export const contestOf = ({ progress }: Pick<PrivacyRequest, "progress">): ContestRecord | undefined =>
  ContestRecord.safeParse(progress.contest).data;

/** The request with another record of its contest. Throws `ForbiddenStep` where no move of the table leads there. */
export const withContest = (request: PrivacyRequest, contest: ContestRecord): PrivacyRequest => {
  requireMove(contestMoves, contestOf(request)?.state, contest.state);
  return { ...request, progress: { ...request.progress, contest: JSON.parse(JSON.stringify(contest)) as JsonObject } };
};
