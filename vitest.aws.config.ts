import { defineConfig } from "vitest/config";

/** The AWS fulfilments against AWS as others understand it; test/aws/run.mjs starts those others and says where they are. */
export default defineConfig({
  test: {
    // vitest leaves a core free unless told, and of two that is half
    maxWorkers: "100%",
    include: ["test/aws/**/*.test.ts"],
    // every interleaving is hundreds of calls to somebody else's server, and two such suites go on at once
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
