import * as z from "zod";
import type { Json } from "#kernel/json.ts";
import { bindingsOf } from "../bindings.ts";
import type { TaskState } from "../definition.ts";
import { dataLimitExceeded, isTooLarge, runtimeFailure, StateFailed, type StateFailure } from "../failures.ts";
import { type LiveRun, newToken, record, stateOf, type Thread, type World } from "../live-run.ts";
import { evaluateToJson } from "../template.ts";
import { fail, guarded, leave } from "../transitions.ts";
import { secondsIn } from "./wait.ts";

const Arguments = z.looseObject({ FunctionName: z.string().min(1), Payload: z.json().optional() });

/** Step Functions cuts a cause at this length. */
const longestCause = 32_768;

const resourceOf = (state: TaskState) => ({
  resourceType: "lambda",
  resource: state.waitForToken ? "invoke.waitForTaskToken" : "invoke",
});

const nextWake = (thread: Thread): number | null => {
  const { timeoutAt = Number.POSITIVE_INFINITY, heartbeatAt = Number.POSITIVE_INFINITY } = thread.notes;
  const next = Math.min(timeoutAt, heartbeatAt);
  return Number.isFinite(next) ? next : null;
};

/** Schedules an attempt: from here the function is to be called, again after a restart, until its outcome is written. */
export const attemptTask = async (world: World, run: LiveRun, thread: Thread, state: TaskState): Promise<void> => {
  thread.token = state.waitForToken ? newToken(thread) : null;
  if (state.arguments === undefined) throw new StateFailed(runtimeFailure("The Task has no Arguments."));
  const parameters = await evaluateToJson(state.arguments, bindingsOf(run, thread));
  if (isTooLarge(parameters)) throw new StateFailed(dataLimitExceeded(state.name));
  const parsed = Arguments.safeParse(JSON.parse(parameters));
  if (!parsed.success)
    throw new StateFailed(runtimeFailure("The Arguments do not name the function to invoke (FunctionName)."));
  const timeout =
    state.timeoutSeconds === undefined
      ? undefined
      : await secondsIn(state.timeoutSeconds, "TimeoutSeconds", run, thread);
  const heartbeat =
    state.heartbeatSeconds === undefined
      ? undefined
      : await secondsIn(state.heartbeatSeconds, "HeartbeatSeconds", run, thread);
  const { notes } = thread;
  notes.scheduledEvent = record(world, run, thread, "TaskScheduled", {
    details: { ...resourceOf(state), region: "local", timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat },
    payload: parameters,
  });
  record(world, run, thread, "TaskStarted", { details: resourceOf(state) });
  notes.functionName = parsed.data.FunctionName;
  notes.payload = JSON.stringify(parsed.data.Payload ?? {});
  notes.timeoutAt = timeout === undefined ? undefined : world.now() + timeout * 1000;
  notes.heartbeatSeconds = heartbeat;
  notes.heartbeatAt = heartbeat === undefined ? undefined : world.now() + heartbeat * 1000;
  thread.status = "invoking";
  thread.wakeAt = nextWake(thread);
};

/** What became of a call. */
export type Outcome = { output: string } | { failure: StateFailure };

/** An error a function threw, as Lambda reports it: the name is the error, the cause a JSON text. */
export const thrownBy = (error: unknown): StateFailure => {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const trace = (stack ?? "").split("\n").slice(0, 12);
  const whole = JSON.stringify({ errorType: name, errorMessage: message, trace });
  const cause =
    whole.length <= longestCause
      ? whole
      : JSON.stringify({ errorType: name, errorMessage: message.slice(0, 8_000), trace: [] });
  return { error: name, cause };
};

const isAwaited = (thread: Thread | undefined): thread is Thread =>
  thread !== undefined && (thread.status === "invoking" || thread.status === "parked");

const endTask = async (world: World, run: LiveRun, thread: Thread, outcome: Outcome): Promise<void> => {
  const state = stateOf(thread);
  if (state.type !== "Task") return;
  const resource = resourceOf(state);
  // As on AWS, the limit names the integration, not the state.
  const failure =
    "failure" in outcome ? outcome.failure : isTooLarge(outcome.output) ? dataLimitExceeded("lambda") : undefined;
  thread.notes.payload = undefined;
  if (failure !== undefined || !("output" in outcome)) {
    const { error, cause } = failure ?? runtimeFailure("The task ended without an output.");
    record(world, run, thread, "TaskFailed", { details: { ...resource, error, cause } });
    return fail(world, run, thread, { error, cause });
  }
  record(world, run, thread, "TaskSucceeded", { details: resource, payload: outcome.output });
  const extra = { result: JSON.parse(outcome.output) as Json };
  await guarded(world, run, thread, () => leave(world, run, thread, { ...state, otherwise: outcome.output, extra }));
};

/** The function has returned or thrown. Nothing happens when its attempt is over: timed out, answered, aborted. */
export const settleCall = async (
  world: World,
  run: LiveRun,
  call: { thread: number; scheduledEvent: number },
  outcome: Outcome,
): Promise<void> => {
  const thread = run.threads.get(call.thread);
  if (!isAwaited(thread) || thread.status !== "invoking" || thread.notes.scheduledEvent !== call.scheduledEvent) return;
  const state = stateOf(thread);
  if (state.type !== "Task") return;
  if ("output" in outcome && state.waitForToken) {
    // What the function returns is of no account; the answer comes with the token.
    record(world, run, thread, "TaskSubmitted", { details: resourceOf(state), payload: outcome.output });
    thread.status = "parked";
    thread.notes.payload = undefined;
    return;
  }
  if ("failure" in outcome || isTooLarge(outcome.output)) return endTask(world, run, thread, outcome);
  const output = `{"ExecutedVersion":"$LATEST","Payload":${outcome.output},"StatusCode":200}`;
  await endTask(world, run, thread, { output });
};

/** Answers a parked task. False: the token is not awaited any more. */
export const answerTask = async (
  world: World,
  run: LiveRun,
  threadId: number,
  token: string,
  outcome: Outcome,
): Promise<boolean> => {
  const thread = run.threads.get(threadId);
  if (!isAwaited(thread) || thread.token !== token) return false;
  await endTask(world, run, thread, outcome);
  return true;
};

/** Puts off the heartbeat's timeout. False: the token is not awaited any more. */
export const beat = (world: World, run: LiveRun, threadId: number, token: string): boolean => {
  const thread = run.threads.get(threadId);
  if (!isAwaited(thread) || thread.token !== token) return false;
  const { heartbeatSeconds } = thread.notes;
  if (heartbeatSeconds !== undefined) thread.notes.heartbeatAt = world.now() + heartbeatSeconds * 1000;
  thread.wakeAt = nextWake(thread);
  run.changed.add(thread);
  return true;
};

/** TimeoutSeconds or HeartbeatSeconds have passed. AWS names both States.Timeout and gives no cause. */
export const timeOutTask = async (world: World, run: LiveRun, thread: Thread, state: TaskState): Promise<void> => {
  const { heartbeatAt, timeoutAt = Number.POSITIVE_INFINITY } = thread.notes;
  const heartbeat = heartbeatAt !== undefined && heartbeatAt < timeoutAt;
  world.cancel(run.row.id, thread.id);
  record(world, run, thread, "TaskTimedOut", { details: { ...resourceOf(state), error: "States.Timeout" } });
  await fail(world, run, thread, { error: "States.Timeout", heartbeat });
};
