import {
  type Bulk,
  type BulkEntry,
  type BulkId,
  type BulkWish,
  bulkRun,
  isBulkOver,
  newBulkId,
  perPage,
} from "#kernel/bulk.ts";
import { days } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { BulkDecision } from "#ports/bulks/bulks.ts";
import type { Ports } from "#ports/ports.ts";
import { RunExists } from "#ports/workflows/workflows.ts";

type Waking = Pick<Ports, "bulks" | "workflows" | "keys">;
type Deciding = Waking & Pick<Ports, "clock">;

/** The sealed list is let go after so long: before the last trace of anybody who is deleted meanwhile must be gone (I9). */
const listKept = days(30);
/** What is not done by then is left, while the list can still be read. */
const workedFor = days(28);

/** What the list itself says of each place: no user id at all, or one that stands there already. */
const entriesOf = (names: readonly string[]): BulkEntry[] =>
  names.map((name, place) => {
    if (!UserId.safeParse(name).success) return { verdict: "no-user-id" };
    return names.indexOf(name) < place ? { verdict: "repeated" } : {};
  });

const inPages = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / perPage) }, (_, page) => all.slice(page * perPage, (page + 1) * perPage));

/** Takes in a list: sealed and stored first, then its run is started, which looks what each entry would meet. Nothing is done yet. */
export const openBulk =
  ({ clock, bulks, lists, workflows }: Pick<Ports, "clock" | "bulks" | "lists" | "workflows">, policy: Policy) =>
  async ({ wish, names, by }: { wish: BulkWish; names: readonly string[]; by: string }): Promise<Bulk> => {
    const now = clock.now();
    const bulk: Bulk = {
      bulkId: newBulkId(now),
      wish,
      people: names.length,
      openedBy: by,
      openedAt: now,
      state: "checking",
      attempt: 1,
      unstarted: true,
      decideBy: plus(now, policy.blocking.decideWithin),
      until: plus(now, workedFor),
    };
    const pages = inPages(names);
    for (const [place, page] of pages.entries()) {
      await lists.keep(bulk.bulkId, place + 1, page, plus(now, listKept));
    }
    await bulks.open(bulk, inPages(entriesOf(names)), [
      { event: "list-opened", at: now, actor: by, facts: { action: wish.action, people: names.length } },
    ]);
    await startBulk({ workflows })(bulk).catch(leaveToTheSweep);
    return bulk;
  };

/** Starts the run in force of a list. The same start again is harmless. */
export const startBulk =
  ({ workflows }: Pick<Ports, "workflows">) =>
  async (bulk: Bulk): Promise<void> => {
    try {
      await workflows.start({ story: "bulk", name: bulkRun(bulk), input: { bulkId: bulk.bulkId } });
    } catch (error) {
      if (!(error instanceof RunExists)) throw error; // the run began, and may be over: nothing is left to start
    }
  };

/** Marked unstarted, it is the sweep's; and a wake that fails is as well. */
const leaveToTheSweep = (): void => undefined;

/** Sends a parked run on where somebody decided. What is `Busy` stays for the sweep. */
export const wakeBulk =
  ({ bulks, workflows, keys }: Waking) =>
  async ({ bulkId, wait }: Bulk): Promise<void> => {
    if (wait?.decidedAt === undefined) return;
    try {
      const sealed = Buffer.from(wait.sealedToken, "base64url");
      const token = await keys.unseal(sealed, { purpose: "token", owner: bulkId });
      await workflows.answer(Buffer.from(token).toString(), {});
      await bulks.change(bulkId, (bulk) => ({
        outcome: undefined,
        ...(bulk.wait?.sealedToken === wait.sealedToken && { bulk: { ...bulk, wait: undefined } }),
        audit: [],
      }));
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
    }
  };

/** Starts what was opened and has not begun, and hands on decisions that no run has taken (I1). Every minute. */
export const sweepBulks =
  (ports: Waking) =>
  async (before: Instant): Promise<void> => {
    for (const bulk of await ports.bulks.unstarted(before)) await startBulk(ports)(bulk);
    for (const bulk of await ports.bulks.unanswered(before)) await wakeBulk(ports)(bulk);
  };

