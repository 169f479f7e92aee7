import { type BlockReach, blockOf, demandOf, isSameDemand, type StandingBlock } from "#kernel/block.ts";
import { protectsOthers, type StandingOf } from "#kernel/block-standing.ts";
import {
  type Bulk,
  type BulkEntry,
  type BulkState,
  type BulkWish,
  type Came,
  isToBeDone,
  type Verdict,
} from "#kernel/bulk.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { type Instant, reached, secondsUntil } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { isRestricted, type SubjectState } from "#kernel/subject.ts";
import type { BulkDecision } from "#ports/bulks/bulks.ts";
import type { Account } from "#ports/identity/identity.ts";

/** What was read of one account, just before. */
export interface EntryReading {
  account: Account | undefined;
  subject: SubjectState;
  standing: StandingOf;
  /** The account is that of an officer who wants or approved the list. */
  isOwn: boolean;
}

/** What an entry would meet now. The fence asks all of it once more, in the transaction that lets a block pass. */
export const verdictOf = (wish: BulkWish, { account, subject, standing, isOwn }: EntryReading): Verdict => {
  if (account === undefined) return "not-known";
  if (isOwn) return "own-account";
  const ours = subject.blocks ?? [];
  if (wish.action === "unblock") {
    if (ours.length > 0) return "would-lift";
    return account.blocked ? "blocked-by-others" : "not-blocked";
  }
  if (subject.pointOfNoReturn !== undefined) return "being-deleted";
  if (standing.protectedBy.length > 0) return "protected";
  if (isRestricted(subject) && !protectsOthers(wish.reason)) return "restricted";
  if (account.blocked || ours.some(({ reach }) => coversAll(reach, wish.reach))) return "already-blocked";
  return standing.staffRoles.length > 0 ? "needs-approval" : "would-block";
};

/** Whether who is shut out there already is shut out wherever this would shut them out. */
const coversAll = (there: BlockReach, wanted: BlockReach): boolean => {
  if (there === "everywhere" || wanted === "everywhere") return there === "everywhere";
  const demand = (reach: BlockReach) => demandOf({ blocks: [{ reach, reason: "abuse" } as StandingBlock] });
  return isSameDemand(demand(there), demand(wanted));
};

/** All that was looked at is one plan: an approval holds for it and for no other. */
export const planDigestOf = ({ wish, people }: Pick<Bulk, "wish" | "people">, pages: readonly BulkEntry[][]): string =>
  digestOf({ wish, people, verdicts: pages.map((entries) => entries.map(({ verdict = null }) => verdict)) } as never);

/** Every entry has been looked at: from here another officer decides. A stop that came first stands. */
export const decideProposal = (bulk: Bulk, pages: readonly BulkEntry[][], now: Instant): BulkDecision<void> => {
  if (bulk.state !== "checking") return { outcome: undefined, audit: [] };
  const planDigest = planDigestOf(bulk, pages);
  const toBeDone = pages.flat().filter(({ verdict }) => verdict !== undefined && isToBeDone(verdict)).length;
  return {
    outcome: undefined,
    bulk: { ...bulk, state: "proposed", planDigest },
    audit: [{ event: "list-checked", at: now, actor: "system", facts: { people: bulk.people, toBeDone, planDigest } }],
  };
};

/** The way a run goes on, told from where the list stands. */
export type OpenedAs = "check" | "approval" | "work" | "over";

const ways: Record<BulkState, OpenedAs> = {
  checking: "check",
  proposed: "approval",
  running: "work",
  stopping: "work",
  finished: "over",
  stopped: "over",
  lapsed: "over",
};

/** A run begins or goes on; a proposal whose time is over lapses: silence blocks nobody. */
export const decideOpening = (
  bulk: Bulk,
  now: Instant,
): BulkDecision<{ next: OpenedAs; people: number; decideSeconds: number }> => {
  const hasLapsed = bulk.state === "proposed" && reached(bulk.decideBy, now);
  const state: BulkState = hasLapsed ? "lapsed" : bulk.state;
  return {
    outcome: { next: ways[state], people: bulk.people, decideSeconds: Math.max(1, secondsUntil(now, bulk.decideBy)) },
    bulk: { ...bulk, state, unstarted: false, ...(hasLapsed && { closedAt: now }) },
    audit: hasLapsed ? [{ event: "list-lapsed", at: now, actor: "system", facts: {} }] : [],
  };
};

/** What became of an account's own request; undefined while it is on its way to the fence. */
export const cameOf = (request: PrivacyRequest): Came | undefined => {
  const { state, over } = blockOf(request) ?? {};
  if (state === "declined") return over?.because === "stopped" ? "left" : "declined";
  if (state !== "proposed") return "blocked";
  // from here on it is that request's own matter, whatever becomes of the list
  return request.status === "in-review" || request.status === "needs-attention" ? "proposed" : undefined;
};

/** What each came to, in numbers. */
export const countsOf = (pages: readonly BulkEntry[][]): Partial<Record<Came, number>> => {
  const counts: Partial<Record<Came, number>> = {};
  for (const { came } of pages.flat()) if (came !== undefined) counts[came] = (counts[came] ?? 0) + 1;
  return counts;
};

/** Every entry came to something: the list is over. */
export const decideEnd = (bulk: Bulk, pages: readonly BulkEntry[][], now: Instant): BulkDecision<boolean> => {
  if (pages.flat().some(({ came }) => came === undefined)) return { outcome: false, audit: [] };
  const ended: Partial<Record<BulkState, BulkState>> = { running: "finished", stopping: "stopped" };
  const state = ended[bulk.state];
  if (state === undefined) return { outcome: true, audit: [] };
  return {
    outcome: true,
    bulk: { ...bulk, state, closedAt: now, wait: undefined },
    audit: [
      {
        event: state === "finished" ? "list-finished" : "list-wound-down",
        at: now,
        actor: "system",
        facts: countsOf(pages) as Record<string, number>,
      },
    ],
  };
};

/** Its time is over, and the list is about to be let go: what is not done is left. */
export const decideTimeOver = (bulk: Bulk, now: Instant): BulkDecision<void> => {
  if (bulk.state !== "running" || !reached(bulk.until, now)) return { outcome: undefined, audit: [] };
  return {
    outcome: undefined,
    bulk: { ...bulk, state: "stopping", stopped: { by: "system", at: now } },
    audit: [{ event: "list-stopped", at: now, actor: "system", facts: { because: "time-over" } }],
  };
};

/** How long to wait before looking again: until there is room, and never longer than an hour, for policy and switch may change. */
export const waitSeconds = (now: Instant, roomAt: Instant | undefined): number =>
  roomAt === undefined ? soon : Math.min(3600, Math.max(soon, secondsUntil(now, roomAt)));
/** A block on its way to the fence takes seconds. */
const soon = 30;
