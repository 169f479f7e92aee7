import { type Campaign, type CampaignId, mayCampaignMove } from "#kernel/campaign.ts";
import { campaignChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { againOnConflict, allOf, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Records, Write } from "#ports/records/records.ts";
import { ForbiddenMove } from "#ports/requests/mistakes.ts";
import { type Campaigns, UnknownCampaign } from "./campaigns.ts";
import {
  campaignIn,
  campaignKey,
  campaignRow,
  listPartition,
  shardIn,
  shardKey,
  shardPrefix,
  shardRow,
  unansweredPartition,
  unstartedPartition,
} from "./rows.ts";

/** Campaigns over records, the same on every host. */
export const campaignsIn = ({ records, pause = jitteredPause }: { records: Records; pause?: Pause }): Campaigns => {
  const find = async (campaignId: CampaignId): Promise<Campaign | undefined> => {
    const [row] = await records.get([campaignKey(campaignId)]);
    return row && campaignIn(row);
  };

  const waiting = async (pk: string, before: string): Promise<Campaign[]> =>
    (await allOf((cursor) => records.index("work", pk, { until: before, cursor }))).map(campaignIn);

  return {
    open: (campaign, audit) =>
      againOnConflict(pause, async () => {
        const { campaignId } = campaign;
        const chain = campaignChain(campaignId);
        const [stored, head] = await records.get([campaignKey(campaignId), headKey(chain)]);
        if (stored !== undefined) return { opened: false, campaign: campaignIn(stored) };
        await records.transact([{ put: campaignRow(campaign), ifVersion: 0 }, ...chainWrites(chain, head, audit)]);
        return { opened: true, campaign };
      }),

    find,

    list: async (range = {}) => {
      const page = await records.index("state", listPartition, { ...range, descending: true });
      return { ...page, items: page.items.map(campaignIn) };
    },

    change: (campaignId, decide) =>
      againOnConflict(pause, async () => {
        const chain = campaignChain(campaignId);
        const [row, head] = await records.get([campaignKey(campaignId), headKey(chain)]);
        if (row === undefined) throw new UnknownCampaign(`There is no campaign ${campaignId}.`);
        const before = campaignIn(row);
        const { outcome, campaign, audit } = decide(before);
        if (campaign !== undefined && !mayCampaignMove(before.status, campaign.status)) {
          throw new ForbiddenMove(`${campaignId} may not go from ${before.status} to ${campaign.status}`);
        }
        const writes = [
          ...(campaign === undefined ? [] : [{ put: campaignRow(campaign), ifVersion: row.version }]),
          ...chainWrites(chain, head, audit),
        ];
        const guard: Write[] =
          campaign === undefined ? [{ check: campaignKey(campaignId), ifVersion: row.version }] : [];
        if (writes.length > 0) await records.transact([...guard, ...writes]);
        return outcome;
      }),

    unstarted: (before) => waiting(unstartedPartition, before),
    unanswered: (before) => waiting(unansweredPartition, before),

    changeShard: (name, decide) =>
      againOnConflict(pause, async () => {
        const [campaignAt, shardAt] = await records.get([campaignKey(name.campaignId), shardKey(name)]);
        if (campaignAt === undefined) throw new UnknownCampaign(`There is no campaign ${name.campaignId}.`);
        const { outcome, shard } = decide(campaignIn(campaignAt), shardAt && shardIn(shardAt));
        if (shard !== undefined) {
          await records.transact([
            { put: shardRow(name, shard), ifVersion: shardAt?.version ?? 0 },
            { check: campaignKey(name.campaignId), ifVersion: campaignAt.version },
          ]);
        }
        return outcome;
      }),

    shards: async (campaignId, mailing) => {
      const { pk } = campaignKey(campaignId);
      const rows = await allOf((cursor) => records.query(pk, { prefix: shardPrefix(mailing), cursor }));
      return rows.map(shardIn);
    },
  };
};
