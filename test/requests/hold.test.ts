import { describe, expect, test } from "vitest";
import { decideHold, decideRelease, decideResume } from "#requests/hold.ts";
import { aHold, aRequest, aSubject, at, requestId, someFacts } from "../support/requests.ts";

describe("a legal hold", () => {
  test("is placed, with owner, ground and review date in the audit", () => {
    const decision = decideHold(aSubject(), aHold());
    expect(decision.outcome).toBe("placed");
    expect(decision.subject?.holds).toEqual([aHold()]);
    expect(decision.audit[0]).toMatchObject({
      event: "hold-placed",
      actor: "officer:one",
      facts: { reviewAt: at("2026-12-10") },
    });
  });

  test("is refused as too late past the point of no return, never taken in silence (I4)", () => {
    const deleting = aSubject({ pointOfNoReturn: { requestId: requestId(), at: at("2026-11-30") } });
    const decision = decideHold(deleting, aHold());
    expect(decision.outcome).toBe("too-late");
    expect(decision.subject).toBeUndefined();
    expect(decision.audit[0]?.event).toBe("hold-refused");
  });

  test("placed twice under one id stands once", () => {
    expect(decideHold(aSubject({ holds: [aHold()] }), aHold({ ground: "tax" })).subject?.holds).toHaveLength(1);
  });

  test("released, gives back the requests to look at", () => {
    const decision = decideRelease(aSubject({ holds: [aHold()] }), "hold-1", "officer:two", at("2026-12-01"));
    expect(decision.subject?.holds).toEqual([]);
    expect(decision.outcome).toEqual([requestId()]);
  });
});

describe("a held request", () => {
  const held = aRequest({ status: "held" });
  test("goes on in its next attempt when no hold stands any more", () => {
    const decision = decideResume(someFacts({ request: held }), at("2026-12-01"));
    expect(decision.request).toMatchObject({ status: "running", attempt: 2, unstarted: true });
  });

  test("stays held while another hold stands (I4)", () => {
    const facts = someFacts({ request: held, subjects: [aSubject({ holds: [aHold({ holdId: "hold-2" })] })] });
    expect(decideResume(facts, at("2026-12-01")).request).toBeUndefined();
  });
});
