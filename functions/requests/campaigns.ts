import { type Campaign, type CampaignId, campaignIdOf, campaignRun, isCampaignOver } from "#kernel/campaign.ts";
import { Busy } from "#kernel/failure.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { type Policy, policyDigest } from "#kernel/policy.ts";
import { graceEndsAt, type Publication } from "#kernel/terms.ts";
import type { CampaignDecision, OpenOutcome } from "#ports/campaigns/campaigns.ts";
import type { Ports } from "#ports/ports.ts";
import { NotRedrivable, RunExists } from "#ports/workflows/workflows.ts";

type Waking = Pick<Ports, "campaigns" | "workflows" | "keys">;
type Deciding = Waking & Pick<Ports, "clock">;

/** Editorial changes ask nobody, and consents are asked where they are given: neither has a campaign. */
export const hasCampaign = ({ kind, change }: Pick<Publication, "kind" | "change">): boolean =>
  change === "material" && kind !== "consent";

/** When stragglers are reminded: so long before the grace ends, while people can still say "later". */
export const remindersOf = (publication: Publication, { terms }: Policy): Instant[] => {
  if (publication.kind !== "terms") return [];
  const ends = graceEndsAt(publication);
  const moments = terms.remindBefore.map((before) => plus(ends, -before));
  return [...new Set(moments)].filter((at) => at > publication.effectiveAt && at < ends).toSorted();
};

/** The campaign of a version, as it begins. */
export const campaignFor = (publication: Publication, policy: Policy, now: Instant): Campaign => ({
  campaignId: campaignIdOf(publication.document, publication.version),
  document: publication.document,
  version: publication.version,
  gates: publication.kind === "terms",
  openedBy: publication.publishedBy,
  openedAt: now,
  effectiveAt: publication.effectiveAt,
  requiredAt: graceEndsAt(publication),
  remindAt: remindersOf(publication, policy),
  policyDigest: policyDigest(policy),
  status: "announced",
  attempt: 1,
  unstarted: true,
  progress: {},
});

/**
 * Opens the campaign of a version that was published: stored first, then its run is started. A start that fails is left to the sweep. The
 * same version again answers with the campaign that it has.
 */
export const openCampaign =
  ({ clock, campaigns, workflows }: Pick<Ports, "clock" | "campaigns" | "workflows">, policy: Policy) =>
  async (publication: Publication): Promise<OpenOutcome> => {
    const campaign = campaignFor(publication, policy, clock.now());
    const { document, version, effectiveAt, requiredAt, gates, remindAt } = campaign;
    const outcome = await campaigns.open(campaign, [
      {
        event: "campaign-opened",
        at: campaign.openedAt,
        actor: campaign.openedBy,
        facts: { document, version, gates, effectiveAt, requiredAt, remindAt },
      },
    ]);
    if (outcome.opened) await startCampaign({ workflows })(outcome.campaign).catch(leaveToTheSweep);
    return outcome;
  };

/** Starts the run in force of a campaign. The same start again is harmless. */
export const startCampaign =
  ({ workflows }: Pick<Ports, "workflows">) =>
  async (campaign: Campaign): Promise<void> => {
    const { campaignId } = campaign;
    try {
      await workflows.start({ story: "terms", name: campaignRun(campaign), input: { campaignId } });
    } catch (error) {
      if (!(error instanceof RunExists)) throw error; // the run began, and may be over: nothing is left to start
    }
  };

/** Marked unstarted, it is the sweep's; and a wake that fails is as well. */
const leaveToTheSweep = (): void => undefined;

/** Sends a parked run on where somebody decided. What is `Busy` stays for the sweep. */
export const wakeCampaign =
  ({ campaigns, workflows, keys }: Waking) =>
  async ({ campaignId, wait }: Campaign): Promise<void> => {
    if (wait?.decidedAt === undefined) return;
    try {
      const sealed = Buffer.from(wait.sealedToken, "base64url");
      const token = await keys.unseal(sealed, { purpose: "token", owner: campaignId });
      await workflows.answer(Buffer.from(token).toString(), {});
      await campaigns.change(campaignId, (campaign) => ({
        outcome: undefined,
        ...(campaign.wait?.sealedToken === wait.sealedToken && { campaign: { ...campaign, wait: undefined } }),
        audit: [],
      }));
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
    }
  };

