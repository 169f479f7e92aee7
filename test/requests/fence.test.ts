import { describe, expect, test } from "vitest";
import { decideFence, type FenceReading } from "#requests/fence.ts";
import { aHold, aPlan, aRequest, aSubject, at, requestId, someFacts, subjectRef } from "../support/requests.ts";

const afterCoolingOff = at("2026-11-30T10:00:00.000Z");
const reading = (more: Partial<FenceReading> = {}): FenceReading => ({
  now: afterCoolingOff,
  coolingOffUntil: at("2026-11-30"),
  sameAccount: true,
  sameLogins: true,
  protectedRoles: [],
  caps: [{ pool: "selfService", slots: 2, restSeconds: 3600 }],
  ...more,
});
const slot = (number: number, letter: string, usedAt: string) => ({
  pool: "selfService" as const,
  number,
  requestId: requestId(letter),
  usedAt: at(usedAt),
});

describe("the fence, with nothing in the way", () => {
  test("goes, and writes the point of no return on the request and on every subject", () => {
    const facts = someFacts({ subjects: [aSubject(), aSubject({ subjectRef: subjectRef("b"), open: {} })] });
    const decision = decideFence(facts, reading());
    expect(decision.outcome).toBe("go");
    expect(decision.request).toMatchObject({ status: "running", pointOfNoReturnAt: afterCoolingOff });
    expect(decision.subjects?.map((subject) => subject.pointOfNoReturn?.requestId)).toEqual([requestId(), requestId()]);
    expect(decision.slots).toEqual([
      { pool: "selfService", number: 1, requestId: requestId(), usedAt: afterCoolingOff },
    ]);
  });

  test("writes its audit entry in the same decision (I11)", () => {
    const facts = {
      selfService: "1 of 2",
      approvedBy: [],
      planDigest: "a".repeat(64),
      protectedRolesFound: 0,
    };
    expect(decideFence(someFacts(), reading()).audit).toEqual([
      { event: "point-of-no-return-passed", at: afterCoolingOff, actor: "system", facts },
    ]);
  });

  test("keeps the first moment when it is passed again, and takes no second slot (I13)", () => {
    const request = aRequest({ status: "running", pointOfNoReturnAt: at("2026-11-30") });
    // its own slot is not free yet, and there is no other
    const used = [slot(2, "A", "2026-11-30T09:58:00.000Z"), slot(1, "B", "2026-11-30T09:59:00.000Z")];
    const decision = decideFence(someFacts({ request, slots: used }), reading());
    expect(decision.request?.pointOfNoReturnAt).toBe(at("2026-11-30"));
    expect(decision.slots).toEqual([
      { pool: "selfService", number: 2, requestId: requestId(), usedAt: afterCoolingOff },
    ]);
  });

  test("is passed again by an answered request that looks back, which stays answered", () => {
    const request = aRequest({ status: "fulfilled", pointOfNoReturnAt: at("2026-11-30") });
    const decision = decideFence(someFacts({ request }), reading());
    expect([decision.outcome, decision.request?.status]).toEqual(["go", "fulfilled"]);
  });

  test("is not closed by a hold that came after it was passed: what is gone cannot be kept", () => {
    const request = aRequest({ status: "running", pointOfNoReturnAt: at("2026-11-30") });
    const subjects = [aSubject({ holds: [aHold()] })];
    expect(decideFence(someFacts({ request, subjects }), reading()).outcome).toBe("go");
  });

  test("takes the last slot there is", () => {
    const slots = [slot(1, "B", "2026-11-30T09:59:00.000Z")];
    expect(decideFence(someFacts({ slots }), reading()).slots?.[0]?.number).toBe(2);
  });
});

