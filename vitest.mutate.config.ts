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
    // seconds each, and what they would notice others notice first: every fault at every call, every permission at every door, chance
    exclude: [
      "test/requests/recipients/faults.test.ts",
      "test/terms/faults.test.ts",
      "test/entry/officer/matrix.test.ts",
      "test/entry/api/fuzz.test.ts",
      "test/entry/api/openapi.test.ts",
      "test/kernel/tampering.test.ts",
    ],
    // a mutant lives in the process of its tests, not in children that they start and kill
    testNamePattern: /^(?!a process that is killed)/,
    testTimeout: 20_000,
  },
});
