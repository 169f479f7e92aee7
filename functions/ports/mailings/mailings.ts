import type { CampaignId } from "#kernel/campaign.ts";
import type { UserId } from "#kernel/ids.ts";
import type { Locale } from "#kernel/subject.ts";

/** Somebody who is mailed. Personal: kept only sealed, and only until the mailing is done. */
export interface Addressee {
  userId: UserId;
  address: string;
  locale: Locale;
}

/** One mailing of a campaign: "notice", "reminder-1", ... */
export interface MailingName {
  campaignId: CampaignId;
  mailing: string;
}

/**
 * Whom a mailing goes to, in numbered shards whose order never changes: so a place in a shard names a person, and nothing else need be
 * written down about them. Every call may throw `Busy`.
 */
export interface Mailings {
  /** Keeps a shard, sealed. The same number again takes the place of what stood there. */
  keep(name: MailingName, shard: number, people: readonly Addressee[]): Promise<void>;
  /** Undefined when there is no such shard, or no more. */
  people(name: MailingName, shard: number): Promise<Addressee[] | undefined>;
  /** Removes all of it, and the key that it was sealed with. Twice is the same as once. */
  forget(name: MailingName): Promise<void>;
}

/** As much of a shard as one row can hold sealed. */
export const mostInShard = { people: 2000, bytes: 200_000 };
