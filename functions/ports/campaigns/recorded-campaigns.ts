import * as z from "zod";
import { type Campaign, CampaignId, isCampaignOver, mayCampaignMove } from "#kernel/campaign.ts";
import { campaignChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { againOnConflict, allOf, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Records, Row, Write } from "#ports/records/records.ts";
import { ForbiddenMove } from "#ports/requests/mistakes.ts";
import { type Campaigns, UnknownCampaign } from "./campaigns.ts";
import {
  campaignIn,
  campaignKey,
  campaignRow,
  listPartition,
  openKey,
  shardIn,
  shardKey,
  shardPrefix,
  shardRow,
  unansweredPartition,
  unstartedPartition,
} from "./rows.ts";

const StoredPointer = z.object({ campaignId: CampaignId });
const pointedAt = (row: Row | undefined): CampaignId | undefined => row && StoredPointer.parse(row.body).campaignId;

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
        const { campaignId, document } = campaign;
        const chain = campaignChain(campaignId);
        const [stored, pointer, head] = await records.get([campaignKey(campaignId), openKey(document), headKey(chain)]);
        if (stored !== undefined) return { opened: false, because: "exists", campaign: campaignIn(stored) };
        const open = pointedAt(pointer);
        const other = open === undefined ? undefined : await find(open);
        if (other !== undefined) return { opened: false, because: "another-open", campaign: other };
        await records.transact([
          { put: campaignRow(campaign), ifVersion: 0 },
          { put: { ...openKey(document), body: { campaignId } }, ifVersion: pointer?.version ?? 0 },
          ...chainWrites(chain, head, audit),
        ]);
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
          ...(await endedMark(records, before, campaign)),
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

/** A campaign that is over makes room for the next of its document; taken off here, so that no rule can forget it. */
const endedMark = async (records: Records, before: Campaign, after: Campaign | undefined): Promise<Write[]> => {
  if (after === undefined || !isCampaignOver(after.status) || isCampaignOver(before.status)) return [];
  const key = openKey(after.document);
  const [pointer] = await records.get([key]);
  return pointer !== undefined && pointedAt(pointer) === after.campaignId
    ? [{ remove: key, ifVersion: pointer.version }]
    : [];
};
