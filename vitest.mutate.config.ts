import { defineConfig } from "vitest/config";

/** The tests that judge mutants: those of the mutated rooms, and the journeys. */
export default defineConfig({
  test: {
    include: [
      "test/kernel/**/*.test.ts",
      "test/requests/**/*.test.ts",
      "test/deletion/rules.test.ts",
      "test/ports/audit.test.ts",
      "test/ports/requests.test.ts",
      "test/entry/**/*.test.ts",
      "test/journeys/**/*.test.ts",
    ],
    // a mutant lives in the process of its tests, not in children that they start and kill
    testNamePattern: /^(?!a process that is killed)/,
    testTimeout: 20_000,
  },
});
