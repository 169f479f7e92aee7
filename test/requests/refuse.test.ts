import { describe, expect, test } from "vitest";
import { isEnd, mayMove, RequestStatus } from "#kernel/request.ts";
import { decideFence } from "#requests/fence.ts";
import { decideRefusal } from "#requests/refuse.ts";
import { aPlan, aRequest, at, someFacts, subjectRef } from "../support/requests.ts";

const now = at("2026-12-01");
const officer = `officer:${subjectRef("x")}`;
const no = (more: object = {}) => ({ officer, ground: "legal-claims" as const, ...more });
const wait = { requestId: aRequest().requestId, name: "cooling-off", sealedToken: "t", until: at("2026-12-20") };
const facts = (request = aRequest()) => someFacts({ request, waits: [wait] });

describe("an officer's refusal", () => {
  test("goes on record with ground and article, and wakes the run wherever it waits", () => {
    const decision = decideRefusal(facts(), no(), now);
    expect(decision.outcome).toEqual({ outcome: "refused" });
    expect(decision.request).toMatchObject({
      status: "cooling-off",
      progress: { refusal: { ground: "legal-claims", by: officer, at: now } },
    });
    expect(decision.waits).toEqual([{ ...wait, answer: { decision: "refused" }, decidedAt: now }]);
    expect(decision.audit).toEqual([
      {
        event: "refusal-decided",
        at: now,
        actor: officer,
        facts: { ground: "legal-claims", article: "Article 17(3)(e)" },
      },
    ]);
  });

  test("closes the fence, whatever else speaks for going on", () => {
    const request = aRequest({ progress: { plan: aPlan() } });
    const refused = decideRefusal(someFacts({ request }), no(), now).request;
    const reading = {
      now,
      coolingOffUntil: at("2026-11-30"),
      sameAccount: true,
      sameLogins: true,
      protectedRoles: [],
      caps: [{ pool: "selfService" as const, slots: 1, restSeconds: 3600 }],
    };
    expect(decideFence(someFacts({ request }), reading).outcome).toBe("go");
    expect(decideFence(someFacts({ request: refused }), reading)).toMatchObject({ outcome: "refused" });
  });

  test.each(["held", "needs-attention"] as const)(
    "of a %s request starts the attempt that sends the letter",
    (status) => {
      const decision = decideRefusal(facts(aRequest({ status, attention: { since: now, error: "x" } })), no(), now);
      expect(decision.outcome.next).toEqual(decision.request);
      expect(decision.request).toMatchObject({ attempt: 2, unstarted: true, status, attention: undefined });
    },
  );

  test("is possible wherever nothing is destroyed yet, and its letter ends the request from there", () => {
    const open = RequestStatus.options.filter((status) => !isEnd(status) && status !== "in-force");
    for (const status of open) {
      const { outcome, request } = decideRefusal(facts(aRequest({ status })), no(), now);
      expect([status, outcome.outcome]).toEqual([status, "refused"]);
      if (status !== "awaiting-recipient")
        // only past the point of no return
        expect([status, mayMove(request?.status ?? status, "refused")]).toEqual([status, true]);
    }
  });

  test.each(["legal-duty", "national-limits"] as const)("by %s names the law", (ground) => {
    expect(decideRefusal(facts(), no({ ground }), now).outcome.outcome).toBe("law-missing");
    const decision = decideRefusal(facts(), no({ ground, law: "§ 147 AO" }), now);
    expect(decision.request?.progress.refusal).toMatchObject({ ground, law: "§ 147 AO" });
  });

  test("twice is the same as once", () => {
    const refused = decideRefusal(facts(), no(), now).request;
    expect(decideRefusal(facts(refused), no({ ground: "excessive" }), at("2026-12-02"))).toEqual({
      outcome: { outcome: "refused" },
      audit: [],
    });
  });

  test.each([
    ["past the point of no return", aRequest({ pointOfNoReturnAt: now, status: "running" }), officer, "too-late"],
    ["when it is answered", aRequest({ status: "withdrawn" }), officer, "already-ended"],
    ["by the person themselves (I12)", aRequest(), `officer:${subjectRef()}`, "own-request"],
  ])("changes nothing %s, and is audited", (_when, request, by, outcome) => {
    const decision = decideRefusal(facts(request), no({ officer: by }), now);
    expect([decision.outcome, decision.request, decision.waits]).toEqual([{ outcome }, undefined, undefined]);
    expect(decision.audit).toMatchObject([{ event: "refusal-refused", actor: by, facts: { because: outcome } }]);
  });
});
