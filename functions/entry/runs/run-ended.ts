import * as z from "zod";
import { type Bulk, bulkOfRun, isBulkOver } from "#kernel/bulk.ts";
import { type Campaign, campaignOfRun } from "#kernel/campaign.ts";
import type { Instant } from "#kernel/instant.ts";
import { isEnd, requestOfRun } from "#kernel/request.ts";
import type { BulkDecision } from "#ports/bulks/bulks.ts";
import type { CampaignDecision } from "#ports/campaigns/campaigns.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";

/** What is used of a "Step Functions Execution Status Change" event; the engine on one machine emits the same. */
export const RunEnded = z.object({
  name: z.string(),
  status: z.enum(["FAILED", "TIMED_OUT", "ABORTED"]),
  /** The error's name; its cause stays in the run's history, for it may be long. */
  error: z.string().max(200).optional(),
});
export type RunEnded = z.infer<typeof RunEnded>;

/**
 * A run that ended without an answer shows its request, its campaign or its list, as "needs attention" (I3). An event is a hint and may come late or twice: one of an
 * attempt that is not in force any more, or of a request that was withdrawn or refused, changes nothing.
 */
export const markNeedsAttention =
  ({ clock, requests, campaigns, bulks }: Pick<Ports, "clock" | "requests" | "campaigns" | "bulks">) =>
  async (event: unknown): Promise<void> => {
    const { name, status, error } = RunEnded.parse(event);
    const asked = campaignOfRun(name);
    if (asked !== undefined && (await campaigns.find(asked.campaignId)) !== undefined) {
      return campaigns.change(asked.campaignId, (campaign) =>
        decideCampaignAttention(campaign, asked.attempt, error ?? status, clock.now()),
      );
    }
    const list = bulkOfRun(name);
    if (list !== undefined && (await bulks.find(list.bulkId)) !== undefined) {
      return bulks.change(list.bulkId, (bulk) => decideBulkAttention(bulk, list.attempt, error ?? status, clock.now()));
    }
    const run = requestOfRun(name);
    if (run === undefined || (await requests.find(run.requestId)) === undefined) return;
    await requests.change(run.requestId, (facts) => decideAttention(facts, run.attempt, error ?? status, clock.now()));
  };

export const decideAttention = ({ request }: Facts, attempt: number, error: string, now: Instant): Decision<void> => {
  const over = isEnd(request.status) && request.status !== "fulfilled" && request.status !== "partly-fulfilled";
  // a mark of another kind, such as an overdue decision, does not hide that the run is over
  const isMarked = request.status === "needs-attention";
  if (request.attempt !== attempt || over || isMarked) return { outcome: undefined, audit: [] };
  return {
    outcome: undefined,
    request: { ...request, status: "needs-attention", unstarted: false, attention: { since: now, error } },
    audit: [{ event: "attention-needed", at: now, actor: "system", facts: { error, attempt } }],
  };
};

/** A campaign keeps its place beside the mark: the gate stands as it stood, whatever became of the run. */
export const decideCampaignAttention = (
  campaign: Campaign,
  attempt: number,
  error: string,
  now: Instant,
): CampaignDecision<void> => {
  if (campaign.attempt !== attempt || campaign.attention !== undefined) return { outcome: undefined, audit: [] };
  return {
    outcome: undefined,
    campaign: { ...campaign, unstarted: false, wait: undefined, attention: { since: now, error } },
    audit: [{ event: "attention-needed", at: now, actor: "system", facts: { error, attempt } }],
  };
};

/** A list keeps its place beside the mark: what was done stays done, and nothing more is begun. */
export const decideBulkAttention = (bulk: Bulk, attempt: number, error: string, now: Instant): BulkDecision<void> => {
  if (bulk.attempt !== attempt || bulk.attention !== undefined || isBulkOver(bulk.state)) {
    return { outcome: undefined, audit: [] };
  }
  return {
    outcome: undefined,
    bulk: { ...bulk, unstarted: false, wait: undefined, attention: { since: now, error } },
    audit: [{ event: "attention-needed", at: now, actor: "system", facts: { error, attempt } }],
  };
};
