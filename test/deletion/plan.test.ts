import { describe, expect, test } from "vitest";
import { approvalsNeeded, deletionPlan, type PlanReading } from "#deletion/plan.ts";
import { anAccount, aPolicy, aRequest, aSubject, at, subjectRef } from "../support/requests.ts";

const now = at("2026-12-01");
const extent = { organizations: 2, invitations: 1, bruteForceBlocks: 0, logEvents: 40, newestLogAt: at("2026-11-30") };
const access = { sessions: 1, refreshTokens: 2, deviceCredentials: 0, grants: 3, notAvailable: ["sessions" as const] };
const reading = (more: Partial<PlanReading> = {}): PlanReading => ({
  account: anAccount(),
  access,
  extent,
  loginsChanged: false,
  ...more,
});
const invoices = {
  what: { en: "Invoices", de: "Rechnungen" },
  ground: "legal-duty",
  law: "§ 147 AO",
  until: { en: "8 years after the end of the year", de: "8 Jahre nach dem Ende des Jahres" },
};
const policy = aPolicy({ approval: "when-odd", keeps: [{ ...invoices, ofAccountsWith: "customer_number" }] });
const plan = (more: Partial<PlanReading> = {}, request = aRequest(), subjects = [aSubject()]) =>
  deletionPlan(request, subjects, reading(more), policy, now);

describe("a plan", () => {
  test("counts what there is in each system, and says what the tenant would not tell and when the rest goes", () => {
    expect(plan({}, aRequest({ linkedRefs: [subjectRef("b")] })).systems).toEqual([
      {
        system: "sign-in provider (Auth0)",
        counts: {
          accounts: 1,
          logins: 1,
          sessions: 1,
          refreshTokens: 2,
          deviceCredentials: 0,
          grants: 3,
          organizations: 2,
          invitations: 1,
          bruteForceBlocks: 0,
        },
        notAvailable: ["sessions"],
      },
      { system: "sign-in provider's log", counts: { events: 40 }, until: at("2026-12-30") },
      { system: "Habeas: identity, address and keys of the request", counts: { subjects: 2 } },
    ]);
  });

  test("of an account that is gone holds nothing but ours", () => {
    const counts = plan({ account: undefined, access: undefined, extent: undefined }).systems[0]?.counts;
    expect(counts).toMatchObject({ accounts: 0, logins: 0, organizations: 0 });
  });

  test("names what is kept of accounts that policy says it of, and of no other", () => {
    expect(plan().keeps).toEqual([]);
    expect(plan({ account: anAccount({ appMetadata: ["customer_number"] }) }).keeps).toEqual([invoices]);
  });

  test("with nothing unusual about it needs nobody's yes", () => {
    expect(plan()).toMatchObject({ oddities: [], approvalsNeeded: 0 });
  });

  test.each([
    ["address-changed-lately", { extent: { ...extent, addressChangedAt: at("2026-11-20") } }, {}, {}],
    ["account-linked-lately", { extent: { ...extent, linkedAt: at("2026-11-20") } }, {}, {}],
    ["identities-changed", { loginsChanged: true }, {}, {}],
    ["opened-without-sign-in", {}, { channel: "rights-session" as const }, {}],
    ["something-kept", { account: anAccount({ appMetadata: ["customer_number"] }) }, {}, {}],
    ["hold-near", {}, {}, { holdReleasedAt: at("2026-11-25") }],
  ])("is odd by %s, and then an officer looks", (oddity, read, request, subject) => {
    const made = plan(read, aRequest(request), [aSubject(subject)]);
    expect(made).toMatchObject({ oddities: [oddity], approvalsNeeded: 1 });
  });

  test.each([
    ["an address that was changed long ago", { extent: { ...extent, addressChangedAt: at("2026-11-10") } }, {}],
    ["a link of long ago", { extent: { ...extent, linkedAt: at("2026-11-10") } }, {}],
    ["a hold that was released long ago", {}, { holdReleasedAt: at("2026-11-10") }],
  ])("is not odd by %s", (_what, read, subject) => {
    expect(plan(read, aRequest(), [aSubject(subject)]).oddities).toEqual([]);
  });

  test("stays the same plan while only numbers change, so that its approvals stand", () => {
    const first = plan();
    const request = aRequest({ progress: { plan: first } });
    expect(plan({ access: { ...access, sessions: 9 } }, request)).toEqual(first);
  });

  test.each([
    ["something unusual came up", { extent: { ...extent, linkedAt: at("2026-11-30") } }, {}],
    ["another account is linked", {}, { linkedRefs: [subjectRef("b")] }],
    ["something is kept now", { account: anAccount({ appMetadata: ["customer_number"] }) }, {}],
  ])("is another plan, with another digest, when %s (I12)", (_when, read, request) => {
    const first = plan();
    const second = plan(read, aRequest({ progress: { plan: first }, ...request }));
    expect(second.digest).not.toBe(first.digest);
  });

  test("stays odd after logins changed, when they are bound and look the same again", () => {
    const first = plan({ loginsChanged: true });
    expect(plan({ loginsChanged: false }, aRequest({ progress: { plan: first } })).oddities).toEqual([
      "identities-changed",
    ]);
  });
});

describe("the officers a plan needs", () => {
  const opened = { openedBy: { officer: `officer:${subjectRef("x")}`, identity: "known-in-person" as const } };
  test.each([
    ["never", [], 0, 1],
    ["never", ["something-kept"], 0, 1],
    ["never", ["identities-changed"], 1, 1],
    ["when-odd", [], 0, 1],
    ["when-odd", ["something-kept"], 1, 1],
    ["one-officer", [], 1, 1],
    ["two-officers", [], 2, 2],
  ] as const)(
    "under %s with %j are %i, and %i where an officer opened it (I7, I12)",
    (approval, oddities, usual, byOfficer) => {
      expect(approvalsNeeded({}, oddities, aPolicy({ approval }))).toBe(usual);
      expect(approvalsNeeded(opened, oddities, aPolicy({ approval }))).toBe(byOfficer);
    },
  );
});
