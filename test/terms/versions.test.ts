import { describe, expect, test } from "vitest";
import { inputOf } from "#terms/model.ts";
import { termsSteps } from "#terms/steps.ts";
import released from "./released-steps.json" with { type: "json" };

describe("steps of released stories of campaigns (I18)", () => {
  test.each(Object.entries(released))("%s is still there, and takes what it was sent then", (step, input) => {
    expect(Object.keys(termsSteps)).toContain(step);
    expect(inputOf(step).safeParse({ step, ...input }).success).toBe(true);
  });

  test("every step of today's story is written down, for the day when the story does not name it any more", () => {
    expect(Object.keys(released).toSorted()).toEqual(Object.keys(termsSteps).toSorted());
  });
});
