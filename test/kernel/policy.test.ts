import { describe, expect, test } from "vitest";
import { onTrial, policyDigest } from "#kernel/policy.ts";
import { aPolicy } from "../support/requests.ts";

describe("policy", () => {
  test("reads durations as seconds", () => {
    expect(aPolicy().deletion).toMatchObject({ coolingOff: 604_800, recheck: [604_800, 2_592_000] });
  });

  test("does not accept a cooling-off that cannot fit into the legal month", () => {
    const because = { coolingOffReason: "Criminals in our field empty an account within three weeks." };
    expect(() => aPolicy({ coolingOff: "19 days", ...because })).toThrow(/Write at most \\?"18 days/);
    expect(() => aPolicy({ coolingOff: "18 days", ...because })).not.toThrow();
  });

  test("does not accept a cooling-off above 14 days without a written reason", () => {
    expect(() => aPolicy({ coolingOff: "15 days" })).toThrow(/Say in .*coolingOffReason/);
    expect(() => aPolicy({ coolingOff: "14 days" })).not.toThrow();
  });

  test("says what a duration looks like", () => {
    expect(() => aPolicy({ coolingOff: "-3 days" })).toThrow(
      /"-3 days\\?" is not a duration of 0 or more. Write for example/,
    );
  });

  test("is laid under the trial section on a trial tenant, and nothing else changes", () => {
    const policy = { ...aPolicy(), trial: { deletion: { coolingOff: 30 } } };
    expect(onTrial(policy).deletion).toEqual({ ...policy.deletion, coolingOff: 30 });
  });

  test("has a digest that changes with any value", () => {
    expect(policyDigest(aPolicy())).not.toBe(policyDigest(aPolicy({ coolingOff: "6 days" })));
    expect(policyDigest(aPolicy())).toBe(policyDigest(aPolicy()));
  });
});
