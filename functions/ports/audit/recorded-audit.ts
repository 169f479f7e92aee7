import { AuditEntry, type ChainFault, type ChainHead, faultIn, genesis } from "#kernel/audit-entry.ts";
import { Busy } from "#kernel/failure.ts";
import type { Records, Row } from "#ports/records/records.ts";
import type { Audit } from "./audit.ts";
import { chainPartition, entryPrefix, headIn, headKey } from "./chain.ts";

/** Loose: a field that somebody added must be seen by the check of the hash, not dropped before it. */
const StoredEntry = AuditEntry.loose();

const readings = 8;

/** Audit over records: reads the chains that `requests` writes. */
export const auditIn = ({ records }: { records: Records }): Audit => ({
  entries: async (chain, range = {}) => {
    const page = await records.query(chainPartition(chain), { ...range, prefix: entryPrefix });
    return { ...page, items: page.items.map((row) => StoredEntry.parse(row.body)) };
  },

  // entries may be added while it reads: then it reads on, until the head stayed the same
  verify: async (chain) => {
    const readHead = async () => (await records.get([headKey(chain)]))[0];
    let head = await readHead();
    let read: Reading = { last: genesis };
    for (let reading = 1; reading <= readings; reading += 1) {
      read = await readOn(records, chain, read);
      if (read.fault !== undefined) return read.fault;
      const now = await readHead();
      if (now?.version === head?.version) return faultIn(chain, [], headIn(head), read.last);
      head = now;
    }
    throw new Busy("The chain grows faster than it can be read.");
  },
});

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
