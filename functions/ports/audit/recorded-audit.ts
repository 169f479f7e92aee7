import * as z from "zod";
import { AuditEntry, type ChainFault, ChainHead, faultIn, genesis } from "#kernel/audit-entry.ts";
import { Busy } from "#kernel/failure.ts";
import { Instant } from "#kernel/instant.ts";
import { againOnConflict, jitteredPause } from "#ports/records/again.ts";
import type { Key, Records, Row } from "#ports/records/records.ts";
import type { Audit } from "./audit.ts";
import {
  aboutPartition,
  chainPartition,
  cutKey,
  entryKey,
  entryPrefix,
  headIn,
  headKey,
  headsPartition,
} from "./chain.ts";

/** Loose: a field that somebody added must be seen by the check of the hash, not dropped before it. */
const StoredEntry = AuditEntry.loose();

const StoredCheckpoint = z.object({ number: z.int().min(1), at: Instant });
const checkpointKey: Key = { pk: "CHECKPOINT", sk: "LAST" };

const readings = 8;

/** Audit over records: reads the chains that `requests` writes. */
export const auditIn = ({ records }: { records: Records }): Audit => ({
  entries: async (chain, range = {}) => {
    const page = await records.query(chainPartition(chain), { ...range, prefix: entryPrefix });
    return { ...page, items: page.items.map((row) => StoredEntry.parse(row.body)) };
  },

  about: async (ref, range = {}) => {
    const page = await records.index("week", aboutPartition(ref), range);
    return { ...page, items: page.items.map((row) => StoredEntry.parse(row.body)) };
  },

  // entries may be added while it reads: then it reads on, until the head stayed the same
  verify: async (chain) => {
    const readHead = async () => (await records.get([headKey(chain)]))[0];
    let head = await readHead();
    let read = await fromCut(records, chain);
    for (let reading = 1; reading <= readings; reading += 1) {
      read = await readOn(records, chain, read);
      if (read.fault !== undefined) return read.fault;
      const now = await readHead();
      if (now?.version === head?.version) return faultIn(chain, [], headIn(head), read.last);
      head = now;
    }
    throw new Busy("The chain grows faster than it can be read.");
  },

  head: async (chain) => headIn((await records.get([headKey(chain)]))[0]),

  heads: async ({ since, until, cursor } = {}) => {
    const page = await records.index("work", headsPartition, { from: since, until, cursor });
    const items = page.items.map((row) => ({ chain: row.pk.slice(chainPartition("").length), ...headIn(row) }));
    return { items, ...(page.cursor !== undefined && { cursor: page.cursor }) };
  },

  hashAt: async (chain, number) => {
    const [row] = await records.get([entryKey({ chain, number })]);
    return row && StoredEntry.parse(row.body).hash;
  },

  cut: async (chain, { number, hash }) => {
    await againOnConflict(jitteredPause, async () => {
      const [row] = await records.get([cutKey(chain)]);
      if (row !== undefined && ChainHead.parse(row.body).number >= number) return;
      await records.transact([{ put: { ...cutKey(chain), body: { number, hash } }, ifVersion: row?.version ?? 0 }]);
    });
    // the entry after the last one that goes
    const until = entryKey({ chain, number: number + 1 }).sk;
    for (;;) {
      const { items } = await records.query(chainPartition(chain), { from: entryPrefix, until, limit: 100 });
      if (items.length === 0) return;
      await records.transact(items.map(({ pk, sk, version }) => ({ remove: { pk, sk }, ifVersion: version })));
    }
  },

  cutOf: async (chain) => {
    const [row] = await records.get([cutKey(chain)]);
    return row && ChainHead.parse(row.body);
  },

  lastCheckpoint: async () => {
    const [row] = await records.get([checkpointKey]);
    return row && StoredCheckpoint.parse(row.body);
  },

  markCheckpoint: (last) =>
    againOnConflict(jitteredPause, async () => {
      const [row] = await records.get([checkpointKey]);
      if (row !== undefined && StoredCheckpoint.parse(row.body).number >= last.number) return;
      await records.transact([{ put: { ...checkpointKey, body: { ...last } }, ifVersion: row?.version ?? 0 }]);
    }),
});

/** Where a chain begins: at its first entry, or behind what retention has cut. */
const fromCut = async (records: Records, chain: string): Promise<Reading> => {
  const [cut] = await records.get([cutKey(chain)]);
  if (cut === undefined) return { last: genesis };
  const last = ChainHead.parse(cut.body);
  return { last, sk: entryKey({ chain, number: last.number }).sk };
};

interface Reading {
  last: ChainHead;
  /** Where the last entry that was read stands. */
  sk?: string | undefined;
  fault?: ChainFault | undefined;
}

/** Checks what follows the last entry, page by page: a long chain is never in memory whole. */
const readOn = async (records: Records, chain: string, from: Reading): Promise<Reading> => {
  let { last, sk } = from;
  let cursor: string | undefined;
  do {
    const bounds = { from: sk === undefined ? entryPrefix : `${sk}\0`, until: afterEntries, cursor };
    const page = await records.query(chainPartition(chain), bounds);
    for (const row of page.items) {
      const fault = faultOfRow(chain, row, last);
      if (fault !== undefined) return { last, fault };
      const { number, hash } = StoredEntry.parse(row.body);
      last = { number, hash };
    }
    sk = page.items.at(-1)?.sk ?? sk;
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { last, sk };
};

/** The sign after "#". */
const afterEntries = "ENTRY$";

const faultOfRow = (chain: string, row: Row, last: ChainHead): ChainFault | undefined => {
  const entry = StoredEntry.safeParse(row.body);
  if (!entry.success) return { number: last.number + 1, fault: "edited" };
  return faultIn(chain, [entry.data], { number: entry.data.number, hash: entry.data.hash }, last);
};