/** Starts what was opened and has not begun, and hands on decisions that no run has taken (I1). Every minute. */
export const sweepCampaigns =
  (ports: Waking) =>
  async (before: Instant): Promise<void> => {
    for (const campaign of await ports.campaigns.unstarted(before)) await startCampaign(ports)(campaign);
    for (const campaign of await ports.campaigns.unanswered(before)) await wakeCampaign(ports)(campaign);
  };

export type StopOutcome = "stopping" | "already-over";
export type UndoOutcome = "undoing" | "already-undone";

/** An officer's decision reaches the run that is parked, or needs the next attempt where the run is over or has failed. */
const decided = (campaign: Campaign, now: Instant): Campaign => {
  if (isCampaignOver(campaign.status) || campaign.attention !== undefined) {
    return { ...campaign, attempt: campaign.attempt + 1, unstarted: true, attention: undefined, wait: undefined };
  }
  return { ...campaign, ...(campaign.wait && { wait: { ...campaign.wait, decidedAt: now } }) };
};

/** Nothing more comes of it: no notice, no reminder, and the gate asks for it no more. What was accepted stays accepted. */
export const decideStop = (campaign: Campaign, officer: string, now: Instant): CampaignDecision<StopOutcome> => {
  if (isCampaignOver(campaign.status) || campaign.undo !== undefined) return { outcome: "already-over", audit: [] };
  if (campaign.stopped !== undefined) return { outcome: "stopping", audit: [] };
  return {
    outcome: "stopping",
    campaign: { ...decided(campaign, now), stopped: { by: officer, at: now } },
    audit: [{ event: "campaign-stop-decided", at: now, actor: officer, facts: { status: campaign.status } }],
  };
};

/** As if it had never been asked for: what was in force before counts again. Ended mailings are not called back, and acceptances stand. */
export const decideUndo = (campaign: Campaign, officer: string, now: Instant): CampaignDecision<UndoOutcome> => {
  if (campaign.status === "undone") return { outcome: "already-undone", audit: [] };
  if (campaign.undo !== undefined) return { outcome: "undoing", audit: [] };
  return {
    outcome: "undoing",
    campaign: { ...decided(campaign, now), undo: { by: officer, at: now } },
    audit: [{ event: "campaign-undo-decided", at: now, actor: officer, facts: { status: campaign.status } }],
  };
};

/** Stores a decision, then lets the run take it. */
const decideAndWake =
  <T>(ports: Deciding, decide: (campaign: Campaign, officer: string, now: Instant) => CampaignDecision<T>) =>
  async (campaignId: CampaignId, officer: string): Promise<T> => {
    const outcome = await ports.campaigns.change(campaignId, (campaign) =>
      decide(campaign, officer, ports.clock.now()),
    );
    const campaign = await ports.campaigns.find(campaignId);
    if (campaign?.unstarted) await startCampaign(ports)(campaign).catch(leaveToTheSweep);
    else if (campaign !== undefined) await wakeCampaign(ports)(campaign);
    return outcome;
  };

export const stopCampaign = (ports: Deciding) => decideAndWake(ports, decideStop);
export const undoCampaign = (ports: Deciding) => decideAndWake(ports, decideUndo);

/**
 * Goes on with a campaign whose run failed: from the failed step while that is possible, later as the next attempt, whose steps skip what
 * is on record.
 */
export const tryCampaignAgain =
  ({ clock, campaigns, workflows }: Pick<Ports, "clock" | "campaigns" | "workflows">) =>
  async (campaignId: CampaignId, officer: string): Promise<"redriven" | "next-attempt" | "not-needed"> => {
    const failed = await campaigns.change(campaignId, (campaign) => ({
      outcome: campaign.attention === undefined ? undefined : campaign,
      audit:
        campaign.attention === undefined
          ? []
          : [
              {
                event: "try-again-intended",
                at: clock.now(),
                actor: officer,
                facts: { attempt: campaign.attempt },
              },
            ],
    }));
    if (failed === undefined) return "not-needed";
    const redriven = await workflows.redrive("terms", campaignRun(failed)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotRedrivable) return false;
        throw error;
      },
    );
    const next = await campaigns.change(campaignId, (campaign) => {
      const going = redriven ? { ...campaign, attention: undefined } : decided(campaign, clock.now());
      return {
        outcome: going,
        campaign: going,
        audit: [
          {
            event: redriven ? "run-redriven" : "attempt-started",
            at: clock.now(),
            actor: officer,
            facts: { attempt: going.attempt },
          },
        ],
      };
    });
    if (!redriven) await startCampaign({ workflows })(next).catch(leaveToTheSweep);
    return redriven ? "redriven" : "next-attempt";
  };
