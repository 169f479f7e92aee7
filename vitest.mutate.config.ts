import { defineConfig } from "vitest/config";

/** The tests that judge mutants: those of the mutated rooms and of the doors to them. Journeys would judge more, and take hours. */
export default defineConfig({
  test: {
    include: ["test/mutate/*.judge.ts"],
    // a mutant lives in the process of its tests, not in children that they start and kill
    testNamePattern: /^(?!.*a process that is killed)/,
    testTimeout: 60_000,
  },
});
