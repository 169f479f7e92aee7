import { describe, expect, onTestFinished, test } from "vitest";
import type { PrivacyRequest } from "#kernel/request.ts";
import { dayChain, requestChain } from "#ports/audit/audit.ts";
import { decideHold, decideResume } from "#requests/hold.ts";
import { decideRelease, remindOfHold } from "#requests/hold-review.ts";
import { accepted, received } from "../support/acceptances.ts";
import { aHold, aRequest, aSubject, at, requestId, someFacts, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

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
    expect(decision.audit).toEqual([
      {
        event: "hold-refused",
        at: aHold().placedAt,
        actor: "officer:one",
        facts: { subjectRef: deleting.subjectRef, holdId: "hold-1", reason: "past the point of no return" },
      },
    ]);
  });

  test("placed twice under one id stands once", () => {
    expect(decideHold(aSubject({ holds: [aHold()] }), aHold({ ground: "tax" })).subject?.holds).toHaveLength(1);
  });

  test("released, gives back the requests to look at", () => {
    const decision = decideRelease(aSubject({ holds: [aHold()] }), "hold-1", "officer:two", at("2026-12-01"));
    expect(decision.subject?.holds).toEqual([]);
    expect(decision.outcome).toEqual([requestId()]);
    const facts = { subjectRef: aSubject().subjectRef, holdId: "hold-1" };
    expect(decision.audit).toEqual([{ event: "hold-released", at: at("2026-12-01"), actor: "officer:two", facts }]);
  });

  test("stands beside others, and is released alone", () => {
    const [one, two] = [aHold(), aHold({ holdId: "hold-2" })];
    expect(decideHold(aSubject({ holds: [one] }), two).subject?.holds).toEqual([one, two]);
    const released = decideRelease(aSubject({ holds: [one, two] }), "hold-1", "officer:two", at("2026-12-01"));
    expect(released.subject?.holds).toEqual([two]);
  });

  test("that does not stand is released without a trace, and the requests are looked at all the same", () => {
    const decision = decideRelease(aSubject({ holds: [aHold()] }), "never-was", "officer:two", at("2026-12-01"));
    expect(decision).toEqual({ outcome: [requestId()], audit: [] });
  });
});

describe("the review of a hold", () => {
  const later = at("2026-12-10");
  const reviewed = async (hold: string, status: PrivacyRequest["status"]) => {
    const desk = await openDesk(sqliteInMemory);
    onTestFinished(() => desk.close());
    const request = await accepted(desk.requests, received(subjectRef("a"), desk.clock.now()));
    await desk.requests.changeSubject(subjectRef("a"), (subject) => decideHold(subject, aHold()));
    await desk.requests.change(request.requestId, (facts) => ({
      outcome: undefined,
      request: { ...facts.request, status },
      audit: [],
    }));
    const remind = () => remindOfHold({ ...desk, clock: { now: () => later } })(subjectRef("a"), hold);
    await remind();
    const found = await desk.requests.find(request.requestId);
    return { ...desk, remind, requestId: request.requestId, attention: found?.attention };
  };

  test("asks for an officer's eye on what it holds, once, and says so in the audit", async () => {
    const { attention, events, remind, requestId: id, audit, clock } = await reviewed("hold-1", "held");
    expect(attention).toEqual({ since: later, error: "HoldReviewDue" });
    await remind();
    expect((await events(id)).filter((event) => event === "attention-needed")).toHaveLength(1);
    const { items } = await audit.entries(requestChain(id));
    const facts = { error: "HoldReviewDue", holdId: "hold-1" };
    expect(items.at(-1)).toMatchObject({ event: "attention-needed", at: later, actor: "system", facts });
    const days = await audit.entries(dayChain(clock.now().slice(0, 10)));
    const seen = { subjectRef: subjectRef("a"), holdId: "hold-1" };
    expect(days.items.at(-1)).toMatchObject({ event: "hold-review-due", at: later, actor: "system", facts: seen });
  });

  test("asks for nothing when the hold was released meanwhile, or the request is not held", async () => {
    expect((await reviewed("another", "held")).attention).toBeUndefined();
    expect((await reviewed("hold-1", "running")).attention).toBeUndefined();
  });
});

describe("a held request", () => {
  const held = aRequest({ status: "held" });
  test("goes on in its next attempt when no hold stands any more", () => {
    const decision = decideResume(someFacts({ request: held }), at("2026-12-01"));
    expect(decision.request).toMatchObject({ status: "received", attempt: 2, unstarted: true });
    expect(decision.outcome).toEqual(decision.request);
    const facts = { attempt: 2, because: "hold released" };
    expect(decision.audit).toEqual([{ event: "attempt-started", at: at("2026-12-01"), actor: "system", facts }]);
  });

  test("stays held while another hold stands (I4)", () => {
    const facts = someFacts({ request: held, subjects: [aSubject({ holds: [aHold({ holdId: "hold-2" })] })] });
    expect(decideResume(facts, at("2026-12-01"))).toEqual({ outcome: undefined, audit: [] });
    // a hold on one of several linked accounts is enough
    const linked = someFacts({ request: held, subjects: [aSubject(), ...facts.subjects] });
    expect(decideResume(linked, at("2026-12-01")).request).toBeUndefined();
  });

  test("that is not held any more is left as it is", () => {
    const running = someFacts({ request: aRequest({ status: "running" }) });
    expect(decideResume(running, at("2026-12-01"))).toEqual({ outcome: undefined, audit: [] });
  });
});
