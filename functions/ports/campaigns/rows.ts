import { Campaign, type CampaignId, ShardProgress } from "#kernel/campaign.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { IndexEntries, Key, Row } from "#ports/records/records.ts";
import type { ShardName } from "./campaigns.ts";

type NewRow = Omit<Row, "version">;

export const campaignKey = (campaignId: CampaignId): Key => ({ pk: `CAMPAIGN#${campaignId}`, sk: "CAMPAIGN" });
export const shardPrefix = (mailing: string): string => `SHARD#${mailing}#`;
export const shardKey = ({ campaignId, mailing, shard }: ShardName): Key => ({
  pk: campaignKey(campaignId).pk,
  sk: `${shardPrefix(mailing)}${String(shard).padStart(6, "0")}`,
});

export const listPartition = "CAMPAIGNS";
export const unstartedPartition = "UNSTARTED-CAMPAIGNS";
export const unansweredPartition = "UNANSWERED-CAMPAIGNS";

// Loose: a field that a later version wrote is carried through by this one, not dropped (I18).
const StoredCampaign = Campaign.loose();
export const campaignIn = (row: Row): Campaign => StoredCampaign.parse(row.body);
export const shardIn = (row: Row): ShardProgress => ShardProgress.parse(row.body);

const bodyOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** A campaign waits for its run to begin, or for its run to take a decision, never for both. */
const indexesOf = ({ campaignId, openedAt, unstarted, wait }: Campaign): IndexEntries => ({
  state: { pk: listPartition, sk: `${openedAt}#${campaignId}` },
  ...(unstarted
    ? { work: { pk: unstartedPartition, sk: `${openedAt}#${campaignId}` } }
    : wait?.decidedAt !== undefined && {
        work: { pk: unansweredPartition, sk: `${wait.decidedAt}#${campaignId}` },
      }),
});

export const campaignRow = (campaign: Campaign): NewRow => ({
  ...campaignKey(campaign.campaignId),
  body: bodyOf(campaign),
  indexes: indexesOf(campaign),
});

export const shardRow = (name: ShardName, shard: ShardProgress): NewRow => ({ ...shardKey(name), body: bodyOf(shard) });
