import type { PrivacyRequest } from "#kernel/request.ts";
import { runName } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { RunEvent, StoryName } from "#ports/workflows/workflows.ts";
import { storyOf } from "#requests/open.ts";
import type { RunView, StoryGraph } from "./model.ts";

type States = RunView["states"];

/** The run in force of a request, with where each state stands. A run that has not begun has no states. */
export const runOf =
  ({ workflows }: Pick<Ports, "workflows">, stories: Record<string, StoryGraph>) =>
  (request: PrivacyRequest): Promise<RunView> =>
    runNamed({ workflows }, stories)(storyOf(request), runName(request));

/** A run by its story and name. */
export const runNamed =
  ({ workflows }: Pick<Ports, "workflows">, stories: Record<string, StoryGraph>) =>
  async (story: StoryName, name: string): Promise<RunView> => {
    const run = await workflows.describe(story, name);
    if (run === undefined) return { name, story, status: "NOT_STARTED", redriveCount: 0, states: [] };
    const events: RunEvent[] = [];
    let next: string | undefined;
    do {
      const page = await workflows.history(story, name, next);
      events.push(...page.events);
      next = page.next;
    } while (next !== undefined);
    const waits = new Set(stories[story]?.states.filter(({ waits }) => waits).map((state) => state.name));
    return {
      name,
      story,
      status: run.status,
      startedAt: run.startedAt,
      ...(run.stoppedAt !== undefined && { stoppedAt: run.stoppedAt }),
      redriveCount: run.redriveCount,
      ...(run.error !== undefined && { error: run.error }),
      states: statesIn(events, waits),
    };
  };

/** Each state once, in the order of its first entry, as it stands after the last event. */
export const statesIn = (events: readonly RunEvent[], waits: ReadonlySet<string>): States => {
  const states = new Map<string, States[number]>();
  const open = new Set<string>();
  const failed: string[] = [];
  for (const { type, state, at } of events) {
    if (type.endsWith("StateEntered") && state !== undefined) {
      const times = (states.get(state)?.times ?? 0) + 1;
      states.set(state, { state, status: waits.has(state) ? "waiting" : "running", enteredAt: at, times });
      open.add(state);
    } else if (type.endsWith("StateExited") && state !== undefined) {
      const entered = states.get(state);
      if (entered !== undefined) states.set(state, { ...entered, status: "done", exitedAt: at });
      open.delete(state);
    } else if (["ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"].includes(type)) {
      failed.push(...open);
      for (const name of open) mark(states, name, "failed");
    } else if (type === "ExecutionRedriven") {
      for (const name of failed.splice(0)) mark(states, name, "redriven");
    }
  }
  return [...states.values()];
};

const mark = (states: Map<string, States[number]>, name: string, status: States[number]["status"]): void => {
  const state = states.get(name);
  if (state !== undefined) states.set(name, { ...state, status });
};
