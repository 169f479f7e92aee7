import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // vitest leaves a core free unless told, and of two that is half
    maxWorkers: "100%",
    include: ["test/**/*.test.ts"],
    // generous, since machines differ: a limit that runs out says nothing of what is tested
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // what a page does by itself, it does when the machine gets round to it
    expect: { poll: { timeout: 30_000 } },
    globalSetup: ["test/support/built-pages.ts"],
    // Conformance and AWS suites have commands of their own; see package.json and .ci/run.
    exclude: ["test/conformance/**", "test/aws/**"],
  },
});
