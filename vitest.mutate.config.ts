import { defineConfig } from "vitest/config";

/** The tests that judge mutants: those of the mutated rooms and of the doors to them. Journeys would judge more, and take hours. */
export default defineConfig({
  test: {
    include: [
      "test/kernel/**/*.test.ts",
      "test/requests/**/*.test.ts",
      "test/deletion/*.test.ts",
      "test/ports/audit.test.ts",
      "test/ports/requests.test.ts",
      "test/entry/**/*.test.ts",
    ],
    // a mutant lives in the process of its tests, not in children that they start and kill
    testNamePattern: /^(?!a process that is killed)/,
    testTimeout: 20_000,
  },
});
