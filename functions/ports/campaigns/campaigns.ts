import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Campaign, CampaignId, ShardProgress } from "#kernel/campaign.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Page } from "#ports/records/records.ts";

/** What a rule decided about a campaign: what is to be written, and what the caller is told. No campaign means nothing changed. */
export interface CampaignDecision<T> {
  outcome: T;
  campaign?: Campaign | undefined;
  audit: AuditDraft[];
}

export type OpenOutcome =
  | { opened: true; campaign: Campaign }
  /** The version has its campaign already: this one. */
  | { opened: false; campaign: Campaign };

/** One shard of one mailing of a campaign. */
export interface ShardName {
  campaignId: CampaignId;
  /** "notice", "reminder-1", ... */
  mailing: string;
  /** From 1. */
  shard: number;
}

/**
 * Campaigns, with an audit chain of their own each, `campaign/<campaignId>`. Every change is one transaction together with its audit
 * entries (I11). Every call may throw `Busy`.
 */
export interface Campaigns {
  /** Stores a new campaign, unless the version has one. */
  open(campaign: Campaign, audit: AuditDraft[]): Promise<OpenOutcome>;
  find(campaignId: CampaignId): Promise<Campaign | undefined>;
  /** Newest first. May lag by seconds. Throws `BrokenCursor`. */
  list(range?: { limit?: number | undefined; cursor?: string | undefined }): Promise<Page<Campaign>>;
  /** Reads, decides and writes under the condition that nothing has changed meanwhile. `decide` must be pure. Throws `UnknownCampaign`. */
  change<T>(campaignId: CampaignId, decide: (campaign: Campaign) => CampaignDecision<T>): Promise<T>;
  /** Opened, or to be run once more, before `before`, and no run has begun yet. May lag by seconds. */
  unstarted(before: Instant): Promise<Campaign[]>;
  /** Decided before `before`, and the run has not taken it yet. May lag by seconds. */
  unanswered(before: Instant): Promise<Campaign[]>;
  /**
   * Changes how far a shard is, under the condition that neither it nor the campaign has changed meanwhile: after a stop was answered,
   * no worker takes up anybody more. `shard` is undefined before its first change. Throws `UnknownCampaign`.
   */
  changeShard<T>(
    name: ShardName,
    decide: (campaign: Campaign, shard: ShardProgress | undefined) => { outcome: T; shard?: ShardProgress | undefined },
  ): Promise<T>;
  /** All shards of a mailing that have begun, in order. */
  shards(campaignId: CampaignId, mailing: string): Promise<ShardProgress[]>;
}

export class UnknownCampaign extends Error {
  override readonly name = "UnknownCampaign" as const;
}
