import { describe, expect, test } from "vitest";
import type { RequestStatus } from "#kernel/request.ts";
import { decideWithdrawal, isWithdrawable } from "#requests/withdraw.ts";
import { aRequest, at, requestId, someFacts } from "../support/requests.ts";

const now = at("2026-11-25");

describe("a withdrawal", () => {
  test("ends the request and answers every wait", () => {
    const wait = { requestId: requestId(), name: "cooling-off", sealedToken: "t", until: at("2026-11-30") };
    const decision = decideWithdrawal(someFacts({ waits: [wait] }), now);
    expect(decision.outcome).toBe("withdrawn");
    expect(decision.request).toMatchObject({ status: "withdrawn", withdrawnAt: now });
    expect(decision.waits).toEqual([{ ...wait, answer: { decision: "withdrawn" }, decidedAt: now }]);
  });

  test("is too late past the point of no return, and the attempt is audited (I5)", () => {
    const request = aRequest({ status: "running", pointOfNoReturnAt: at("2026-11-24") });
    const decision = decideWithdrawal(someFacts({ request }), now);
    expect(decision.outcome).toBe("too-late");
    expect(decision.request).toBeUndefined();
    expect(decision.audit[0]?.event).toBe("withdrawal-refused");
  });

  test("said twice is the same as once, and writes nothing the second time", () => {
    const decision = decideWithdrawal(someFacts({ request: aRequest({ status: "withdrawn" }) }), now);
    expect(decision).toEqual({ outcome: "withdrawn", audit: [] });
  });

  test.each(["fulfilled", "refused", "partly-fulfilled"] satisfies RequestStatus[])(
    "of a %s request has come too late",
    (status) => {
      expect(decideWithdrawal(someFacts({ request: aRequest({ status }) }), now).outcome).toBe("already-ended");
      expect(isWithdrawable(aRequest({ status }))).toBe(false);
    },
  );

  test("is possible while a hold pauses the request", () => {
    expect(isWithdrawable(aRequest({ status: "held" }))).toBe(true);
  });
});
