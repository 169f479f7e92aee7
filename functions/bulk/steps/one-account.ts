import { type Bulk, type BulkEntry, type Came, isToBeDone } from "#kernel/bulk.ts";
import { newRequestId, UserId } from "#kernel/ids.ts";
import { declineProposed, liftBlock, proposeBlock } from "#requests/blocks.ts";
import type { Needs } from "#requests/step.ts";
import { cameOf, verdictOf } from "../rules.ts";
import { readEntry } from "./reading.ts";

export type Working = Needs<"clock" | "bulks" | "lists" | "requests" | "subjects" | "reader" | "workflows" | "keys">;

/** An entry by its place: on which page, and where on it, from 0. */
export interface Place {
  page: number;
  at: number;
}

/** Writes one entry, unless it came to something meanwhile. */
const write = ({ bulks }: Working, { bulkId }: Bulk, { page, at }: Place, change: Partial<BulkEntry>): Promise<void> =>
  bulks.changePage(bulkId, page, (_, entries) => ({
    outcome: undefined,
    ...(entries[at]?.came === undefined && {
      entries: entries.map((entry, place) => (place === at ? { ...entry, ...change } : entry)),
    }),
  }));

/**
 * Begins with one account: it is read, and what it meets now is what counts. That somebody has begun goes on record under the condition that
 * the list is still being worked off, so whoever stopped it knows that nobody more is touched.
 */
export const begin =
  (needs: Working) =>
  async (bulk: Bulk, place: Place, name: string): Promise<"begun" | "skipped" | "stopped"> => {
    const { clock, bulks } = needs;
    const verdict = verdictOf(bulk.wish, await readEntry(needs)(bulk, name));
    const requestId = newRequestId(clock.now());
    const begun = await bulks.changePage<BulkEntry | "skipped" | "stopped">(bulk.bulkId, place.page, (now, entries) => {
      const stored = entries[place.at];
      if (now.state !== "running") return { outcome: "stopped" };
      if (stored === undefined || stored.came !== undefined) return { outcome: "skipped" };
      if (stored.begunAt !== undefined) return { outcome: stored };
      const entry: BulkEntry = isToBeDone(verdict)
        ? {
            verdict,
            begunAt: clock.now(),
            ...(bulk.wish.action === "block" && { requestId }),
          }
        : { verdict, came: "skipped" };
      return {
        outcome: entry.came === undefined ? entry : "skipped",
        entries: entries.map((each, at) => (at === place.at ? entry : each)),
      };
    });
    if (typeof begun === "string") return begun;
    await goOn(needs)(bulk, place, begun, name);
    return "begun";
  };

/** Does what was begun. Twice is the same as once: a request has its id already, and what is lifted is over. */
export const goOn =
  (needs: Working) =>
  async (bulk: Bulk, place: Place, entry: BulkEntry, name: string): Promise<void> => {
    const userId = UserId.parse(name);
    const by = bulk.openedBy;
    if (bulk.wish.action === "unblock") {
      const { subject } = await readEntry(needs)(bulk, name);
      for (const { requestId } of subject.blocks ?? []) {
        await liftBlock(needs)(requestId, { by, because: bulk.wish.because });
      }
      return write(needs, bulk, place, { came: "lifted" });
    }
    const { reason, reach, end, reference } = bulk.wish;
    const outcome = await proposeBlock(
      needs,
      needs.policy,
    )({
      ...{ userId, reason, reach, end, reference, by, requestId: entry.requestId, bulk: bulk.bulkId },
    });
    if (!outcome.accepted) await write(needs, bulk, place, { verdict: "being-deleted", came: "skipped" });
  };

/** What became of an account that was begun with; undefined while its block is on its way to the fence. */
export const settle =
  (needs: Working) =>
  async (bulk: Bulk, place: Place, entry: BulkEntry, name: string): Promise<Came | undefined> => {
    const { requests } = needs;
    if (entry.requestId === undefined) {
      await goOn(needs)(bulk, place, entry, name);
      return "lifted";
    }
    const isStopping = bulk.state === "stopping";
    // killed before the request was stored: nobody was touched
    if ((await requests.find(entry.requestId)) === undefined) {
      if (!isStopping) await goOn(needs)(bulk, place, entry, name);
    } else if (isStopping) await declineProposed(needs)(entry.requestId, { by: "system", because: "stopped" });
    const request = await requests.find(entry.requestId);
    const came = request === undefined ? (isStopping ? "left" : undefined) : cameOf(request);
    if (came !== undefined) await write(needs, bulk, place, { came });
    return came;
  };

/** Nobody begins with it any more. */
export const leave = (needs: Working) => (bulk: Bulk, place: Place) => write(needs, bulk, place, { came: "left" });
