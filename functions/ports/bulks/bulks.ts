import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Bulk, BulkEntry, BulkId } from "#kernel/bulk.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Page } from "#ports/records/records.ts";

/** What a rule decided about a list: what is to be written, and what the caller is told. No list means nothing changed. */
export interface BulkDecision<T> {
  outcome: T;
  bulk?: Bulk | undefined;
  audit: AuditDraft[];
}

/**
 * Lists of accounts, with an audit chain of their own each, `bulk/<bulkId>`. Every change is one transaction together with its audit
 * entries (I11). Every call may throw `Busy`.
 */
export interface Bulks {
  /** Stores a new list with its pages. The same list again changes nothing. */
  open(bulk: Bulk, pages: readonly BulkEntry[][], audit: AuditDraft[]): Promise<void>;
  find(bulkId: BulkId): Promise<Bulk | undefined>;
  /** Newest first. May lag by seconds. Throws `BrokenCursor`. */
  list(range?: { limit?: number | undefined; cursor?: string | undefined }): Promise<Page<Bulk>>;
  /** Reads, decides and writes under the condition that nothing has changed meanwhile. `decide` must be pure. Throws `UnknownBulk`. */
  change<T>(bulkId: BulkId, decide: (bulk: Bulk) => BulkDecision<T>): Promise<T>;
  /** Opened, or to be run once more, before `before`, and no run has begun yet. May lag by seconds. */
  unstarted(before: Instant): Promise<Bulk[]>;
  /** Decided before `before`, and the run has not taken it yet. May lag by seconds. */
  unanswered(before: Instant): Promise<Bulk[]>;
  /** All pages, in order; consistent. Empty for a list that is not there. */
  pages(bulkId: BulkId): Promise<BulkEntry[][]>;
  /**
   * Changes a page under the condition that neither it nor the list has changed meanwhile: after a stop was answered nobody more is begun
   * with. Pages are numbered from 1. Throws `UnknownBulk`.
   */
  changePage<T>(
    bulkId: BulkId,
    page: number,
    decide: (bulk: Bulk, entries: BulkEntry[]) => { outcome: T; entries?: BulkEntry[] | undefined },
  ): Promise<T>;
}

export class UnknownBulk extends Error {
  override readonly name = "UnknownBulk" as const;
}
