import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Locale } from "#kernel/subject.ts";

/** An account as a list of everybody shows it: what says whether the person is asked, and where mail reaches them. */
export interface ListedAccount {
  userId: UserId;
  createdAt: Instant;
  /** Only a verified address: nothing is mailed to any other. */
  address?: string | undefined;
  locale?: Locale | undefined;
  blocked: boolean;
  /** The connections of its logins, the first few. */
  connections: string[];
  /** app_metadata.region */
  region?: string | undefined;
  /** The version of the terms that the flag says was accepted; our own records may know more. */
  accepted?: string | undefined;
}

/** Stands in a list for an account that cannot be read, such as one with an id that could not be used in a path (I7). */
export const unreadable = "unreadable";

/**
 * Lists all accounts of the tenant, which no search can: what was asked for once is read later, perhaps by another process. Every call
 * may throw `Busy`, or `TenantRefused`.
 */
export interface Listing {
  /** Asks for the list; the answer is by what it is read, and says nothing about anybody. */
  begin(step: string): Promise<string>;
  /**
   * Every account, one at a time and in no order, however many there are: never more than some are in memory. Throws `Busy` while the
   * list is being made, when it breaks off, and when it names nobody, for no tenant is without accounts; `ListingLost` when it must be
   * asked for anew.
   */
  accounts(listing: string): AsyncIterable<ListedAccount | typeof unreadable>;
}

/** The tenant has no such list any more, or could not make it. */
export class ListingLost extends Error {
  override readonly name = "ListingLost" as const;
}
