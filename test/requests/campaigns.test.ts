import { describe, expect, test } from "vitest";
import type { Campaign } from "#kernel/campaign.ts";
import { campaignFor, decideStop, decideUndo, hasCampaign, remindersOf } from "#requests/campaigns.ts";
import { aCampaign } from "../support/campaigns.ts";
import { aPolicy, at } from "../support/requests.ts";
import { aPublication } from "../support/terms.ts";

const now = at("2026-12-05");
const wait = { sealedToken: "sealed", until: at("2026-12-17") };
const failed = { since: at("2026-12-04"), error: "GateMissing" };
const decision = { by: "officer:two", at: now };
const stop = (more: Partial<Campaign>) => decideStop(aCampaign(more), "officer:two", now);
const undo = (more: Partial<Campaign>) => decideUndo(aCampaign(more), "officer:two", now);

describe("a stop", () => {
  test("is stored with who decided it, and sends a parked run on", () => {
    const { outcome, campaign, audit } = stop({ status: "asking", wait });
    expect(outcome).toBe("stopping");
    expect(campaign).toMatchObject({ stopped: decision, attempt: 1, wait: { ...wait, decidedAt: now } });
    expect(audit).toEqual([
      { event: "campaign-stop-decided", at: now, actor: "officer:two", facts: { status: "asking" } },
    ]);
  });

  test("of a campaign whose run failed is carried out by the next attempt", () => {
    const { campaign } = stop({ status: "asking", attention: failed, wait });
    expect(campaign).toMatchObject({ attempt: 2, unstarted: true, stopped: decision });
    expect(campaign?.attention).toBeUndefined();
    expect(campaign?.wait).toBeUndefined();
  });

  test("that was decided already changes nothing, and the first officer stays on record (I16)", () => {
    expect(stop({ stopped: { by: "officer:one", at: at("2026-12-02") } })).toEqual({ outcome: "stopping", audit: [] });
  });

  test.each(["closed", "stopped", "undone"] as const)("of a campaign that is %s comes too late", (status) => {
    expect(stop({ status })).toEqual({ outcome: "already-over", audit: [] });
  });

  test("of a campaign that is being undone comes too late", () => {
    expect(stop({ status: "asking", undo: decision })).toEqual({ outcome: "already-over", audit: [] });
  });
});

describe("an undo", () => {
  test.each(["announced", "asking", "required"] as const)("while it is %s sends the parked run on", (status) => {
    expect(undo({ status, wait }).campaign).toMatchObject({ undo: decision, attempt: 1, wait: { decidedAt: now } });
  });

  test.each(["closed", "stopped"] as const)("after it is %s begins the next attempt, for its run is over", (status) => {
    const { outcome, campaign, audit } = undo({ status });
    expect(outcome).toBe("undoing");
    expect(campaign).toMatchObject({ undo: decision, attempt: 2, unstarted: true });
    expect(audit[0]).toMatchObject({ event: "campaign-undo-decided", facts: { status } });
  });

  test("overtakes a stop that is not carried out yet", () => {
    const { campaign } = undo({ status: "asking", stopped: decision, wait });
    expect(campaign).toMatchObject({ undo: decision, stopped: decision });
  });

  test("a second time changes nothing (I16)", () => {
    expect(undo({ status: "closed", undo: { by: "officer:one", at: now } })).toEqual({ outcome: "undoing", audit: [] });
    expect(undo({ status: "undone" })).toEqual({ outcome: "already-undone", audit: [] });
  });
});

describe("which versions have a campaign", () => {
  test.each([
    ["terms", "material", true],
    ["notice", "material", true],
    ["consent", "material", false],
    ["terms", "editorial", false],
    ["notice", "editorial", false],
  ] as const)("%s, %s: %s", (kind, change, has) => {
    expect(hasCampaign({ kind, change })).toBe(has);
  });
});

describe("the reminders of a version", () => {
  const reminders = (graceDays: number, kind: "terms" | "notice" = "terms") =>
    remindersOf(aPublication({ kind, effectiveAt: at("2026-12-01"), graceSeconds: graceDays * 86_400 }), aPolicy());

  test("stand before the end of the grace, in their order", () => {
    expect(reminders(30)).toEqual([at("2026-12-17"), at("2026-12-28")]);
  });

  test("that would come before anybody is asked are left out", () => {
    expect(reminders(10)).toEqual([at("2026-12-08")]);
    expect(reminders(3)).toEqual([]);
    expect(reminders(0)).toEqual([]);
  });

  test("of a notice are none: it asks for nothing", () => {
    expect(reminders(30, "notice")).toEqual([]);
  });
});

test("a campaign opens announced and unstarted, and gates only for terms", () => {
  const campaign = campaignFor(aPublication({ kind: "notice", document: "privacy" }), aPolicy(), now);
  expect(campaign).toMatchObject({ status: "announced", unstarted: true, gates: false, attempt: 1, progress: {} });
  expect(campaignFor(aPublication(), aPolicy(), now).gates).toBe(true);
});
