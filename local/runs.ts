import { fileURLToPath } from "node:url";
import { inputOf as blockingInputOf } from "#blocking/model.ts";
import { blockingSteps } from "#blocking/steps.ts";
import { inputOf as bulkInputOf } from "#bulk/model.ts";
import { bulkSteps } from "#bulk/steps.ts";
import { inputOf as contestInputOf } from "#contest/model.ts";
import { contestSteps } from "#contest/steps.ts";
import { inputOf as deletionInputOf } from "#deletion/model.ts";
import { deletionSteps } from "#deletion/steps.ts";
import type { StoryGraph } from "#entry/officer/model.ts";
import { storyGraph } from "#entry/officer/story-graph.ts";
import { markNeedsAttention } from "#entry/runs/run-ended.ts";
import { inputOf as exportInputOf } from "#export/model.ts";
import { exportSteps } from "#export/steps.ts";
import type { Clock } from "#kernel/clock.ts";
import type { Json } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import type { TermsDocument } from "#kernel/terms.ts";
import { type Engine, openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import type { Ports } from "#ports/ports.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { StoryName, type Workflows } from "#ports/workflows/workflows.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";
import { inputOf as restrictionInputOf } from "#restriction/model.ts";
import { restrictionSteps } from "#restriction/steps.ts";
import { errorName, type Log } from "#runtime/log.ts";
import { type Bundle, type Step, stepHandler } from "#runtime/step-handler.ts";
import { inputOf as termsInputOf } from "#terms/model.ts";
import { termsSteps } from "#terms/steps.ts";

/** What each story is made of: its steps, and the shapes of their inputs. */
const rooms: Record<StoryName, { steps: Record<string, unknown>; inputOf: Bundle["inputOf"] }> = {
  deletion: { steps: deletionSteps, inputOf: deletionInputOf },
  export: { steps: { ...exportSteps, ...recipientSteps }, inputOf: exportInputOf },
  terms: { steps: termsSteps, inputOf: termsInputOf },
  blocking: { steps: blockingSteps, inputOf: blockingInputOf },
  bulk: { steps: bulkSteps, inputOf: bulkInputOf },
  contest: { steps: contestSteps, inputOf: contestInputOf },
  restriction: { steps: { ...restrictionSteps, ...recipientSteps }, inputOf: restrictionInputOf },
};

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
  portalUrl,
  documents,
}: {
  file: string;
  clock: Clock;
  policy: Policy;
  log: Log;
  ports: Omit<Ports, "workflows">;
  publicUrl: string;
  portalUrl: string;
  documents: readonly TermsDocument[];
}): Promise<Runs> => {
  const needsAttention = markNeedsAttention(ports);
  const engine = openEngine({
    file,
    clock,
    invoke: (functionName, payload) => handlers[storyOfStep(functionName)](payload),
    onRunStatus: async (notice) => {
      if (["FAILED", "TIMED_OUT", "ABORTED"].includes(notice.status)) await needsAttention(notice);
    },
    log: (message, error) => log.error({ event: message, error: errorName(error) }),
  });
  const needs = { ...ports, workflows: engineWorkflows(engine), policy, publicUrl, portalUrl, documents };
  const handlers = forEachStory((story) => {
    const { steps, inputOf } = rooms[story];
    const made = Object.entries(steps).map(([name, make]) => [name, (make as (all: typeof needs) => Step)(needs)]);
    const handle = stepHandler({ steps: Object.fromEntries(made), inputOf, clock, log });
    return async (payload: Json): Promise<Json> => (await handle(payload, noContext)) as Json;
  });
  const graphs: Partial<Record<StoryName, StoryGraph>> = {};
  for (const story of StoryName.options) {
    const { definition } = await loadStory(fileOf(story), functionNames(story, Object.keys(rooms[story].steps)));
    engine.deploy(story, definition);
    graphs[story] = storyGraph(definition);
  }
  const stories = graphs as Record<StoryName, StoryGraph>;
  return { engine, workflows: needs.workflows, stories, close: () => engine.stop() };
};

const forEachStory = <T>(make: (story: StoryName) => T): Record<StoryName, T> =>
  Object.fromEntries(StoryName.options.map((story) => [story, make(story)])) as Record<StoryName, T>;

const fileOf = (story: StoryName): string =>
  fileURLToPath(new URL(`../functions/${story}/${story}.asl.yaml`, import.meta.url));

/** Two stories may have a step of one name: a function of this machine is called by both, `deletion.openRequest`. */
const functionNames = (story: StoryName, steps: string[]): Record<string, string> =>
  Object.fromEntries(steps.map((step) => [step, `${story}.${step}`]));

const storyOfStep = (functionName: string): StoryName => StoryName.parse(functionName.split(".")[0]);

/** What Lambda hands a handler beside the event; no step of ours looks at it. */
const noContext = {} as Parameters<ReturnType<typeof stepHandler>>[1];
