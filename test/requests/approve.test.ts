import { describe, expect, test } from "vitest";
import { isApproved } from "#kernel/plan.ts";
import { decideApproval } from "#requests/approve.ts";
import { aPlan, aRequest, at, someFacts, subjectRef } from "../support/requests.ts";

const now = at("2026-12-01");
const [anne, ben, opener] = ["x", "y", "z"].map((letter) => `officer:${subjectRef(letter)}`) as [
  string,
  string,
  string,
];
const digest = aPlan().digest;
const yes = (officer = anne, planDigest = digest) => ({ officer, planDigest });
const inReview = (approvalsNeeded: number, more: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({ status: "in-review", progress: { plan: aPlan({ approvalsNeeded }) }, ...more });
const wait = { requestId: aRequest().requestId, name: "decision", sealedToken: "t", until: at("2026-12-20") };
const facts = (request = inReview(1)) => someFacts({ request, waits: [wait, { ...wait, name: "other" }] });

describe("an officer's yes", () => {
  test("is enough where the plan asks for one, and wakes the run that waits for it and no other wait", () => {
    const decision = decideApproval(facts(), yes(), now);
    expect(decision.outcome).toBe("approved");
    expect(decision.request?.approvals).toEqual([{ by: anne, at: now, planDigest: digest }]);
    expect(decision.waits).toEqual([{ ...wait, answer: { decision: "approved" }, decidedAt: now }]);
    expect(decision.audit).toEqual([
      { event: "plan-approved", at: now, actor: anne, facts: { planDigest: digest, enough: true } },
    ]);
  });

  test("needs another officer's beside it where the plan asks for two, and the same officer's counts once (I12)", () => {
    const first = decideApproval(facts(inReview(2)), yes(), now);
    expect([first.outcome, first.waits]).toEqual(["one-more-needed", []]);
    const again = decideApproval(facts(first.request), yes(), now);
    expect([again.outcome, again.request, again.audit]).toEqual(["one-more-needed", undefined, []]);
    const second = decideApproval(facts(first.request), yes(ben), now);
    expect(second.outcome).toBe("approved");
    expect(second.request && isApproved(second.request)).toBe(true);
  });

  test("given twice is answered the same way, and wakes again", () => {
    const approved = decideApproval(facts(), yes(), now).request;
    const again = decideApproval(facts(approved), yes(), now);
    expect([again.outcome, again.request, again.audit, again.waits?.length]).toEqual(["approved", undefined, [], 1]);
  });

  test("for an earlier plan counts for nothing", () => {
    const decision = decideApproval(facts(), yes(anne, "0".repeat(64)), now);
    expect([decision.outcome, decision.request]).toEqual(["plan-changed", undefined]);
    expect(decision.audit[0]).toMatchObject({ event: "approval-refused", facts: { because: "plan-changed" } });
  });

  test("is void when the plan has changed since (I12)", () => {
    const approved = decideApproval(facts(), yes(), now).request ?? inReview(1);
    const replanned = { ...approved, progress: { plan: aPlan({ approvalsNeeded: 1, digest: "f".repeat(64) }) } };
    expect(isApproved(replanned)).toBe(false);
  });

  test.each([
    ["the person themselves", `officer:${subjectRef()}`, "own-request"],
    ["a linked account of the person", `officer:${subjectRef("b")}`, "own-request"],
    ["the officer who opened it", opener, "four-eyes"],
  ])("does not come from %s (I12)", (_who, officer, outcome) => {
    const request = inReview(1, {
      linkedRefs: [subjectRef("b")],
      openedBy: { officer: opener, identity: "known-in-person" },
    });
    const decision = decideApproval(facts(request), yes(officer), now);
    expect([decision.outcome, decision.request, decision.waits]).toEqual([outcome, undefined, undefined]);
    const forced = { ...request, approvals: [{ by: officer, at: now, planDigest: digest }] };
    expect(isApproved(forced)).toBe(false);
  });

  test.each([
    ["there is no plan", aRequest({ status: "cooling-off" })],
    ["it is past the point of no return", inReview(1, { status: "running", pointOfNoReturnAt: now })],
    ["it was withdrawn", inReview(1, { status: "withdrawn" })],
    ["it is held", inReview(1, { status: "held" })],
  ])("is not waited for when %s", (_when, request) => {
    expect(decideApproval(facts(request), yes(), now)).toMatchObject({
      outcome: "not-waiting",
      audit: [{ event: "approval-refused" }],
    });
  });

  test("is needed once at least for what an officer opened, even where policy never asks (I12)", () => {
    const request = inReview(0, { openedBy: { officer: opener, identity: "known-in-person" } });
    expect(isApproved(request)).toBe(false);
    expect(decideApproval(facts(request), yes(), now).outcome).toBe("approved");
  });
});
