import * as z from "zod";
import { BlockEnd, BlockReach, BlockReason, LiftReason } from "./block.ts";
import { RequestId, ulidAt } from "./ids.ts";
import { Instant } from "./instant.ts";
import { declareMoves, type Moves } from "./moves.ts";

/** A list of accounts that are blocked, or let in again, by one decision. */
export const BulkId = z
  .string()
  .regex(/^bulk_[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "is not the id of a list")
  .brand<"BulkId">();
export type BulkId = z.infer<typeof BulkId>;

export const newBulkId = (now: Instant): BulkId => `bulk_${ulidAt(now)}` as BulkId;

/** As many accounts stand on a page: what is known of them fits into one row, and one step looks at all of them. */
export const perPage = 25;
export const mostPeople = 1000;
export const pagesOf = (people: number): number => Math.ceil(people / perPage);

/** What is wanted for every account of the list. A block of many always has an end, or an officer who looks at it. */
export const BulkWish = z.discriminatedUnion("action", [
  z.strictObject({
    action: z.literal("block"),
    reason: BlockReason,
    reach: BlockReach,
    end: BlockEnd,
    reference: z.string().optional(),
  }),
  z.strictObject({ action: z.literal("unblock"), because: LiftReason }),
]);
export type BulkWish = z.infer<typeof BulkWish>;

/**
 * What an entry would meet, or has met:
 * - would-block, would-lift: it would be done
 * - needs-approval: it would be proposed, and waits for another officer by itself, for the person works here
 * - already-blocked, not-blocked: there is nothing to do
 * - blocked-by-others: somebody blocked the account by hand, which is not ours to lift
 * - protected, restricted, being-deleted, own-account: it is not done
 * - not-known: there is no such account; no-user-id, repeated: the list itself is wrong there
 */
export const Verdict = z.enum([
  "would-block",
  "would-lift",
  "needs-approval",
  "already-blocked",
  "not-blocked",
  "blocked-by-others",
  "protected",
  "restricted",
  "being-deleted",
  "own-account",
  "not-known",
  "no-user-id",
  "repeated",
]);
export type Verdict = z.infer<typeof Verdict>;

const willBeDone: readonly Verdict[] = ["would-block", "would-lift", "needs-approval"];
export const isToBeDone = (verdict: Verdict): boolean => willBeDone.includes(verdict);

/**
 * What became of an entry, for good:
 * - blocked: past the fence. lifted: ours stand no more
 * - proposed: waits for another officer by itself, whatever becomes of the list
 * - declined: the fence said no, and its request says why
 * - skipped: it met a verdict under which nothing is done
 * - left: the list was stopped, or its time was over, before anybody began with it
 */
export const Came = z.enum(["blocked", "lifted", "proposed", "declined", "skipped", "left"]);
export type Came = z.infer<typeof Came>;

/** One account of the list, by its place: who it is stands in the sealed list alone. */
export const BulkEntry = z.object({
  verdict: Verdict.optional(),
  /** Set before anybody is touched: whoever comes after a crash goes on with it. */
  begunAt: Instant.optional(),
  /** The block's own request. */
  requestId: RequestId.optional(),
  came: Came.optional(),
});
export type BulkEntry = z.infer<typeof BulkEntry>;

/**
 * Where a list stands, and what may happen to it there:
 * - checking: what each entry would meet is looked at; nothing is done
 * - proposed: waits for another officer
 * - running: accounts are worked off, one after the other
 * - stopping: nothing more is begun; what was begun and is not past the fence is taken back
 */
export const bulkMoves = declareMoves("checking", {
  checking: { plan: "proposed", stop: "stopping" },
  proposed: { approve: "running", lapse: "lapsed", stop: "stopping" },
  running: { finish: "finished", stop: "stopping" },
  stopping: { end: "stopped" },
  finished: {},
  stopped: {},
  lapsed: {},
} as const satisfies Moves<string, string>);
export type BulkState = keyof typeof bulkMoves;
export const BulkState = z.enum(Object.keys(bulkMoves) as [BulkState]);

export const mayBulkMove = (from: BulkState, to: BulkState): boolean =>
  from === to || (Object.values(bulkMoves[from]) as BulkState[]).includes(to);
export const isBulkOver = (state: BulkState): boolean => Object.keys(bulkMoves[state]).length === 0;

export const BulkWait = z.object({
  /** The task token, sealed by `keys`: who has it can end the wait (I20). */
  sealedToken: z.string(),
  /** Somebody decided; stays until the run has taken it. */
  decidedAt: Instant.optional(),
});

/** A list: ids, states, times and counts only (I10). */
export const Bulk = z.object({
  bulkId: BulkId,
  wish: BulkWish,
  people: z.int().min(1),
  openedBy: z.string(),
  openedAt: Instant,
  state: BulkState,
  attempt: z.int().min(1),
  unstarted: z.boolean(),
  /** A proposal that nobody approves by then lapses. */
  decideBy: Instant,
  /** What was not done by then is left: the sealed list is let go, so that it outlives nobody's deletion. */
  until: Instant,
  /** Over what is wanted and what each entry would meet: an approval is for this and nothing else. */
  planDigest: z.string().optional(),
  approved: z.object({ by: z.string(), at: Instant }).optional(),
  /** "system" where its time was over. */
  stopped: z.object({ by: z.string(), at: Instant }).optional(),
  wait: BulkWait.optional(),
  attention: z.object({ since: Instant, error: z.string() }).optional(),
  closedAt: Instant.optional(),
});
export type Bulk = z.infer<typeof Bulk>;

/** The name of the run in force. */
export const bulkRun = ({ bulkId, attempt }: Pick<Bulk, "bulkId" | "attempt">): string => `${bulkId}.${attempt}`;

/** The list of a run's name, or undefined when the run is no list's. */
export const bulkOfRun = (name: string): { bulkId: BulkId; attempt: number } | undefined => {
  const [id, attempt, more] = name.split(".");
  const parsed = BulkId.safeParse(id);
  return parsed.success && more === undefined && attempt !== undefined && /^[1-9]\d{0,5}$/.test(attempt)
    ? { bulkId: parsed.data, attempt: Number(attempt) }
    : undefined;
};
