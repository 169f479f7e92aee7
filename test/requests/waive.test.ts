import { describe, expect, test } from "vitest";
import { decideWaiver, isWaivable } from "#requests/waive.ts";
import { aRequest, at, someFacts } from "../support/requests.ts";

const now = at("2026-11-25");
const proof = { loginAgeSeconds: 40 };
const wait = { requestId: aRequest().requestId, name: "cooling-off", sealedToken: "t", until: at("2026-11-30") };

describe('"do not wait"', () => {
  test("ends the cooling-off at once, and the age of the login goes on record (I6)", () => {
    const request = aRequest({ progress: { coolingOffUntil: at("2026-11-30") } });
    const decision = decideWaiver(someFacts({ request, waits: [wait, { ...wait, name: "room" }] }), proof, now);
    expect(decision.outcome).toBe("waived");
    expect(decision.request?.progress).toEqual({ coolingOffUntil: now, waivedAt: now });
    expect(decision.waits).toEqual([{ ...wait, answer: { decision: "waived" }, decidedAt: now }]);
    expect(decision.audit).toEqual([{ event: "cooling-off-waived", at: now, actor: "person", facts: proof }]);
  });

  test("twice is the same as once", () => {
    const request = aRequest({ progress: { waivedAt: now } });
    expect(decideWaiver(someFacts({ request }), proof, now)).toEqual({ outcome: "waived", audit: [] });
  });

  test.each([
    ["asked for in a rights session", aRequest({ channel: "rights-session" }), "not-yours-to-waive"],
    ["an officer opened", aRequest({ channel: "officer" }), "not-yours-to-waive"],
    ["being decided", aRequest({ status: "in-review" }), "not-cooling-off"],
    ["withdrawn", aRequest({ status: "withdrawn", progress: { waivedAt: now } }), "not-cooling-off"],
  ])("is not for a request %s", (_which, request, outcome) => {
    expect(isWaivable(request)).toBe(false);
    const decision = decideWaiver(someFacts({ request }), proof, now);
    expect([decision.outcome, decision.request]).toEqual([outcome, undefined]);
    expect(decision.audit).toMatchObject([{ event: "waiver-refused", facts: { because: outcome } }]);
  });
});
