import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // vitest leaves a core free unless told, and of two that is half
    maxWorkers: "100%",
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // a hook may write the whole stack, while another suite keeps the second core busy
    hookTimeout: 60_000,
    // what a page does by itself, it does when the machine gets round to it
    expect: { poll: { timeout: 10_000 } },
    globalSetup: ["test/support/built-pages.ts"],
    // Conformance and AWS suites have commands of their own; see package.json and .ci/run.
    exclude: ["test/conformance/**", "test/aws/**"],
  },
});
