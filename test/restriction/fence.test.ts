import { describe, expect, test } from "vitest";
import type { PrivacyRequest } from "#kernel/request.ts";
import { type RestrictionRecord, restrictionOf } from "#kernel/restriction.ts";
import { decideShutFence } from "#restriction/fence.ts";
import { aRequest, at, someFacts, subjectRef } from "../support/requests.ts";

const now = at("2026-12-01");
const wish: RestrictionRecord = { state: "standing", ground: "accuracy-contested", shutsSignIn: true };
const asked = (more: Partial<RestrictionRecord> = {}): PrivacyRequest =>
  aRequest({ kind: "restriction", status: "in-force", progress: { restriction: { ...wish, ...more } as never } });
const reading = {
  now,
  sameAccount: true,
  protectedBy: [] as string[],
  caps: [{ pool: "blockWork", slots: 1, restSeconds: 3600 }] as const,
};
const restrictedBy = ({ requestId }: PrivacyRequest) => [
  { subjectRef: subjectRef("a"), holds: [], open: {}, restriction: { requestId, since: now, shutsSignIn: false } },
];
const facts = (more: Partial<RestrictionRecord> = {}, others: Parameters<typeof someFacts>[0] = {}) => {
  const request = asked(more);
  return someFacts({ request, subjects: restrictedBy(request), ...others });
};

describe("the fence before sign-in is shut at a person's own wish", () => {
  test("lets it pass, which takes one place of what may be shut in an hour (I13)", () => {
    const { outcome, subjects, slots } = decideShutFence(facts(), reading);
    expect([outcome, subjects?.[0]?.restriction?.shutsSignIn, slots?.length]).toEqual(["go", true, 1]);
  });

  test.each([
    ["a protected role", {}, { ...reading, protectedBy: ["last-admin"] }, "protected"],
    ["an account that is another one by now", {}, { ...reading, sameAccount: false }, "over"],
    ["a restriction that is being lifted", { state: "lifting" as const }, reading, "over"],
    ["somebody who does not want it", { shutsSignIn: false }, reading, "over"],
  ])("spares %s, and the restriction stands all the same", (_what, restriction, given, because) => {
    const { outcome, request, subjects, audit } = decideShutFence(facts(restriction), given);
    expect([outcome, subjects, request && restrictionOf(request)?.signInSpared]).toEqual([
      "spared",
      undefined,
      because,
    ]);
    expect(audit).toMatchObject([{ event: "sign-in-spared", facts: { because } }]);
  });

  test("waits while destructive work is switched off (I13)", () => {
    const decision = decideShutFence(facts({}, { killSwitch: { off: true } }), reading);
    expect([decision.outcome, decision.subjects, decision.slots]).toEqual(["switched-off", undefined, undefined]);
  });

  test("waits where no place is free (I13)", () => {
    const decision = decideShutFence(facts(), { ...reading, caps: [{ ...reading.caps[0], slots: 0 }] });
    expect([decision.outcome, decision.subjects]).toEqual(["capped", undefined]);
    expect(decision.audit).toMatchObject([{ event: "fence-refused", facts: { outcome: "capped", pool: "blockWork" } }]);
  });
});
