import { instantOf } from "#kernel/instant.ts";
import type { Bindings } from "./expressions.ts";
import { inputOf, itemsOf, type LiveRun, stateOf, type Thread } from "./live-run.ts";

/** What a field may see beside the state's input. */
export interface Extra {
  result?: unknown;
  errorOutput?: unknown;
  /** For an ItemSelector: the item at hand. */
  item?: number;
}

/** Ids in the form of ARNs, so that a story which logs or passes them on reads the same on both hosts. */
export const runArn = (story: string, name: string): string =>
  `arn:aws:states:local:000000000000:execution:${story}:${name}`;

const storyArn = (story: string): string => `arn:aws:states:local:000000000000:stateMachine:${story}`;

const parentOf = (run: LiveRun, thread: Thread): Thread | undefined => run.threads.get(thread.parent);

/** Variables in scope: those of the machines around, the inner ones over the outer ones. */
const variablesOf = (run: LiveRun, thread: Thread): Record<string, unknown> => {
  const parent = parentOf(run, thread);
  const outer = parent === undefined ? {} : variablesOf(run, parent);
  return thread.variables === "{}" ? outer : Object.assign(outer, JSON.parse(thread.variables));
};

/** The item of the nearest Map around the thread. */
const itemAround = (run: LiveRun, thread: Thread): { Index: number; Value: unknown } | undefined => {
  const parent = parentOf(run, thread);
  if (parent === undefined) return undefined;
  if (stateOf(parent).type !== "Map") return itemAround(run, parent);
  return { Index: thread.place, Value: itemsOf(parent)[thread.place] };
};

/** The Context object, `$states.context`. */
const contextOf = (run: LiveRun, thread: Thread, extra: Extra): Record<string, unknown> => {
  const { row } = run;
  const item =
    extra.item === undefined ? itemAround(run, thread) : { Index: extra.item, Value: itemsOf(thread)[extra.item] };
  return {
    Execution: {
      Id: runArn(row.story, row.name),
      Input: JSON.parse(row.input),
      Name: row.name,
      StartTime: instantOf(row.startedAt),
      RedriveCount: row.redriveCount,
      ...(row.redrivenAt === null ? {} : { RedriveTime: instantOf(row.redrivenAt) }),
    },
    State: {
      Name: thread.notes.state,
      EnteredTime: instantOf(thread.notes.enteredAt),
      RetryCount: thread.notes.retries.reduce((sum, made) => sum + (made ?? 0), 0),
    },
    StateMachine: { Id: storyArn(row.story), Name: row.story },
    ...(thread.token === null ? {} : { Task: { Token: thread.token } }),
    ...(item === undefined ? {} : { Map: { Item: item } }),
  };
};

/** Everything an expression of the thread's state can see. Input and context are made only when asked for. */
export const bindingsOf = (run: LiveRun, thread: Thread, extra: Extra = {}): Bindings => {
  let context: Record<string, unknown> | undefined;
  const states = {
    get input() {
      return inputOf(thread);
    },
    get context() {
      context ??= contextOf(run, thread, extra);
      return context;
    },
    ...("result" in extra ? { result: extra.result } : {}),
    ...("errorOutput" in extra ? { errorOutput: extra.errorOutput } : {}),
  };
  return Object.assign(variablesOf(run, thread), { states });
};
