import { type Campaign, campaignIdOf } from "#kernel/campaign.ts";
import { at } from "./requests.ts";

/** A campaign just opened: told on 24 November, asked from 1 December, required from 31 December, reminded 14 and 3 days before. */
export const aCampaign = (more: Partial<Campaign> = {}): Campaign => ({
  campaignId: campaignIdOf("terms", more.version ?? "2026-12"),
  document: "terms",
  version: "2026-12",
  gates: true,
  openedBy: "officer:one",
  openedAt: at("2026-11-24"),
  effectiveAt: at("2026-12-01"),
  requiredAt: at("2026-12-31"),
  remindAt: [at("2026-12-17"), at("2026-12-28")],
  policyDigest: "0".repeat(64),
  status: "announced",
  attempt: 1,
  unstarted: false,
  progress: {},
  ...more,
});
