import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { systemClock } from "#kernel/clock.ts";
import type { Json } from "#kernel/json.ts";
import { openEngine } from "#local/engine/engine.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { workflowsContract } from "../contracts/workflows.ts";

workflowsContract("the local engine", async () => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-workflows-"));
  let functions: Record<string, (payload: Json) => Promise<Json>> = {};
  const engine = openEngine({
    file: join(folder, "journal.db"),
    clock: systemClock,
    invoke: (name, payload) => functions[name]?.(payload) ?? Promise.reject(new Error(`no function ${name}`)),
  });
  onTestFinished(async () => {
    await engine.stop({ drainSeconds: 0 });
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    workflows: engineWorkflows(engine),
    deploy: async (definition, given) => {
      functions = given;
      engine.deploy("deletion", definition);
    },
    settle: () => engine.settle(),
  };
});
