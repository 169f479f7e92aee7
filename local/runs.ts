import { fileURLToPath } from "node:url";
import { inputOf } from "#deletion/model.ts";
import { deletionSteps } from "#deletion/steps.ts";
import type { StoryGraph } from "#entry/officer/model.ts";
import { storyGraph } from "#entry/officer/story-graph.ts";
import { markNeedsAttention } from "#entry/runs/run-ended.ts";
import type { Clock } from "#kernel/clock.ts";
import type { Json } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import { type Engine, openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import type { Ports } from "#ports/ports.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import type { StoryName, Workflows } from "#ports/workflows/workflows.ts";
import { errorName, type Log } from "#runtime/log.ts";
import { type Step, stepHandler } from "#runtime/step-handler.ts";

export interface Runs {
  engine: Engine;
  workflows: Workflows;
  /** Each story as a graph, for whoever watches. */
  stories: Record<StoryName, StoryGraph>;
  close(): Promise<void>;
}

/** Opens the engine with every story and its steps: what Step Functions and the functions behind it are on AWS. */
export const openRuns = async ({
  file,
  clock,
  policy,
  log,
  ports,
  publicUrl,
}: {
  file: string;
  clock: Clock;
  policy: Policy;
  log: Log;
  ports: Omit<Ports, "workflows">;
  publicUrl: string;
}): Promise<Runs> => {
  const needsAttention = markNeedsAttention(ports);
  const engine = openEngine({
    file,
    clock,
    invoke: (_functionName, payload) => handler(payload),
    onRunStatus: async (notice) => {
      if (["FAILED", "TIMED_OUT", "ABORTED"].includes(notice.status)) await needsAttention(notice);
    },
    log: (message, error) => log.error({ event: message, error: errorName(error) }),
  });
  const workflows = engineWorkflows(engine);
  const needs = { ...ports, workflows, policy, publicUrl };
  const steps = Object.fromEntries(Object.entries(deletionSteps).map(([name, make]) => [name, make(needs) as Step]));
  const handle = stepHandler({ steps, inputOf, clock, log });
  const handler = async (payload: Json): Promise<Json> => (await handle(payload, noContext)) as Json;

  const substitutions = Object.fromEntries(Object.keys(deletionSteps).map((name) => [name, name]));
  const story = fileURLToPath(new URL("../functions/deletion/deletion.asl.yaml", import.meta.url));
  const { definition } = await loadStory(story, substitutions);
  engine.deploy("deletion", definition);
  return { engine, workflows, stories: { deletion: storyGraph(definition) }, close: () => engine.stop() };
};

/** What Lambda hands a handler beside the event; no step of ours looks at it. */
const noContext = {} as Parameters<ReturnType<typeof stepHandler>>[1];
