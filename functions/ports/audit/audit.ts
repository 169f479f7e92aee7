import type { AuditEntry, ChainFault } from "#kernel/audit-entry.ts";
import type { Page } from "#ports/records/records.ts";

/** Reads the chains that `requests` writes. One chain per request, `request/<requestId>`; the rest by day, `day/<YYYY-MM-DD>`. */
export interface Audit {
  /** Oldest first, at most 100 at a time. */
  entries(chain: string, range?: { limit?: number; cursor?: string }): Promise<Page<AuditEntry>>;
  /** Reads the whole chain and says where it is broken; undefined when it is whole. An unknown chain is whole and empty. */
  verify(chain: string): Promise<ChainFault | undefined>;
}

export const requestChain = (requestId: string): string => `request/${requestId}`;
export const dayChain = (date: string): string => `day/${date}`;
