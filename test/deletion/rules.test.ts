import { describe, expect, test } from "vitest";
import { decideOpening, hasSameLogins, isSameAccount, nextRecheck } from "#deletion/rules.ts";
import type { UserId } from "#kernel/ids.ts";
import type { BoundIdentity } from "#kernel/subject.ts";
import { waitSeconds } from "#kernel/waiting.ts";
import type { Account } from "#ports/identity/identity.ts";
import { identityToBind, isAccountOf } from "#requests/bind.ts";
import { aPolicy, aRequest, at, someFacts, subjectRef } from "../support/requests.ts";

const ada = "auth0|ada" as UserId;
const google = { userId: "google-oauth2|1" as UserId, connection: "google-oauth2", social: true };
const database = { userId: ada, connection: "Username-Password-Authentication", social: false };
const account = (more: Partial<Account> = {}): Account => ({
  userId: ada,
  createdAt: at("2024-01-01"),
  identities: [database, google],
  email: "ada@example.com",
  emailVerified: true,
  locale: "de",
  blocked: false,
  addresses: ["ada@example.com"],
  appMetadata: [],
  ...more,
});
const bound = (more: Partial<BoundIdentity> = {}): BoundIdentity => ({
  userId: ada,
  createdAt: at("2024-01-01"),
  identities: [database, google],
  locale: "en",
  ...more,
});

describe("binding an identity", () => {
  const request = aRequest();
  test("takes created_at, every linked identity, the verified address and the person's language", () => {
    expect(identityToBind(request, account(), ada, aPolicy())).toEqual({
      userId: ada,
      createdAt: at("2024-01-01"),
      identities: [database, google],
      address: "ada@example.com",
      addresses: ["ada@example.com"],
      locale: "de",
    });
  });

  test("mails nothing personal to an address that is not verified", () => {
    expect(identityToBind(request, account({ emailVerified: false }), ada, aPolicy()).address).toBeUndefined();
  });

  test("of an account that is gone knows the id only", () => {
    expect(identityToBind(request, undefined, ada, aPolicy())).toEqual({
      userId: ada,
      createdAt: request.receivedAt,
      identities: [],
      address: undefined,
      addresses: [],
      locale: "en",
    });
  });

  test("falls back to the first language of policy", () => {
    expect(identityToBind(request, account({ locale: undefined }), ada, aPolicy()).locale).toBe("en");
  });

  test("never takes an account that was created after the request (I7)", () => {
    expect(isAccountOf(request, account({ createdAt: at("2026-11-23T09:00:00.001Z") }))).toBe(false);
    expect(isAccountOf(request, account())).toBe(true);
  });
});

describe("opening", () => {
  const identity = { linkedRefs: [subjectRef("b")], foundAbsent: false, identities: 2 };
  test("starts the cooling-off from receipt, by policy", () => {
    const decision = decideOpening(
      someFacts({ request: aRequest({ status: "received", unstarted: true }) }),
      identity,
      aPolicy(),
      at("2026-11-24"),
    );
    expect(decision.outcome).toEqual({ next: "cooling-off", until: at("2026-11-30") });
    expect(decision.request).toMatchObject({ status: "cooling-off", unstarted: false, linkedRefs: [subjectRef("b")] });
  });

  test("again keeps the time that was agreed, even when policy changed since (I6)", () => {
    const request = aRequest({ progress: { coolingOffUntil: at("2026-11-30") } });
    const decision = decideOpening(someFacts({ request }), identity, aPolicy({ coolingOff: "1 h" }), at("2026-11-24"));
    expect(decision.outcome.until).toBe(at("2026-11-30"));
  });

  test("of a later attempt past the point of no return goes on running", () => {
    const request = aRequest({ status: "running", attempt: 2, pointOfNoReturnAt: at("2026-11-30") });
    expect(decideOpening(someFacts({ request }), identity, aPolicy(), at("2026-12-01")).request?.status).toBe(
      "running",
    );
  });

  test("finds a withdrawal that came before anybody began (I5)", () => {
    const request = aRequest({ status: "withdrawn", unstarted: true });
    const decision = decideOpening(someFacts({ request }), identity, aPolicy(), at("2026-11-24"));
    expect(decision.outcome.next).toBe("withdrawn");
    expect(decision.request).toMatchObject({ status: "withdrawn", unstarted: false });
  });
});

test("opening is told in the chain with the time that was promised, and a withdrawal that came before adds nothing", () => {
  const bound = { linkedRefs: [], foundAbsent: false, identities: 2 };
  const opening = (request: Parameters<typeof aRequest>[0]) =>
    decideOpening(someFacts({ request: aRequest(request) }), bound, aPolicy(), at("2026-11-24"));
  const begun = opening({ status: "received", unstarted: true });
  expect(begun.audit).toEqual([
    {
      event: "identity-bound",
      at: at("2026-11-24"),
      actor: "system",
      facts: { identities: 2, foundAbsent: false, coolingOffUntil: begun.outcome.until },
    },
  ]);
  expect(opening({ status: "withdrawn" }).audit).toEqual([]);
});

describe("the logins of the account", () => {
  test("are the bound ones in any order", () => {
    expect(hasSameLogins(bound(), account({ identities: [google, database] }))).toBe(true);
  });
  test.each([
    ["linked", account({ identities: [database, google, { ...google, userId: "github|2" as UserId }] })],
    ["unlinked", account({ identities: [database] })],
    ["exchanged for another", account({ identities: [database, { ...google, userId: "github|2" as UserId }] })],
  ])("are others when one was %s (I7)", (_what, now) => {
    expect(hasSameLogins(bound(), now)).toBe(false);
  });
});

test("an account created later under the old id is somebody who came back", () => {
  expect(isSameAccount(bound(), account())).toBe(true);
  expect(isSameAccount(bound(), account({ createdAt: at("2026-12-01") }))).toBe(false);
  expect(isSameAccount(bound(), undefined)).toBe(false);
});

describe("re-checks", () => {
  const signed = { "receipt-signed": { at: at("2026-12-01") } };
  test("are counted from the receipt", () => {
    expect(nextRecheck(aRequest({ progress: signed }), aPolicy())).toEqual({
      more: true,
      number: 1,
      recheckAt: at("2026-12-08"),
    });
    expect(nextRecheck(aRequest({ progress: { ...signed, rechecksDone: 1 } }), aPolicy())).toEqual({
      more: true,
      number: 2,
      recheckAt: at("2026-12-31"),
    });
  });
  test("are none as long as there is no receipt", () => {
    expect(nextRecheck(aRequest(), aPolicy())).toEqual({ more: false });
  });

  test("end after the last one of policy", () => {
    expect(nextRecheck(aRequest({ progress: { ...signed, rechecksDone: 2 } }), aPolicy())).toEqual({ more: false });
  });
});

test("a wait is never shorter than the time that is left, and at least one second", () => {
  expect(waitSeconds(at("2026-11-24"), at("2026-11-24T09:00:00.001Z"))).toBe(1);
  expect(waitSeconds(at("2026-11-24"), at("2026-11-23"))).toBe(1);
  expect(waitSeconds(at("2026-11-24"), at("2026-11-24T09:01:00.001Z"))).toBe(61);
});
