import { isCampaignOver } from "#kernel/campaign.ts";
import { mailingOf, type ParkingInput, type ShardInput, type StepInput } from "../model.ts";
import { publicationOf, requireCampaign } from "../on-record.ts";
import { nextDeed, waitSeconds } from "../rules.ts";
import type { Needs } from "./step.ts";

/** A run begins: from here on it is no more the sweep's to start. Runs at the start of every attempt. */
export const openCampaign =
  ({ clock, campaigns }: Needs<"clock" | "campaigns">) =>
  async ({ campaignId }: StepInput) => {
    await campaigns.change(campaignId, (campaign) => {
      if (!campaign.unstarted) return { outcome: undefined, audit: [] };
      const facts = { attempt: campaign.attempt };
      return {
        outcome: undefined,
        campaign: { ...campaign, unstarted: false, wait: undefined },
        audit: [{ event: "campaign-begun", at: clock.now(), actor: "system", facts }],
      };
    });
    return {};
  };

/** What is due now. */
export const decideNext =
  ({ clock, campaigns, terms }: Needs<"clock" | "campaigns" | "terms">) =>
  async ({ campaignId }: StepInput) => {
    const campaign = await requireCampaign({ campaigns }, campaignId);
    const now = clock.now();
    const deed = nextDeed(campaign, await terms.publications(), now);
    return {
      next: deed.next,
      mailing: deed.next === "tell" ? deed.mailing : "",
      to: deed.next === "turn" ? deed.to : "",
      waitSeconds: deed.next === "wait" ? waitSeconds(now, deed.until) : 1,
    };
  };

/** Parks the run until what is next is due, or an officer decides; a decision that came first is found here, and answered at once. */
export const parkCampaign =
  ({ clock, campaigns, terms, workflows, keys }: Needs<"clock" | "campaigns" | "terms" | "workflows" | "keys">) =>
  async ({ campaignId, token }: ParkingInput) => {
    const sealed = await keys.seal(Buffer.from(token), { purpose: "token", owner: campaignId });
    const publications = await terms.publications();
    const isParked = await campaigns.change(campaignId, (campaign) => {
      const deed = nextDeed(campaign, publications, clock.now());
      if (deed.next !== "wait") return { outcome: false, audit: [] };
      const wait = { sealedToken: Buffer.from(sealed).toString("base64url"), until: deed.until };
      return { outcome: true, campaign: { ...campaign, wait }, audit: [] };
    });
    if (!isParked) await workflows.answer(token, {});
    return {};
  };

/**
 * Hands on to the next run, when a mailing is longer than one run's history. `shard`: the last one that is done. Marked unstarted it is the
 * sweep's to start, within a minute: no step may start runs. Once for each shard, so that a repeat begins no run beyond the next.
 */
export const nextRun =
  ({ clock, campaigns }: Needs<"clock" | "campaigns">) =>
  async ({ campaignId, mailing, shard }: ShardInput) => {
    await campaigns.change(campaignId, (campaign) => {
      const done = mailingOf(campaign.progress, mailing).mailedTo?.shard ?? 0;
      if (done >= shard) return { outcome: undefined, audit: [] };
      const at = clock.now();
      const attempt = campaign.attempt + 1;
      const progress = { ...campaign.progress, [`${mailing}-mailed-to`]: { at, shard } };
      return {
        outcome: undefined,
        campaign: { ...campaign, attempt, unstarted: true, wait: undefined, progress },
        audit: [{ event: "mailing-goes-on", at, actor: "system", facts: { mailing, shard, attempt } }],
      };
    });
    return {};
  };

/** All is done. What was asked for stays in force; the count of who accepted is part of the record. */
export const closeCampaign =
  ({ clock, campaigns, terms }: Needs<"clock" | "campaigns" | "terms">) =>
  async ({ campaignId }: StepInput) => {
    const found = await requireCampaign({ campaigns }, campaignId);
    const counts = await terms.counts(await publicationOf({ terms }, found));
    const accepted = counts.filter(({ answer }) => answer === "accepted").reduce((sum, { people }) => sum + people, 0);
    await campaigns.change(campaignId, (campaign) => {
      // an officer's decision that came meanwhile is looked at first
      if (isCampaignOver(campaign.status) || campaign.undo !== undefined || campaign.stopped !== undefined)
        return { outcome: undefined, audit: [] };
      const at = clock.now();
      return {
        outcome: undefined,
        campaign: { ...campaign, status: "closed", closedAt: at, progress: { ...campaign.progress, accepted } },
        audit: [{ event: "campaign-closed", at, actor: "system", facts: { accepted } }],
      };
    });
    return {};
  };