describe("the fence says no", () => {
  const refusals: [string, Parameters<typeof decideFence>, string][] = [
    ["to a hold on the subject (I4)", [someFacts({ subjects: [aSubject({ holds: [aHold()] })] }), reading()], "held"],
    [
      "to a hold on a linked account (I4)",
      [someFacts({ subjects: [aSubject(), aSubject({ subjectRef: subjectRef("b"), holds: [aHold()] })] }), reading()],
      "held",
    ],
    [
      "to a withdrawn request (I5)",
      [someFacts({ request: aRequest({ status: "withdrawn" }) }), reading()],
      "withdrawn",
    ],
    [
      "one millisecond before the cooling-off is over, whatever the timer said (I6)",
      [someFacts(), reading({ now: at("2026-11-30T08:59:59.999Z") })],
      "too-early",
    ],
    [
      "to an account that changed since it was bound (I7)",
      [someFacts(), reading({ sameAccount: false })],
      "identity-changed",
    ],
    ["to a protected role (I13)", [someFacts(), reading({ protectedRoles: ["admin"] })], "protected"],
    ["while the kill switch is off (I13)", [someFacts({ killSwitch: { off: true } }), reading()], "switched-off"],
    [
      "when every slot was used within the hour (I13)",
      [
        someFacts({ slots: [slot(1, "B", "2026-11-30T09:30:00.000Z"), slot(2, "C", "2026-11-30T09:00:00.001Z")] }),
        reading(),
      ],
      "capped",
    ],
  ];
  test.each(refusals)("%s", (_what, [facts, seen], outcome) => {
    const decision = decideFence(facts, seen);
    expect(decision.outcome).toBe(outcome);
    expect(decision.request?.pointOfNoReturnAt).toBeUndefined();
    expect(decision.subjects).toBeUndefined();
    expect(decision.slots).toBeUndefined();
    expect(decision.audit).toHaveLength(1);
  });

  const audited = (...asked: Parameters<typeof decideFence>) => decideFence(...asked).audit;
  const refused = (facts: object) => [{ event: "fence-refused", at: expect.any(String), actor: "system", facts }];

  test("and says in the audit why, with what it saw (I11)", () => {
    const held = someFacts({ subjects: [aSubject({ holds: [aHold(), { ...aHold(), holdId: "another" }] })] });
    expect(audited(held, reading())).toEqual(refused({ outcome: "held", holds: [aHold().holdId, "another"] }));
    const now = at("2026-11-29");
    expect(audited(someFacts(), reading({ now }))).toEqual(refused({ outcome: "too-early", until: at("2026-11-30") }));
    const roles = ["admin", "officer"];
    expect(audited(someFacts(), reading({ protectedRoles: roles }))).toEqual(refused({ outcome: "protected", roles }));
    expect(audited(someFacts(), reading({ caps: [{ pool: "selfService", slots: 0, restSeconds: 3600 }] }))).toEqual(
      refused({ outcome: "capped", pool: "selfService", slots: 0 }),
    );
    const off = someFacts({ killSwitch: { off: true } });
    expect(audited(off, reading())).toEqual(refused({ outcome: "switched-off" }));
  });

  test("by an error to a request that has ended without ever passing: only a mistake of ours can ask", () => {
    const request = aRequest({ status: "refused" });
    expect(() => decideFence(someFacts({ request }), reading())).toThrow(`request ${requestId()} is already refused`);
  });

  test("and shows the request as held when it is a hold", () => {
    const decision = decideFence(someFacts({ subjects: [aSubject({ holds: [aHold()] })] }), reading());
    expect(decision.request?.status).toBe("held");
  });
});

test("a slot is free again one hour after its last use", () => {
  const slots = [slot(1, "B", "2026-11-30T09:00:00.000Z"), slot(2, "C", "2026-11-30T09:30:00.000Z")];
  expect(decideFence(someFacts({ slots }), reading()).slots?.[0]?.number).toBe(1);
});

