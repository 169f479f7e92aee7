import { describe, expect, test } from "vitest";
import { decideAsking } from "#deletion/asking.ts";
import {
  acceptedAt,
  alreadyDecided,
  confirmUntil,
  coolingOffUntil,
  decideOpening,
  decidePlan,
} from "#deletion/rules.ts";
import { needsConfirmation, type PrivacyRequest } from "#kernel/request.ts";
import { decideUntil } from "#kernel/waiting.ts";
import { decideOverdue } from "#requests/overdue.ts";
import {
  aHold,
  anAccount,
  aPlan,
  aPolicy,
  aRequest,
  aSubject,
  at,
  someFacts,
  subjectRef,
} from "../support/requests.ts";

const policy = aPolicy();
const officer = `officer:${subjectRef("x")}`;
const refusal = { ground: "legal-claims", by: officer, at: at("2026-11-25") };
const openedBy = (identity: NonNullable<PrivacyRequest["openedBy"]>["identity"]) => ({
  openedBy: { officer, identity },
});
const over = at("2026-12-01");

describe("when a request counts from", () => {
  test("its acceptance here, which may be later than its receipt; and from the person's yes where there had to be one (I6)", () => {
    const request = aRequest({ receivedAt: at("2026-11-20"), acceptedAt: at("2026-11-23") });
    expect([acceptedAt(request), acceptedAt(aRequest())]).toEqual([at("2026-11-23"), at("2026-11-23")]);
    expect(coolingOffUntil(request, policy)).toBe(at("2026-11-30"));
    const confirmed = { ...request, progress: { confirmedAt: at("2026-11-28") } };
    expect(coolingOffUntil(confirmed, policy)).toBe(at("2026-12-05"));
    expect(confirmUntil(request, policy)).toBe(at("2026-12-07"));
  });

  test.each([
    ["self-service", {}, false],
    ["rights-session", {}, true],
    ["rights-session", { progress: { confirmedAt: at("2026-11-24") } }, false],
    ["officer", openedBy("known-in-person"), false],
    ["officer", openedBy("to-be-confirmed-by-mail"), true],
  ] as const)("whether a %s request with %j waits for a yes: %s", (channel, more, waits) => {
    expect(needsConfirmation(aRequest({ channel, ...more }))).toBe(waits);
  });
});

describe("opening", () => {
  const bound = { linkedRefs: [subjectRef("b")], foundAbsent: false, identities: 2 };
  const open = (request: PrivacyRequest) => decideOpening(someFacts({ request }), bound, policy, at("2026-11-23"));

  test("of what nobody signed in for asks for the yes, and no cooling-off is agreed yet (I6)", () => {
    const decision = open(aRequest({ status: "received", channel: "rights-session", unstarted: true }));
    expect(decision.outcome.next).toBe("confirm");
    expect(decision.request).toMatchObject({
      status: "awaiting-identity",
      unstarted: false,
      linkedRefs: [subjectRef("b")],
    });
    expect(decision.request?.progress).toEqual({ foundAbsent: false });
    expect(decision.audit[0]?.facts).toEqual({ identities: 2, foundAbsent: false, confirmUntil: at("2026-12-07") });
  });

  test("again after the yes begins the cooling-off", () => {
    const progress = { confirmedAt: at("2026-11-23") };
    const decision = open(aRequest({ status: "awaiting-identity", channel: "rights-session", progress }));
    expect(decision.outcome).toEqual({ next: "cooling-off", until: at("2026-11-30") });
    expect(decision.request).toMatchObject({ status: "cooling-off", progress: { coolingOffUntil: at("2026-11-30") } });
  });

  test("of what an officer has refused goes to the letter, and audits nothing twice", () => {
    const decision = open(aRequest({ status: "received", unstarted: true, progress: { refusal } }));
    expect([decision.outcome.next, decision.audit]).toEqual(["refused", []]);
    expect(decision.request).toMatchObject({ status: "received", unstarted: false });
  });

  test("past the point of no return looks at neither", () => {
    const request = aRequest({
      status: "running",
      pointOfNoReturnAt: over,
      progress: { refusal },
      channel: "rights-session",
    });
    expect(open(request).outcome.next).toBe("cooling-off");
  });

  test.each(["in-review", "running", "fulfilled"] as const)("of a later attempt leaves a request %s", (status) => {
    expect(open(aRequest({ status, attempt: 2, pointOfNoReturnAt: over })).request?.status).toBe(status);
  });
});

