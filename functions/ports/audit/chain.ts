import { type AuditDraft, type AuditEntry, ChainHead, genesis, link } from "#kernel/audit-entry.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { IndexEntries, Key, Row, Write } from "#ports/records/records.ts";
import { isDayChain } from "./audit.ts";

/** Where a chain's rows stand. Its head is the one row that every writer of the chain must agree on. */
export const chainPartition = (chain: string): string => `CHAIN#${chain}`;
export const headKey = (chain: string): Key => ({ pk: chainPartition(chain), sk: "HEAD" });
export const entryPrefix = "ENTRY#";
export const cutKey = (chain: string): Key => ({ pk: chainPartition(chain), sk: "CUT" });
/** All heads, by the time of their last entry. */
export const headsPartition = "HEADS";
export const entryKey = ({ chain, number }: Pick<AuditEntry, "chain" | "number">): Key => ({
  pk: chainPartition(chain),
  sk: `${entryPrefix}${String(number).padStart(9, "0")}`,
});

/** What the days' chains say of one person. A request's chain is found by the request, and answers to terms have lists of their own. */
export const aboutPartition = (ref: string): string => `ABOUT#${ref}`;
const aboutIndex = ({ chain, number, at, facts }: AuditEntry): { indexes?: IndexEntries } =>
  isDayChain(chain) && typeof facts.subjectRef === "string"
    ? { indexes: { week: { pk: aboutPartition(facts.subjectRef), sk: `${at}#${entryKey({ chain, number }).sk}` } } }
    : {};

export const headIn = (row: Row | undefined): ChainHead => (row === undefined ? genesis : ChainHead.parse(row.body));

/**
 * The writes that add entries after the head that was read: they go into the transaction of what they tell, so that neither stands
 * without the other (I11). None for no entries.
 */
export const chainWrites = (chain: string, head: Row | undefined, drafts: readonly AuditDraft[]): Write[] => {
  const entries = link(chain, headIn(head), drafts);
  const last = entries.at(-1);
  if (last === undefined) return [];
  return [
    {
      put: {
        ...headKey(chain),
        body: { number: last.number, hash: last.hash },
        indexes: { work: { pk: headsPartition, sk: `${last.at}#${chain}` } },
      },
      ifVersion: head?.version ?? 0,
    },
    ...entries.map((entry) => ({
      // an entry is written once and never again
      put: { ...entryKey(entry), body: JSON.parse(JSON.stringify(entry)) as JsonObject, ...aboutIndex(entry) },
      ifVersion: 0,
    })),
  ];
};