describe("the fence and the plan", () => {
  const officer = `officer:${subjectRef("x")}`;
  const planned = (more: object = {}, approvals: string[] = []) =>
    aRequest({
      progress: { plan: aPlan(more) },
      approvals: approvals.map((by) => ({ by, at: at("2026-11-30"), planDigest: aPlan().digest })),
    });
  const saidOf = (request: ReturnType<typeof planned>, more: Partial<FenceReading> = {}) => {
    const { outcome, audit } = decideFence(someFacts({ request }), reading(more));
    return [outcome, audit[0]?.event, audit[0]?.facts.because];
  };

  test("a plan that needs a yes and has none is planned again, and the audit says why (I12)", () => {
    expect(saidOf(planned({ approvalsNeeded: 1 }))).toEqual(["plan-changed", "fence-refused", "approval"]);
    expect(saidOf(aRequest({ progress: {} }))).toEqual(["plan-changed", "fence-refused", "approval"]);
  });

  test("a plan that was made for other logins is planned again, and the audit says why (I7)", () => {
    expect(saidOf(planned(), { sameLogins: false })).toEqual(["plan-changed", "fence-refused", "logins"]);
  });

  test("with enough approvals it goes, and who approved which plan stands in the audit", () => {
    const decision = decideFence(someFacts({ request: planned({ approvalsNeeded: 1 }, [officer]) }), reading());
    expect([decision.outcome, decision.audit[0]?.facts]).toEqual([
      "go",
      { selfService: "1 of 2", approvedBy: [officer], planDigest: aPlan().digest, protectedRolesFound: 0 },
    ]);
  });

  test("past the point of no return nothing of the plan is asked again, and a refusal comes too late", () => {
    const refusal = { ground: "legal-claims", by: officer, at: at("2026-11-30") };
    const request = aRequest({ status: "running", pointOfNoReturnAt: at("2026-11-30"), progress: { refusal } });
    const decision = decideFence(someFacts({ request }), reading({ sameLogins: false }));
    expect([decision.outcome, decision.audit[0]?.facts.planDigest]).toEqual(["go", "none"]);
  });

  test("a refusal closes it, and says so", () => {
    const refusal = { ground: "legal-claims", by: officer, at: at("2026-11-30") };
    const request = aRequest({ progress: { plan: aPlan(), refusal } });
    expect(decideFence(someFacts({ request }), reading())).toMatchObject({
      outcome: "refused",
      audit: [{ event: "fence-refused", facts: { outcome: "refused" } }],
    });
  });

  test("takes off the list where the run stood before, but no decision that was not taken yet", () => {
    const wait = { requestId: requestId(), sealedToken: "t", until: afterCoolingOff };
    const waits = [
      { ...wait, name: "room" },
      { ...wait, name: "decision", answer: { decision: "approved" }, decidedAt: afterCoolingOff },
    ];
    const request = planned();
    expect(decideFence(someFacts({ request, waits }), reading()).endedWaits).toEqual(["room"]);
  });

  test("needs a place in each of its pools; a place of one pool is none of another (I13)", () => {
    const caps = [
      { pool: "officerWork" as const, slots: 1, restSeconds: 3600 },
      { pool: "officerDay" as const, slots: 1, restSeconds: 86_400 },
    ];
    const request = planned();
    const other = { number: 1, requestId: requestId("B"), usedAt: at("2026-11-30T08:00:00.000Z") };
    const own = { pool: "selfService" as const, number: 7, requestId: requestId(), usedAt: afterCoolingOff };
    const free = decideFence(someFacts({ request, slots: [own] }), reading({ caps }));
    expect(free.slots?.map(({ pool, number }) => [pool, number])).toEqual([
      ["officerWork", 1],
      ["officerDay", 1],
    ]);
    expect(free.audit[0]?.facts).toMatchObject({ officerWork: "1 of 1", officerDay: "1 of 1" });
    // two hours later the hour's place is free again, the day's is not
    const slots = [
      { ...other, pool: "officerWork" as const },
      { ...other, pool: "officerDay" as const },
    ];
    expect(decideFence(someFacts({ request, slots }), reading({ caps }))).toMatchObject({
      outcome: "capped",
      audit: [{ facts: { pool: "officerDay", slots: 1 } }],
    });
  });
});
