import { defineConfig } from "vitest/config";

/** What we stand in for is held against its owner's own documents; where one is not at hand, its tests say so and are skipped. */
export default defineConfig({
  test: {
    // vitest leaves a core free unless told, and of two that is half
    maxWorkers: "100%",
    include: ["test/conformance/**/*.test.ts"],
    testTimeout: 60_000,
    reporters: ["verbose"],
  },
});
