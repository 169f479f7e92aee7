import type { AuditEntry, ChainFault, ChainHead } from "#kernel/audit-entry.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Page } from "#ports/records/records.ts";

/** Reads the chains that changes write. One per request, `request/<requestId>`, per campaign and per list of accounts; the rest by day, `day/<YYYY-MM-DD>`, and answers to terms by day and shard. */
export interface Audit {
  /** Oldest first, at most 100 at a time. */
  entries(chain: string, range?: { limit?: number; cursor?: string }): Promise<Page<AuditEntry>>;
  /** What the chains of the days say of a person, oldest first: what belongs to no request. May lag by seconds. */
  about(ref: SubjectRef, range?: { limit?: number; cursor?: string }): Promise<Page<AuditEntry>>;
  /** Reads the whole chain and says where it is broken; undefined when it is whole. An unknown chain is whole and empty. */
  verify(chain: string): Promise<ChainFault | undefined>;
  /** The last entry's place and hash; number 0 for a chain that never was. */
  head(chain: string): Promise<ChainHead>;
  /** Chains whose last entry bears a time from `since` on and before `until`, or all: in the order of that time. May lag by seconds. */
  heads(range?: {
    since?: Instant | undefined;
    until?: Instant | undefined;
    cursor?: string | undefined;
  }): Promise<Page<ChainHead & { chain: string }>>;
  /** The hash of one entry; undefined when there is none. */
  hashAt(chain: string, number: number): Promise<string | undefined>;
  /** Removes all entries up to the head, which a checkpoint must name, and keeps on record where it was cut. Twice is the same as once. */
  cut(chain: string, at: ChainHead): Promise<void>;
  /** Where retention has cut a chain; undefined when it has not. */
  cutOf(chain: string): Promise<ChainHead | undefined>;
  /** The last checkpoint that was made. */
  lastCheckpoint(): Promise<{ number: number; at: Instant } | undefined>;
  markCheckpoint(last: { number: number; at: Instant }): Promise<void>;
}

export const requestChain = (requestId: string): string => `request/${requestId}`;
export const campaignChain = (campaignId: string): string => `campaign/${campaignId}`;
export const bulkChain = (bulkId: string): string => `bulk/${bulkId}`;
export const dayChain = (date: string): string => `day/${date}`;
export const isDayChain = (chain: string): boolean => chain.startsWith("day/");
/** Answers to terms come by the hundred thousand in a day, so they have several chains beside the day's. */
export const answersChain = (date: string, shard: number): string => `answers/${date}/${shard}`;
