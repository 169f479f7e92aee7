import { describe, expect, test } from "vitest";
import { progressOf } from "#export/model.ts";
import {
  alreadyDecided,
  decideCollected,
  decideMissing,
  decideOpening,
  decideReady,
  decideReplaced,
  missingIn,
  overBy,
  takingPart,
} from "#export/rules.ts";
import { planOf } from "#kernel/plan.ts";
import { RecipientName, type RecipientTask } from "#kernel/recipient.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { sources } from "#ports/identity/identity.ts";
import { aPolicy, aRequest, at, requestId, someFacts } from "../support/requests.ts";

const now = at("2026-11-24");
const policy = aPolicy();
const found = { linkedRefs: [], foundAbsent: false };

const anExport = (more: Partial<PrivacyRequest> = {}): PrivacyRequest =>
  aRequest({ kind: "export", status: "received", unstarted: true, ...more });
const factsOf = (more: Partial<PrivacyRequest> = {}) => someFacts({ request: anExport(more) });
const made = {
  at: at("2026-11-24"),
  name: "a.zip",
  bytes: 1,
  sha256: "0".repeat(64),
  missing: [] as string[],
  until: at("2026-12-01"),
};
const refusal = { ground: "excessive", by: "officer:one", at: now };

const aTask = (more: Partial<RecipientTask> = {}): RecipientTask => ({
  taskId: `rt_${"0".repeat(32)}` as RecipientTask["taskId"],
  requestId: requestId(),
  recipient: RecipientName.parse("orders"),
  verb: "export",
  kind: "http",
  status: "done",
  holds: ["orders"],
  purpose: "Selling",
  region: "EU",
  needsAccount: false,
  listedAt: now,
  answerBy: at("2026-12-04"),
  tries: 1,
  ...more,
});

describe("an export that begins", () => {
  test("collects at once when the person signed in to ask, and says so once", () => {
    const { outcome, request, audit } = decideOpening(factsOf(), found, policy, now);
    expect(outcome).toMatchObject({ next: "collect", asksRecipients: true });
    expect(request).toMatchObject({ status: "running", unstarted: false, progress: { foundAbsent: false } });
    expect(audit.map(({ event }) => event)).toEqual(["identity-bound"]);
    const again = decideOpening(someFacts({ request: request as PrivacyRequest }), found, policy, now);
    expect(again.outcome.next).toBe("collect");
    expect(again.audit).toEqual([]);
  });

  test("asks no recipient for a package that goes to another controller", () => {
    expect(decideOpening(factsOf({ progress: { format: "portable" } }), found, policy, now).outcome).toMatchObject({
      next: "collect",
      asksRecipients: false,
    });
  });

  test.each([
    ["an officer opened it", { openedBy: { officer: "officer:one", reason: "by letter", at: now } }],
    ["the person insists on another package", { progress: { insisted: true } }],
  ])("waits for an officer, until its due date, when %s (I12)", (_, more) => {
    const { outcome, request } = decideOpening(factsOf(more as Partial<PrivacyRequest>), found, policy, now);
    expect(outcome).toMatchObject({ next: "decide", decideSeconds: 29 * 86_400 });
    expect(request?.status).toBe("in-review");
    expect(planOf(request as PrivacyRequest)?.approvalsNeeded).toBe(1);
  });

  test("goes on when another officer has said yes, and not by the yes of who opened it (I12)", () => {
    const openedBy = { officer: "officer:one", reason: "by letter", at: now } as unknown as PrivacyRequest["openedBy"];
    const asked = decideOpening(factsOf({ openedBy }), found, policy, now).request as PrivacyRequest;
    const approvedBy = (by: string): PrivacyRequest => ({
      ...asked,
      approvals: [{ by, at: now, planDigest: planOf(asked)?.digest ?? "" }] as PrivacyRequest["approvals"],
    });
    const nextAfter = (by: string) =>
      decideOpening(someFacts({ request: approvedBy(by) }), found, policy, now).outcome.next;
    expect(nextAfter("officer:two")).toBe("collect");
    expect(nextAfter("officer:one")).toBe("decide");
    expect(alreadyDecided(someFacts({ request: approvedBy("officer:two") }))).toEqual({ decision: "approved" });
    expect(alreadyDecided(someFacts({ request: asked }))).toBeUndefined();
  });

  test("does nothing again whose package is made", () => {
    const { outcome, audit } = decideOpening(factsOf({ progress: { "package-made": made } }), found, policy, now);
    expect(outcome.next).toBe("ready");
    expect(audit).toEqual([]);
  });

  test.each([
    ["withdrawn", { status: "withdrawn" as const }],
    ["refused", { status: "refused" as const }],
    ["refused", { status: "in-review" as const, progress: { refusal } }],
  ])("ends as %s when that is what it is", (end, more) => {
    expect(decideOpening(factsOf(more), found, policy, now).outcome.next).toBe(end);
    expect(overBy(anExport(more))).toBe(end);
    expect(alreadyDecided(factsOf(more))).toEqual({ decision: end });
  });
});

