import { describe, expect, test } from "vitest";
import { campaignIdOf, campaignOfRun, campaignRun, isShardDone, mayCampaignMove, newShard } from "#kernel/campaign.ts";
import { requestOfRun } from "#kernel/request.ts";

const campaignId = campaignIdOf("terms", "2026-12");

describe("a campaign's id", () => {
  test("is one for each version of each document", () => {
    expect(campaignIdOf("terms", "2026-12")).toBe(campaignId);
    expect(new Set([campaignId, campaignIdOf("terms", "2027"), campaignIdOf("privacy", "2026-12")]).size).toBe(3);
    expect(campaignIdOf("terms2", "026-12")).not.toBe(campaignId);
  });

  test("with its attempt names the run, and no run of a request is taken for it", () => {
    expect(campaignOfRun(campaignRun({ campaignId, attempt: 3 }))).toEqual({ campaignId, attempt: 3 });
    expect(requestOfRun(campaignRun({ campaignId, attempt: 3 }))).toBeUndefined();
    expect(campaignOfRun("01JDF7Z8R5QK3V9X2M4N6P8S0T.1")).toBeUndefined();
    for (const name of [campaignId, `${campaignId}.0`, `${campaignId}.1.1`, `${campaignId}.x`])
      expect(campaignOfRun(name)).toBeUndefined();
    expect(campaignRun({ campaignId, attempt: 999_999 }).length).toBeLessThanOrEqual(80);
  });
});

test("a campaign that is undone goes nowhere; one that is closed can still be undone", () => {
  expect(mayCampaignMove("undone", "asking")).toBe(false);
  expect(mayCampaignMove("closed", "undone")).toBe(true);
  expect(mayCampaignMove("stopped", "required")).toBe(false);
  expect(mayCampaignMove("asking", "asking")).toBe(true);
});

test("a shard is done when nobody is left, in work, or to be tried again", () => {
  expect(isShardDone(newShard(0))).toBe(true);
  expect(isShardDone(newShard(2))).toBe(false);
  expect(isShardDone({ ...newShard(2), next: 2 })).toBe(true);
  expect(isShardDone({ ...newShard(2), next: 2, taken: [1] })).toBe(false);
  expect(isShardDone({ ...newShard(2), next: 2, again: [{ place: 1, tries: 1 }] })).toBe(false);
});
