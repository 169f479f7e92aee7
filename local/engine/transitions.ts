import { bindingsOf, type Extra } from "./bindings.ts";
import { abort, beginChildren, childrenOf, forgetChildren, gather } from "./children.ts";
import type { Catcher, State } from "./definition.ts";
import { EvaluationFailed } from "./expressions.ts";
import {
  dataLimitExceeded,
  HistoryFull,
  isTooLarge,
  runtimeFailure,
  StateFailed,
  type StateFailure,
  whileExecuting,
} from "./failures.ts";
import { announce, type LiveRun, notesFor, record, stateOf, type Thread, type World } from "./live-run.ts";
import { delaySeconds, matches, retrierFor } from "./retry.ts";
import { evaluateToJson, type Template } from "./template.ts";

/** How a thread leaves its state. */
interface Leaving {
  /** What comes out where the state says no Output. */
  otherwise: string;
  output: Template | undefined;
  assign: Template | undefined;
  /** Undefined: the machine ends here. */
  next: string | undefined;
  extra?: Extra;
}

const jsonOf = async (template: Template, run: LiveRun, thread: Thread, extra: Extra): Promise<string> =>
  template.kind === "literal" ? template.json : evaluateToJson(template, bindingsOf(run, thread, extra));

/** Output and Assign are both reckoned with the variables as they were; then the thread goes on, or its machine ends. */
export const leave = async (world: World, run: LiveRun, thread: Thread, leaving: Leaving): Promise<void> => {
  const { notes } = thread;
  const extra = leaving.extra ?? {};
  const output = leaving.output === undefined ? leaving.otherwise : await jsonOf(leaving.output, run, thread, extra);
  if (isTooLarge(output)) throw new StateFailed(dataLimitExceeded(notes.state));
  const assigned = leaving.assign === undefined ? undefined : await jsonOf(leaving.assign, run, thread, extra);
  if (assigned !== undefined && isTooLarge(assigned)) throw new StateFailed(dataLimitExceeded(notes.state));
  record(world, run, thread, `${stateOf(thread).type}StateExited`, { state: notes.state, payload: output });
  forgetChildren(world, run, thread);
  if (assigned !== undefined)
    thread.variables = JSON.stringify({ ...JSON.parse(thread.variables), ...JSON.parse(assigned) });
  thread.wakeAt = null;
  thread.token = null;
  if (leaving.next === undefined) return finish(world, run, thread, output);
  thread.notes = notesFor(leaving.next, thread.notes.lastEvent);
  thread.input = output;
  thread.inputValue = undefined;
  makeReady(run, thread);
};

export const makeReady = (run: LiveRun, thread: Thread): void => {
  thread.status = "ready";
  thread.wakeAt = null;
  run.changed.add(thread);
  run.ready.push(thread);
};

/** Ends a run well. */
const succeed = (world: World, run: LiveRun, thread: Thread, output: string): void => {
  record(world, run, thread, "ExecutionSucceeded", { payload: output });
  thread.status = "done";
  stop(world, run, "SUCCEEDED");
  run.row.output = output;
  announce(run);
};

const stop = (world: World, run: LiveRun, status: "SUCCEEDED" | "FAILED" | "TIMED_OUT"): void => {
  run.row.status = status;
  run.row.stoppedAt = world.now();
  run.row.wakeAt = null;
  run.ready = [];
  run.rowChanged = true;
};

/** Ends a run badly; its threads stay where they are, for a redrive. */
export const failRun = (world: World, run: LiveRun, thread: Thread | undefined, failure: StateFailure): void => {
  // A Fail state may say no Error; then the run has none, as on AWS.
  const error = failure.error === "" ? undefined : failure.error;
  const { cause } = failure;
  for (const other of run.threads.values()) abort(world, run, other, false);
  record(world, run, thread, "ExecutionFailed", { details: { error, cause } });
  stop(world, run, "FAILED");
  run.row.error = error ?? null;
  run.row.cause = cause ?? null;
  announce(run);
};

/** The story's own TimeoutSeconds have passed. AWS names States.Timeout in the event only. */
export const timeOutRun = (world: World, run: LiveRun): void => {
  for (const thread of run.threads.values()) abort(world, run, thread, false);
  record(world, run, undefined, "ExecutionTimedOut", { details: { error: "States.Timeout" } });
  stop(world, run, "TIMED_OUT");
  announce(run);
};

/** The end of a machine: of the run, or of a branch or item, which may be the last its parent waits for. */
const finish = async (world: World, run: LiveRun, thread: Thread, output: string): Promise<void> => {
  const parent = run.threads.get(thread.parent);
  if (parent === undefined) return succeed(world, run, thread, output);
  thread.output = output;
  thread.status = "done";
  thread.input = "null";
  thread.variables = "{}";
  const isMap = stateOf(parent).type === "Map";
  if (isMap)
    record(world, run, thread, "MapIterationSucceeded", {
      details: { name: parent.notes.state, index: thread.place },
    });
  parent.notes.open = (parent.notes.open ?? 1) - 1;
  parent.notes.lastEvent = thread.notes.lastEvent;
  run.changed.add(parent);
  await guarded(world, run, parent, () => goOnWithChildren(world, run, parent));
};