describe("a source", () => {
  test("is on record once when it is collected, and no longer missing", () => {
    const facts = factsOf({ progress: { missing: { sessions: "TenantRefused", roles: "Busy" } } });
    const { request, audit } = decideCollected(facts, "sessions", { pages: 2, items: 150 }, now);
    expect(request?.progress).toMatchObject({
      collected: { sessions: { at: now, pages: 2, items: 150 } },
      missing: { roles: "Busy" },
    });
    expect(request?.progress.missing).not.toHaveProperty("sessions");
    expect(audit).toMatchObject([{ event: "source-collected", facts: { source: "sessions", pages: 2, items: 150 } }]);
    const again = decideCollected(
      someFacts({ request: request as PrivacyRequest }),
      "sessions",
      { pages: 9, items: 9 },
      now,
    );
    expect(again.request).toBeUndefined();
    expect(again.audit).toEqual([]);
  });

  test("that failed for good is on record by name, once, unless it was collected meanwhile", () => {
    const { request, audit } = decideMissing(factsOf(), "log-events", "TenantRefused", now);
    expect(request?.progress).toMatchObject({ missing: { "log-events": "TenantRefused" } });
    expect(audit).toMatchObject([{ event: "source-missing", facts: { because: "TenantRefused" } }]);
    const facts = someFacts({ request: request as PrivacyRequest });
    expect(decideMissing(facts, "log-events", "TenantRefused", now).audit).toEqual([]);
    const collected = factsOf({ progress: { collected: { "log-events": { at: now, pages: 1, items: 0 } } } });
    expect(decideMissing(collected, "log-events", "TenantRefused", now).audit).toEqual([]);
  });
});

describe("an account that is another one when all is collected (I7)", () => {
  test("leaves nothing of what was collected, and nothing missing: none of it is surely the person's", () => {
    const facts = factsOf({
      progress: { collected: { sessions: { at: now, pages: 3, items: 250 } }, missing: { roles: "Busy" } },
    });
    const { request, audit } = decideReplaced(facts, now);
    const { collected, missing, foundAbsent } = progressOf(request as PrivacyRequest);
    expect(foundAbsent).toBe(true);
    expect(Object.keys(collected).toSorted()).toEqual([...sources].toSorted());
    expect(Object.values(collected).every(({ items }) => items === 0)).toBe(true);
    expect(missing).toEqual({});
    expect(audit).toMatchObject([{ event: "account-replaced", actor: "system", facts: {} }]);
  });
});

describe("what is missing in a package", () => {
  test("are sources that failed, and recipients that owe an answer or gave none whole", () => {
    const request = anExport({
      progress: {
        missing: { roles: "Busy", grants: "Busy" },
        collected: { grants: { at: now, pages: 1, items: 1 } },
      },
    });
    const named = (name: string, more: Partial<RecipientTask>) =>
      aTask({ recipient: RecipientName.parse(name), ...more });
    expect(
      missingIn(request, [
        named("late", { status: "asked" }),
        named("half", { status: "partly" }),
        named("broken", { status: "impossible", because: "technical-fault" }),
        named("stranger", { status: "impossible", because: "person-not-found" }),
        named("whole", {}),
        named("eraser", { verb: "erase", status: "asked" }),
      ]),
    ).toEqual(["roles", "recipient:late", "recipient:half", "recipient:broken"]);
  });

  test("took part who was asked and holds something, or may", () => {
    const names = takingPart([
      aTask({ recipient: RecipientName.parse("holds"), counts: { orders: 3 } }),
      aTask({ recipient: RecipientName.parse("perhaps") }),
      aTask({ recipient: RecipientName.parse("silent"), status: "asked" }),
      aTask({ recipient: RecipientName.parse("nothing"), counts: { orders: 0 } }),
      aTask({ recipient: RecipientName.parse("stranger"), status: "impossible", because: "person-not-found" }),
      aTask({ recipient: RecipientName.parse("eraser"), verb: "erase" }),
    ]).map(({ recipient }) => recipient);
    expect(names).toEqual(["holds", "perhaps", "silent"]);
  });
});

describe("a package that is made", () => {
  const ready = (missing: string[], more: Partial<PrivacyRequest> = {}) =>
    decideReady(factsOf({ status: "running", progress: { "package-made": { ...made, missing } }, ...more }), now);

  test("answers the request wholly, or partly when something is missing, and names it", () => {
    expect(ready([])).toMatchObject({
      outcome: { next: "ready", removeAt: made.until },
      request: { status: "fulfilled" },
      audit: [{ event: "request-fulfilled" }],
    });
    expect(ready(["roles"])).toMatchObject({
      request: { status: "partly-fulfilled" },
      audit: [{ event: "request-partly-fulfilled", facts: { missing: ["roles"] } }],
    });
  });

  test("answers once: a repeat finds it answered", () => {
    expect(ready([], { status: "fulfilled" })).toEqual({
      outcome: { next: "ready", removeAt: made.until },
      audit: [],
    });
  });

  test("is told of to nobody whose request was taken back meanwhile, and goes at once", () => {
    expect(ready([], { status: "withdrawn" })).toEqual({ outcome: { next: "withdrawn", removeAt: now }, audit: [] });
  });

  test("is a bug to tell of before it is there", () => {
    expect(() => decideReady(factsOf({ status: "running" }), now)).toThrow(TypeError);
  });
});
