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
  /** Opens a shard, and reads nobody yet. Undefined when there is no such shard, or no more. */
  open(name: MailingName, shard: number): Promise<Shard | undefined>;
  /** Removes all of it, and the key that it was sealed with. Twice is the same as once. */
  forget(name: MailingName): Promise<void>;
}

/** A shard that is read a few people at a time, so that who mails 25 of them opens no two thousand. */
export interface Shard {
  /** How many stand in it. */
  people: number;
  /** Who stands at these places, in their order. Undefined when the shard is no more. */
  at(places: readonly number[]): Promise<Addressee[] | undefined>;
}

/** As many as one transaction writes, sealed page by page. */
export const mostInShard = 2000;
