import type { BulkId } from "#kernel/bulk.ts";
import type { Instant } from "#kernel/instant.ts";

/**
 * Whom a list names, as it was handed in, in numbered pages whose order never changes: so a place on a page names an account, and nothing
 * else need be written down about it. Kept sealed in the table of personal data. Every call may throw `Busy`.
 */
export interface Lists {
  /** Keeps a page, sealed, until a moment. The same number again takes the place of what stood there. */
  keep(bulkId: BulkId, page: number, names: readonly string[], until: Instant): Promise<void>;
  /** Undefined when there is no such page, or no more. */
  names(bulkId: BulkId, page: number): Promise<string[] | undefined>;
}
