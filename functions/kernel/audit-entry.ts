import * as z from "zod";
import { digestOf } from "./canonical-json.ts";
import { Instant } from "./instant.ts";

/** Facts of an entry: ids, states, counts and times, never personal data (I10). */
export const AuditFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
export type AuditFacts = z.infer<typeof AuditFacts>;

/** What happened, as its writer says it: `event` in the past tense ("account-deleted") or as an intent ("account-deletion-intended"). */
export const AuditDraft = z.object({
  event: z.string().regex(/^[a-z][a-z0-9-]*$/),
  at: Instant,
  /** "person", "system", or "officer:<opaque reference>". */
  actor: z.string(),
  facts: AuditFacts,
});
export type AuditDraft = z.infer<typeof AuditDraft>;

/** One link of a hash chain. A chain has a name (`request/<id>`, `campaign/<id>` or `day/<date>`), and its entries are numbered from 1. */
export const AuditEntry = AuditDraft.extend({
  chain: z.string(),
  number: z.int().min(1),
  /** Hash of the entry before; of the first one: `genesis`. */
  previous: z.string(),
  /** SHA-256, hex, over the RFC 8785 form of all the other fields. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The last entry's place and hash; all that is needed to write the next one. */
export const ChainHead = z.object({ number: z.int().min(0), hash: z.string() });
export type ChainHead = z.infer<typeof ChainHead>;

export const genesis: ChainHead = { number: 0, hash: "0".repeat(64) };

/** The next links after `head`, in order. */
export const link = (chain: string, head: ChainHead, drafts: readonly AuditDraft[]): AuditEntry[] => {
  let last = head;
  return drafts.map((draft) => {
    const entry = { ...draft, chain, number: last.number + 1, previous: last.hash };
    last = { number: entry.number, hash: digestOf(entry) };
    return { ...entry, hash: last.hash };
  });
};

/** Where a chain is broken, and how. */
export interface ChainFault {
  number: number;
  fault: "edited" | "missing" | "out of order" | "foreign" | "cut off";
}

/**
 * Checks a whole chain, or a part of it that begins after `from`. Finds any edit, removal, insertion, swap, and, given the head
 * it must end in, any cut at the end (I11). Undefined when it is whole.
 */
export const faultIn = (
  chain: string,
  entries: readonly AuditEntry[],
  head: ChainHead,
  from: ChainHead = genesis,
): ChainFault | undefined => {
  let last = from;
  for (const entry of entries) {
    const { hash, ...rest } = entry;
    if (entry.chain !== chain) return { number: last.number + 1, fault: "foreign" };
    if (entry.number > last.number + 1) return { number: last.number + 1, fault: "missing" };
    if (entry.number !== last.number + 1) return { number: last.number + 1, fault: "out of order" };
    if (entry.previous !== last.hash || digestOf(rest) !== hash) return { number: entry.number, fault: "edited" };
    last = { number: entry.number, hash };
  }
  if (last.number < head.number) return { number: last.number + 1, fault: "cut off" };
  if (last.number > head.number || last.hash !== head.hash) return { number: last.number, fault: "foreign" };
  return undefined;
};
