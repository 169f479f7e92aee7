import type { Engine } from "#local/engine/engine.ts";
import type { Run, RunEvent, StoryName, Workflows } from "./workflows.ts";

const eventsPerPage = 100;

/** The workflows port on one machine: stories run in `local/engine`, with the semantics of Step Functions. */
export const engineWorkflows = (engine: Engine): Workflows => ({
  start: (run) => engine.startRun(run),

  async answer(token, output) {
    const answered = await engine.sendTaskSuccess(token, output);
    if (answered === "InvalidOutput") throw new RangeError("The answer to a task holds at most 262144 bytes");
    return answered === "accepted" ? "answered" : "gone";
  },

  async describe(story: StoryName, name: string): Promise<Run | undefined> {
    const run = engine.describe(story, name);
    if (run === undefined) return undefined;
    const { status, startedAt, stoppedAt, output, error, cause, redriveCount } = run;
    return { story, name, status, startedAt, stoppedAt, output, error, cause, redriveCount };
  },

  async history(story, name, next) {
    const page = engine.history(story, name, { limit: eventsPerPage, next });
    // Payloads stay behind: whoever looks at a history sees what happened, not what was carried.
    const events = page.events.map(({ id, at, type, state, details }): RunEvent => ({ id, at, type, state, details }));
    return { events, next: page.next };
  },

  redrive: (story, name) => engine.redrive(story, name),
});
