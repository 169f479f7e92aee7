import { describe, expect, test } from "vitest";
import type * as z from "zod";

/** The steps of a story that was released, by key, with what each was sent then. */
type Released = Record<string, Record<string, unknown>>;

/** A run goes on under the story that it began with: a step keeps its name and takes what it took, and each is written down (I18). */
export const releasedStepsOf = (
  story: string,
  { released, steps, inputOf }: { released: Released; steps: object; inputOf: (step: string) => z.ZodType },
): void => {
  describe(`steps of released stories of ${story} (I18)`, () => {
    test.each(Object.entries(released))("%s is still there, and takes what it was sent then", (step, input) => {
      expect(Object.keys(steps)).toContain(step);
      expect(inputOf(step).safeParse({ step, ...input }).success).toBe(true);
    });

    test("every step of today's story is written down, for the day when the story does not name it any more", () => {
      expect(Object.keys(released).toSorted()).toEqual(Object.keys(steps).toSorted());
    });
  });
};
