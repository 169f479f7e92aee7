import { type Bulk, type BulkId, mayBulkMove } from "#kernel/bulk.ts";
import { bulkChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { againOnConflict, allOf, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Records, Write } from "#ports/records/records.ts";
import { ForbiddenMove } from "#ports/requests/mistakes.ts";
import { type Bulks, UnknownBulk } from "./bulks.ts";
import {
  bulkIn,
  bulkKey,
  bulkRow,
  listPartition,
  pageIn,
  pageKey,
  pagePrefix,
  pageRow,
  unansweredPartition,
  unstartedPartition,
} from "./rows.ts";

/** Lists of accounts over records, the same on every host. */
export const bulksIn = ({ records, pause = jitteredPause }: { records: Records; pause?: Pause }): Bulks => {
  const unknown = (bulkId: BulkId): UnknownBulk => new UnknownBulk(`There is no list ${bulkId}.`);
  const waiting = async (pk: string, before: string): Promise<Bulk[]> =>
    (await allOf((cursor) => records.index("work", pk, { until: before, cursor }))).map(bulkIn);

  return {
    open: (bulk, pages, audit) =>
      againOnConflict(pause, async () => {
        const { bulkId } = bulk;
        const chain = bulkChain(bulkId);
        const [stored, head] = await records.get([bulkKey(bulkId), headKey(chain)]);
        if (stored !== undefined) return;
        await records.transact([
          { put: bulkRow(bulk), ifVersion: 0 },
          ...pages.map((entries, place): Write => ({ put: pageRow(bulkId, place + 1, entries), ifVersion: 0 })),
          ...chainWrites(chain, head, audit),
        ]);
      }),

    find: async (bulkId) => {
      const [row] = await records.get([bulkKey(bulkId)]);
      return row && bulkIn(row);
    },

    list: async (range = {}) => {
      const page = await records.index("state", listPartition, { ...range, descending: true });
      return { ...page, items: page.items.map(bulkIn) };
    },

    change: (bulkId, decide) =>
      againOnConflict(pause, async () => {
        const chain = bulkChain(bulkId);
        const [row, head] = await records.get([bulkKey(bulkId), headKey(chain)]);
        if (row === undefined) throw unknown(bulkId);
        const before = bulkIn(row);
        const { outcome, bulk, audit } = decide(before);
        if (bulk !== undefined && !mayBulkMove(before.state, bulk.state)) {
          throw new ForbiddenMove(`${bulkId} may not go from ${before.state} to ${bulk.state}`);
        }
        const writes: Write[] = [
          ...(bulk === undefined ? [] : [{ put: bulkRow(bulk), ifVersion: row.version }]),
          ...chainWrites(chain, head, audit),
        ];
        const guard: Write[] = bulk === undefined ? [{ check: bulkKey(bulkId), ifVersion: row.version }] : [];
        if (writes.length > 0) await records.transact([...guard, ...writes]);
        return outcome;
      }),

    unstarted: (before) => waiting(unstartedPartition, before),
    unanswered: (before) => waiting(unansweredPartition, before),

    pages: async (bulkId) => {
      const { pk } = bulkKey(bulkId);
      return (await allOf((cursor) => records.query(pk, { prefix: pagePrefix, cursor }))).map(pageIn);
    },

    changePage: (bulkId, page, decide) =>
      againOnConflict(pause, async () => {
        const [bulkAt, pageAt] = await records.get([bulkKey(bulkId), pageKey(bulkId, page)]);
        if (bulkAt === undefined || pageAt === undefined) throw unknown(bulkId);
        const { outcome, entries } = decide(bulkIn(bulkAt), pageIn(pageAt));
        if (entries !== undefined) {
          await records.transact([
            { put: pageRow(bulkId, page, entries), ifVersion: pageAt.version },
            { check: bulkKey(bulkId), ifVersion: bulkAt.version },
          ]);
        }
        return outcome;
      }),
  };
};
