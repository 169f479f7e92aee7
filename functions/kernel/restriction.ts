import * as z from "zod";
import { Instant } from "./instant.ts";
import type { JsonObject } from "./json.ts";
import { declareMoves, type Moves, requireMove } from "./moves.ts";
import type { PrivacyRequest } from "./request.ts";

/** Why the person's data may only be stored, with the point of GDPR Article 18(1) that says so. */
export const restrictionGrounds = {
  "accuracy-contested": "Article 18(1)(a)",
  unlawful: "Article 18(1)(b)",
  "needed-for-claims": "Article 18(1)(c)",
  "objection-pending": "Article 18(1)(d)",
} as const;
export const RestrictionGround = z.enum(Object.keys(restrictionGrounds) as [keyof typeof restrictionGrounds]);
export type RestrictionGround = z.infer<typeof RestrictionGround>;

/**
 * Grounds that hold because the person says so: while it is checked whether the data is right, or whether an objection outweighs. The
 * others have to be weighed before they hold.
 */
export const holdsAtOnce = (ground: RestrictionGround): boolean =>
  ground === "accuracy-contested" || ground === "objection-pending";

/**
 * Where a restriction stands, and what may happen to it there; everything else is stale or out of order, and refused:
 * - asked: nothing is restricted yet
 * - standing: the person's data is only stored; review-due: the same, and an officer has to look whether its ground still holds
 * - announced: it still stands, and the person is told that it will be lifted (Article 18(3))
 * - lifting: it counts no more, and is being taken back
 * - declined: it never came to anything; ended: it did, and is over
 */
export const restrictionMoves = declareMoves("asked", {
  asked: { begin: "standing", decline: "declined" },
  standing: { keep: "standing", "fall-due": "review-due", announce: "announced", "cut-short": "lifting" },
  "review-due": { keep: "standing", announce: "announced", "cut-short": "lifting" },
  // announced once more only to say how else the person was told
  announced: { keep: "standing", announce: "announced", lift: "lifting", "cut-short": "lifting" },
  lifting: { end: "ended" },
  declined: {},
  ended: {},
} as const satisfies Moves<string, string>);
export type RestrictionState = keyof typeof restrictionMoves;
export type RestrictionEvent = {
  [State in RestrictionState]: keyof (typeof restrictionMoves)[State];
}[RestrictionState];
export const RestrictionState = z.enum(Object.keys(restrictionMoves) as [RestrictionState]);

/** Where an event leads from a state; undefined where the table does not know the move. */
export const restrictionAfter = (state: RestrictionState, event: RestrictionEvent): RestrictionState | undefined =>
  (restrictionMoves[state] as Partial<Record<RestrictionEvent, RestrictionState>>)[event];

/** True while the data is only stored. */
export const isRestricting = (state: RestrictionState): boolean =>
  state === "standing" || state === "review-due" || state === "announced";

/** Why a restriction is lifted; also what the person is told. account-gone is the story's own: then there is nobody to tell. */
export const RestrictionOver = z.enum([
  "data-is-right",
  "data-corrected",
  "objection-decided",
  "ground-gone",
  "person-asks",
  "mistake",
  "account-gone",
]);
export type RestrictionOver = z.infer<typeof RestrictionOver>;

/** How somebody was told whom no mail can reach. */
export const ToldBy = z.enum(["letter", "portal"]);
export type ToldBy = z.infer<typeof ToldBy>;

const Announced = z.object({
  because: RestrictionOver,
  by: z.string(),
  at: Instant,
  /** Each announcement has a notice of its own. */
  round: z.int().min(1),
  toldBy: ToldBy.optional(),
});

/** What a request of kind `restriction` keeps of it, under `progress.restriction`. */
export const RestrictionRecord = z.looseObject({
  state: RestrictionState,
  ground: RestrictionGround,
  /** The person wants sign-in shut as well. */
  shutsSignIn: z.boolean(),
  /** Why it was not shut although they wanted it: the account may not be, or the restriction was over first. */
  signInSpared: z.enum(["protected", "over"]).optional(),
  /** By when an officer has to have looked whether the ground still holds. */
  reviewBy: Instant.optional(),
  announced: Announced.optional(),
  /** The announcement that was called off: the person is told that it stays. */
  calledOff: z.int().optional(),
  over: z.object({ because: RestrictionOver, by: z.string(), at: Instant }).optional(),
});
export type RestrictionRecord = z.infer<typeof RestrictionRecord>;

/** The restriction of a request; undefined for requests of other kinds. */
export const restrictionOf = ({ progress }: Pick<PrivacyRequest, "progress">): RestrictionRecord | undefined =>
  RestrictionRecord.safeParse(progress.restriction).data;

/** The request with another record of its restriction. Throws `ForbiddenStep` where no move of the table leads there. */
export const withRestriction = (request: PrivacyRequest, restriction: RestrictionRecord): PrivacyRequest => {
  requireMove(restrictionMoves, restrictionOf(request)?.state, restriction.state);
  return {
    ...request,
    progress: { ...request.progress, restriction: JSON.parse(JSON.stringify(restriction)) as JsonObject },
  };
};
