import { describe, expect, test } from "vitest";
import { inputOf } from "#export/model.ts";
import { exportSteps } from "#export/steps.ts";
import { sources } from "#ports/identity/identity.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import releasedSources from "./released-sources.json" with { type: "json" };
import released from "./released-steps.json" with { type: "json" };

const steps = Object.keys({ ...exportSteps, ...recipientSteps });

describe("steps of released stories of exports (I18)", () => {
  test.each(Object.entries(released))("%s is still there, and takes what it was sent then", (step, input) => {
    expect(steps).toContain(step);
    expect(inputOf(step).safeParse({ step, ...input }).success).toBe(true);
  });

  test("every step of today's story is written down, for the day when the story does not name it any more", () => {
    expect(Object.keys(released).toSorted()).toEqual(steps.toSorted());
  });

  test.each(releasedSources)("the source %s is still collected for a run that names it", (source) => {
    const input = { ...released.collect, source };
    expect(inputOf("collect").safeParse(input).success).toBe(true);
    expect(inputOf("noteMissing").safeParse({ ...input, because: "TenantRefused" }).success).toBe(true);
  });

  test("every source of today is written down, too", () => {
    expect(releasedSources.toSorted()).toEqual([...sources].toSorted());
  });
});