/** An officer's decision reaches the run that is parked, or needs the next attempt where the run has failed. */
const decided = (bulk: Bulk, now: Instant): Bulk =>
  bulk.attention === undefined
    ? { ...bulk, ...(bulk.wait && { wait: { ...bulk.wait, decidedAt: now } }) }
    : { ...bulk, attempt: bulk.attempt + 1, unstarted: true, attention: undefined, wait: undefined };

export type ApproveOutcome = "approved" | "four-eyes" | "plan-changed" | "not-now";

/** Another officer's yes: to what is wanted and what each entry would meet, as it was shown (I12). */
export const decideApproval = (
  bulk: Bulk,
  { by, planDigest }: { by: string; planDigest: string },
  now: Instant,
): BulkDecision<ApproveOutcome> => {
  const no = (outcome: ApproveOutcome): BulkDecision<ApproveOutcome> => ({
    outcome,
    audit: [{ event: "list-approval-refused", at: now, actor: by, facts: { because: outcome } }],
  });
  if (bulk.state === "running" && bulk.approved?.by === by) return { outcome: "approved", audit: [] };
  if (bulk.state !== "proposed" || reached(bulk.decideBy, now)) return no("not-now");
  if (bulk.openedBy === by) return no("four-eyes");
  if (bulk.planDigest !== planDigest) return no("plan-changed");
  return {
    outcome: "approved",
    bulk: { ...decided(bulk, now), state: "running", approved: { by, at: now } },
    audit: [{ event: "list-approved", at: now, actor: by, facts: { planDigest } }],
  };
};

export type StopOutcome = "stopping" | "over";

/** Nobody more is begun with, from the moment that this is stored. What was blocked or let in stays so. */
export const decideStop = (bulk: Bulk, by: string, now: Instant): BulkDecision<StopOutcome> => {
  if (isBulkOver(bulk.state)) return { outcome: "over", audit: [] };
  if (bulk.state === "stopping") return { outcome: "stopping", audit: [] };
  return {
    outcome: "stopping",
    bulk: { ...decided(bulk, now), state: "stopping", stopped: { by, at: now } },
    audit: [{ event: "list-stopped", at: now, actor: by, facts: { in: bulk.state } }],
  };
};

/** Stores a decision, then lets the run take it. */
const decideAndWake =
  (ports: Deciding) =>
  async <T>(bulkId: BulkId, decide: (bulk: Bulk, now: Instant) => BulkDecision<T>): Promise<T> => {
    const outcome = await ports.bulks.change(bulkId, (bulk) => decide(bulk, ports.clock.now()));
    const bulk = await ports.bulks.find(bulkId);
    if (bulk?.unstarted) await startBulk(ports)(bulk).catch(leaveToTheSweep);
    else if (bulk !== undefined) await wakeBulk(ports)(bulk);
    return outcome;
  };

export const approveBulk =
  (ports: Deciding) =>
  (bulkId: BulkId, approval: { by: string; planDigest: string }): Promise<ApproveOutcome> =>
    decideAndWake(ports)(bulkId, (bulk, now) => decideApproval(bulk, approval, now));

export const stopBulk =
  (ports: Deciding) =>
  (bulkId: BulkId, by: string): Promise<StopOutcome> =>
    decideAndWake(ports)(bulkId, (bulk, now) => decideStop(bulk, by, now));

/** Goes on with a list whose run failed, by the next attempt: its steps skip what is on record. */
export const tryBulkAgain =
  (ports: Deciding) =>
  (bulkId: BulkId, by: string): Promise<"going-on" | "not-needed"> =>
    decideAndWake(ports)(bulkId, (bulk, now) =>
      bulk.attention === undefined
        ? { outcome: "not-needed", audit: [] }
        : {
            outcome: "going-on",
            bulk: decided(bulk, now),
            audit: [{ event: "attempt-started", at: now, actor: by, facts: { attempt: bulk.attempt + 1 } }],
          },
    );