describe("planning", () => {
  const reading = { account: anAccount(), loginsChanged: false };
  const plan = (request: PrivacyRequest, more: Parameters<typeof aPolicy>[0] = {}, subjects = [aSubject()]) =>
    decidePlan(someFacts({ request, subjects }), reading, aPolicy(more), over);
  const ready = (more: Partial<PrivacyRequest> = {}) =>
    aRequest({ dueAt: at("2026-12-23"), ...more, progress: { coolingOffUntil: at("2026-11-30"), ...more.progress } });

  test("with nobody to ask goes to the fence, and the plan is on record", () => {
    const decision = plan(ready());
    expect(decision.outcome).toEqual({ next: "fence", coolingOffSeconds: 1, decideSeconds: 22 * 86_400 });
    expect(decision.request).toMatchObject({ status: "cooling-off", progress: { plan: { approvalsNeeded: 0 } } });
    expect(decision.audit).toMatchObject([
      { event: "deletion-planned", at: over, actor: "system", facts: { oddities: [], approvalsNeeded: 0 } },
    ]);
  });

  test("with an officer to ask stands in review", () => {
    const decision = plan(ready(), { approval: "one-officer" });
    expect([decision.outcome.next, decision.request?.status]).toEqual(["decide", "in-review"]);
  });

  test("again, the same plan is not audited twice, and an approval given to it counts", () => {
    const first = plan(ready(), { approval: "one-officer" }).request ?? ready();
    const again = plan(first, { approval: "one-officer" });
    expect([again.outcome.next, again.audit]).toEqual(["decide", []]);
    const planDigest = (first.progress.plan as unknown as { digest: string }).digest;
    const approved = { ...first, approvals: [{ by: officer, at: over, planDigest }] };
    const decision = plan(approved, { approval: "one-officer" });
    expect([decision.outcome.next, decision.request?.status]).toEqual(["fence", "in-review"]);
  });

  test("of somebody under a hold goes on to the fence, which says so: nobody is asked in vain", () => {
    const decision = plan(ready(), { approval: "one-officer" }, [aSubject(), aSubject({ holds: [aHold()] })]);
    expect([decision.outcome.next, decision.request?.status]).toEqual(["fence", "cooling-off"]);
  });

  test.each([
    ["withdrawn", ready({ status: "withdrawn" }), "withdrawn"],
    ["refused", ready({ progress: { refusal } }), "refused"],
    ["still cooling off", ready({ progress: { coolingOffUntil: at("2026-12-02") } }), "too-early"],
    ["past the point of no return", ready({ status: "running", pointOfNoReturnAt: over }), "fence"],
  ])("of what is %s makes no plan", (_what, request, next) => {
    const decision = plan(request, { approval: "one-officer" });
    expect([decision.outcome.next, decision.request, decision.audit]).toEqual([next, undefined, []]);
  });

  test("too early says how long it still is", () => {
    const request = ready({ progress: { coolingOffUntil: at("2026-12-02") } });
    expect(plan(request).outcome.coolingOffSeconds).toBe(86_400);
    const unsaid = aRequest({ dueAt: at("2026-12-23"), receivedAt: at("2026-11-25") });
    expect(plan(unsaid).outcome).toMatchObject({ next: "too-early", coolingOffSeconds: 86_400 });
  });
});

