// What the story of a campaign may catch or retry, by name. Everything else fails the run at the very task, and an officer looks.

export { Busy } from "#kernel/failure.ts";
export { ListingLost } from "#ports/listing/listing.ts";

/** The tenant makes no list of its accounts, however often it is asked. An officer has to look there. */
export class ListingKeepsFailing extends Error {
  override readonly name = "ListingKeepsFailing" as const;
}

/** Whom a mailing goes to is gone before it was done: kept for two weeks, and the run stood still for longer. An officer decides. */
export class MailingGone extends Error {
  override readonly name = "MailingGone" as const;
}
