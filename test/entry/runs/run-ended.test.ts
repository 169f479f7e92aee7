import { describe, expect, test } from "vitest";
import { decideAttention, decideCampaignAttention } from "#entry/runs/run-ended.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aRequest, at, someFacts } from "../../support/requests.ts";

const now = at("2026-11-25");
const decide = (request = aRequest({ status: "running" }), attempt = 1) =>
  decideAttention(someFacts({ request }), attempt, "Busy", now);

describe("a run that ended without an answer", () => {
  test("shows its request as needing attention, with the error's name (I3)", () => {
    const decision = decide();
    expect(decision.request).toMatchObject({ status: "needs-attention", attention: { since: now, error: "Busy" } });
    expect(decision.audit).toEqual([
      { event: "attention-needed", at: now, actor: "system", facts: { error: "Busy", attempt: 1 } },
    ]);
  });

  test("does so although a mark of another kind stands there already (I3)", () => {
    const overdue = aRequest({ status: "in-review", attention: { since: at("2026-11-24"), error: "DecisionOverdue" } });
    expect(decide(overdue).request).toMatchObject({ status: "needs-attention", attention: { error: "Busy" } });
  });

  test("of an answered deletion asks for attention too: it was still looking back", () => {
    expect(decide(aRequest({ status: "fulfilled" })).request?.status).toBe("needs-attention");
  });

  test.each([
    ["of an attempt that is not in force any more", aRequest({ status: "running", attempt: 2 })],
    ["of a request that was withdrawn", aRequest({ status: "withdrawn" })],
    ["of a request that was refused", aRequest({ status: "refused" })],
    ["told twice", aRequest({ status: "needs-attention", attention: { since: now, error: "Busy" } })],
  ])("changes nothing %s", (_when, request) => {
    expect(decide(request)).toEqual({ outcome: undefined, audit: [] });
  });
});

describe("a campaign's run that ended without an answer", () => {
  test("shows the campaign as needing attention where it stands, and forgets its wait (I3)", () => {
    const wait = { sealedToken: "x", until: now };
    const campaign = aCampaign({ status: "asking", wait });
    const decision = decideCampaignAttention(campaign, 1, "Busy", now);
    expect(decision.campaign).toEqual({ ...campaign, wait: undefined, attention: { since: now, error: "Busy" } });
    expect(decision.audit).toMatchObject([{ event: "attention-needed", facts: { error: "Busy", attempt: 1 } }]);
  });

  test.each([
    ["of an attempt that is not in force any more", aCampaign({ attempt: 2 })],
    ["told twice", aCampaign({ attention: { since: now, error: "Busy" } })],
  ])("changes nothing %s", (_when, campaign) => {
    expect(decideCampaignAttention(campaign, 1, "Busy", now)).toEqual({ outcome: undefined, audit: [] });
  });
});