/** Begins more children where there are any, and joins when all are done. */
export const goOnWithChildren = async (world: World, run: LiveRun, parent: Thread): Promise<void> => {
  parent.status = "joining";
  if (!(await beginChildren(world, run, parent))) return;
  const state = stateOf(parent);
  const result = gather(world, run, parent);
  if (isTooLarge(result)) throw new StateFailed(dataLimitExceeded(state.name));
  record(world, run, parent, `${state.type}StateSucceeded`);
  await leave(world, run, parent, { ...state, otherwise: result, extra: { result: JSON.parse(result) } });
};

/** Does something in a thread's state, and lets the state's Retry and Catch see to what is thrown. */
export const guarded = async (
  world: World,
  run: LiveRun,
  thread: Thread,
  act: () => Promise<void> | void,
): Promise<void> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof HistoryFull) throw error;
    await fail(world, run, thread, failureOf(world, run, thread, error));
  }
};

/** What was thrown, as a failure of the state, with AWS's words before it where AWS itself would have raised it. */
const failureOf = (world: World, run: LiveRun, thread: Thread, error: unknown): StateFailure => {
  const prefix = whileExecuting(thread.notes.state, thread.notes.enteredEvent);
  if (error instanceof EvaluationFailed) {
    const failure = { ...error.failure, cause: prefix + error.failure.cause };
    const details = { error: failure.error, cause: failure.cause, location: error.location };
    record(world, run, thread, "EvaluationFailed", { state: thread.notes.state, details });
    return failure;
  }
  if (error instanceof StateFailed)
    return error.failure.error === "States.Runtime" && error.failure.ownWords !== true
      ? { ...error.failure, cause: prefix + (error.failure.cause ?? "") }
      : error.failure;
  return runtimeFailure(prefix + (error instanceof Error ? `${error.name}: ${error.message}` : String(error)));
};

const isGuarded = (state: State) => state.type === "Task" || state.type === "Map" || state.type === "Parallel";

/** Retry, else Catch, else up to the state around, else the end of the run. */
export const fail = async (world: World, run: LiveRun, thread: Thread, failure: StateFailure): Promise<void> => {
  const state = stateOf(thread);
  if (!isGuarded(state)) return breakUp(world, run, thread, failure);
  if (state.type !== "Task" && thread.notes.total !== undefined) {
    for (const child of childrenOf(run, thread)) abort(world, run, child, true);
    const { open = 0, begun = 0, total } = thread.notes;
    const details = { error: failure.error, cause: failure.cause };
    if (open > 0 || begun < total) record(world, run, thread, `${state.type}StateFailed`, { details });
  }
  const found = retrierFor(state.retry, failure);
  const made = found === undefined ? 0 : (thread.notes.retries[found.index] ?? 0);
  if (found !== undefined && made < found.retrier.maxAttempts) {
    forgetChildren(world, run, thread);
    const retries = state.retry.map((_, index) => thread.notes.retries[index] ?? 0);
    retries[found.index] = made + 1;
    thread.notes.retries = retries;
    thread.status = "retrying";
    thread.token = null;
    thread.wakeAt = Math.ceil(world.now() + delaySeconds(found.retrier, made, world.random) * 1000);
    run.changed.add(thread);
    return;
  }
  const catcher = state.catch.find((one) => matches(one.errorEquals, failure));
  return catcher === undefined ? breakUp(world, run, thread, failure) : caught(world, run, thread, catcher, failure);
};

const caught = async (world: World, run: LiveRun, thread: Thread, catcher: Catcher, failure: StateFailure) => {
  const errorOutput = {
    Error: failure.error,
    ...(failure.cause === undefined ? {} : { Cause: failure.cause }),
  };
  try {
    await leave(world, run, thread, { ...catcher, otherwise: JSON.stringify(errorOutput), extra: { errorOutput } });
  } catch (error) {
    // A Catch that fails is not caught again: AWS would go round for ever.
    if (error instanceof HistoryFull) throw error;
    await breakUp(world, run, thread, failureOf(world, run, thread, error));
  }
};

/** Nothing in the state takes the failure: its machine is broken, and so is what stands around it, unless that catches. */
const breakUp = async (world: World, run: LiveRun, thread: Thread, failure: StateFailure): Promise<void> => {
  thread.status = "failed";
  thread.wakeAt = null;
  thread.token = null;
  run.changed.add(thread);
  const parent = run.threads.get(thread.parent);
  if (parent === undefined) return failRun(world, run, thread, failure);
  if (stateOf(parent).type === "Map")
    record(world, run, thread, "MapIterationFailed", { details: { name: parent.notes.state, index: thread.place } });
  parent.notes.lastEvent = thread.notes.lastEvent;
  await fail(world, run, parent, failure);
};
