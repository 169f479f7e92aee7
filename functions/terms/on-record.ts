import type { AuditFacts } from "#kernel/audit-entry.ts";
import type { Campaign, CampaignId } from "#kernel/campaign.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Publication } from "#kernel/terms.ts";
import { type CampaignDecision, UnknownCampaign } from "#ports/campaigns/campaigns.ts";
import type { Ports } from "#ports/ports.ts";

/** The campaign, which must be there: a run is started only for one that is stored. Throws `UnknownCampaign`. */
export const requireCampaign = async (
  { campaigns }: Pick<Ports, "campaigns">,
  campaignId: CampaignId,
): Promise<Campaign> => {
  const campaign = await campaigns.find(campaignId);
  if (campaign === undefined) throw new UnknownCampaign(`there is no campaign ${campaignId}`);
  return campaign;
};

/** The publication that a campaign is about. It was stored before the campaign, and publications are never removed. */
export const publicationOf = async ({ terms }: Pick<Ports, "terms">, campaign: Campaign): Promise<Publication> => {
  const found = await terms.findPublication(campaign);
  if (found === undefined) throw new Error(`${campaign.campaignId} is about a version that was never published`);
  return found;
};

export interface Deed {
  campaignId: CampaignId;
  /** What is on record once done, in the past tense: "notice-told". */
  milestone: string;
  /** Does it; answers with counts and ids for the record. Runs again after a crash: already so must count as done. */
  perform: (campaign: Campaign) => Promise<AuditFacts>;
  /** Where the campaign stands once it is done. */
  then?: ((campaign: Campaign) => Campaign) | undefined;
}

/**
 * Audit intent → effect → record, for a campaign (design: Effects). What is on record is not done again; what was intended and not recorded
 * is done again. Answers with what is on record.
 */
export const carryOut =
  ({ clock, campaigns }: Pick<Ports, "clock" | "campaigns">) =>
  async ({ campaignId, milestone, perform, then = (campaign) => campaign }: Deed): Promise<JsonObject> => {
    const intent = `${milestone}-intended`;
    const begun = await campaigns.change(
      campaignId,
      (campaign): CampaignDecision<{ recorded: JsonObject } | { recorded?: undefined; campaign: Campaign }> => {
        const recorded = recordOf(campaign, milestone);
        if (recorded !== undefined) return { outcome: { recorded }, audit: [] };
        const again = campaign.progress[intent] !== undefined;
        const at = clock.now();
        return {
          outcome: { campaign },
          campaign: { ...campaign, progress: { ...campaign.progress, [intent]: at } },
          audit: [{ event: intent, at, actor: "system", facts: again ? { again } : {} }],
        };
      },
    );
    if (begun.recorded !== undefined) return begun.recorded;
    const facts = await perform(begun.campaign);
    return campaigns.change(campaignId, (campaign): CampaignDecision<JsonObject> => {
      const earlier = recordOf(campaign, milestone);
      if (earlier !== undefined) return { outcome: earlier, audit: [] };
      const at = clock.now();
      const { [intent]: _intent, ...progress } = campaign.progress;
      const record = { at, ...facts };
      return {
        outcome: record,
        campaign: then({ ...campaign, progress: { ...progress, [milestone]: record } }),
        audit: [{ event: milestone, at, actor: "system", facts }],
      };
    });
  };

/** What is on record of a milestone, undefined until it is done. */
export const recordOf = ({ progress }: Campaign, milestone: string): JsonObject | undefined => {
  const recorded = progress[milestone];
  return typeof recorded === "object" && recorded !== null && !Array.isArray(recorded) ? recorded : undefined;
};