describe("waiting for officers", () => {
  const request = aRequest({ status: "in-review", dueAt: at("2026-12-23") });

  test("is until the due date, and after it a week at a time", () => {
    expect(decideUntil(request, over)).toBe(at("2026-12-23"));
    expect(decideUntil(request, at("2026-12-23"))).toBe(at("2026-12-30"));
  });

  test("before the due date nothing is overdue, and the wait goes on until it", () => {
    expect(decideOverdue(someFacts({ request }), over)).toEqual({
      outcome: { overdue: false, decideSeconds: 22 * 86_400 },
      audit: [],
    });
  });

  test("at the due date it is an alarm, and an older alarm is kept", () => {
    const now = at("2026-12-23");
    const decision = decideOverdue(someFacts({ request }), now);
    expect(decision.outcome).toEqual({ overdue: true, decideSeconds: 7 * 86_400 });
    expect(decision.request?.attention).toEqual({ since: now, error: "DecisionOverdue" });
    expect(decision.audit).toEqual([
      { event: "decision-overdue", at: now, actor: "system", facts: { dueAt: request.dueAt } },
    ]);
    const attention = { since: at("2026-12-20"), error: "HoldReviewDue" };
    expect(decideOverdue(someFacts({ request: { ...request, attention } }), now).request?.attention).toEqual(attention);
  });

  test("a request that is not in review any more is not overdue", () => {
    const gone = { ...request, status: "withdrawn" as const };
    expect(decideOverdue(someFacts({ request: gone }), at("2026-12-24")).outcome.overdue).toBe(false);
  });
});

describe("a decision that was made while the run was on its way to wait for it", () => {
  const decided = (wait: Parameters<typeof alreadyDecided>[0], request: PrivacyRequest) =>
    alreadyDecided(wait)(someFacts({ request }));
  const waits = ["confirmation", "cooling-off", "decision", "room"] as const;

  test.each(waits)("%s: a withdrawal and a refusal end every wait, the withdrawal before the refusal", (wait) => {
    expect(decided(wait, aRequest({ status: "withdrawn", progress: { refusal } }))).toEqual({ decision: "withdrawn" });
    expect(decided(wait, aRequest({ progress: { refusal } }))).toEqual({ decision: "refused" });
    expect(decided(wait, aRequest())).toBeUndefined();
  });

  test.each([
    ["confirmation", aRequest({ progress: { confirmedAt: over } }), "confirmed"],
    ["cooling-off", aRequest({ progress: { waivedAt: over } }), "waived"],
    ["decision", aRequest({ progress: { plan: aPlan() } }), "approved"],
  ] as const)("ends the wait for a %s, and no other", (own, request, decision) => {
    for (const wait of waits) expect(decided(wait, request)).toEqual(wait === own ? { decision } : undefined);
  });
});

describe("asking for a yes", () => {
  const request = aRequest({ status: "awaiting-identity", channel: "rights-session" });
  const ask = (now: string, more: Partial<PrivacyRequest> = {}) =>
    decideAsking(someFacts({ request: { ...request, ...more } }), policy, at(now));

  test.each([
    ["2026-11-23", "confirmation-asked", 3],
    ["2026-11-25", "confirmation-asked", 1],
    ["2026-11-26", "confirmation-reminder-1", 4],
    ["2026-11-30", "confirmation-reminder-2", 7],
  ])("on %s the message is %s, and the next look is %i days later", (now, tell, daysLater) => {
    expect(ask(now)).toEqual({ outcome: { next: "wait", waitSeconds: daysLater * 86_400, tell }, audit: [] });
  });

  test("when its time is over the request expires, once, with the last word", () => {
    const decision = ask("2026-12-07");
    expect(decision.outcome).toEqual({ next: "expired", waitSeconds: 1, tell: "expiry" });
    expect(decision.request).toMatchObject({ status: "expired-unverified", closedAt: at("2026-12-07") });
    expect(decision.audit).toMatchObject([
      { event: "request-expired-unverified", facts: { askedUntil: at("2026-12-07") } },
    ]);
    const again = ask("2026-12-08", { status: "expired-unverified" });
    expect([again.outcome.next, again.request, again.audit]).toEqual(["expired", undefined, []]);
  });

  test.each([
    ["withdrawn", { status: "withdrawn" as const }, "withdrawn"],
    ["refused", { progress: { refusal } }, "refused"],
    ["confirmed", { progress: { confirmedAt: over } }, "confirmed"],
  ])("what was %s is not asked again", (_what, more, next) => {
    expect(ask("2026-11-24", more)).toEqual({ outcome: { next, waitSeconds: 1 }, audit: [] });
  });
});
