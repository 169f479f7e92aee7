import { HistoryFull, historyLimit } from "./failures.ts";
import { type LiveRun, record, stateOf, type Thread, type World } from "./live-run.ts";
import { choose } from "./states/choice.ts";
import { failWith } from "./states/end.ts";
import { mapItems, runBranches } from "./states/fan-out.ts";
import { attemptTask, timeOutTask } from "./states/task.ts";
import { endWait, wait } from "./states/wait.ts";
import { failRun, guarded, leave, makeReady, timeOutRun } from "./transitions.ts";

const enter = (world: World, run: LiveRun, thread: Thread): void => {
  const { notes } = thread;
  const state = stateOf(thread);
  notes.enteredEvent = record(world, run, thread, `${state.type}StateEntered`, {
    state: notes.state,
    payload: thread.input,
  });
  notes.enteredAt = world.now();
  notes.entered = true;
};

const act = (world: World, run: LiveRun, thread: Thread): Promise<void> => {
  const state = stateOf(thread);
  switch (state.type) {
    case "Pass":
    case "Succeed":
      return leave(world, run, thread, { ...state, otherwise: thread.input });
    case "Choice":
      return choose(world, run, thread, state);
    case "Wait":
      return wait(world, run, thread, state);
    case "Task":
      return attemptTask(world, run, thread, state);
    case "Map":
      return mapItems(world, run, thread, state);
    case "Parallel":
      return runBranches(world, run, thread, state);
    case "Fail":
      return failWith(run, thread, state);
  }
};

/** Does something with a run; when its history is full, the run fails there and then, as on AWS. */
export const withinHistory = async (world: World, run: LiveRun, change: () => Promise<void> | void): Promise<void> => {
  try {
    await change();
  } catch (error) {
    if (!(error instanceof HistoryFull)) throw error;
    const cause = `The execution reached the maximum number of history events (${historyLimit}).`;
    failRun(world, run, undefined, { error: "States.Runtime", cause });
  }
};

/** Does the next thing of each ready thread in turn, at most `most` of them. True when there is more to do. */
export const advance = async (world: World, run: LiveRun, most: number): Promise<boolean> => {
  for (let count = 0; count < most; count += 1) {
    const thread = run.ready.shift();
    if (thread === undefined) return false;
    if (thread.status !== "ready") continue;
    await withinHistory(world, run, () =>
      guarded(world, run, thread, () => {
        if (!thread.notes.entered) enter(world, run, thread);
        return act(world, run, thread);
      }),
    );
  }
  return run.ready.length > 0;
};

/** A timer is due: of the run itself (thread 0), or of one of its threads. One that was put off meanwhile does nothing. */
export const wake = (world: World, run: LiveRun, threadId: number): Promise<void> =>
  withinHistory(world, run, async () => {
    if (run.row.status !== "RUNNING") return;
    if (threadId === 0) {
      if (run.row.wakeAt !== null && run.row.wakeAt <= world.now()) timeOutRun(world, run);
      return;
    }
    const thread = run.threads.get(threadId);
    if (thread === undefined || thread.wakeAt === null || thread.wakeAt > world.now()) return;
    const state = stateOf(thread);
    if (thread.status === "retrying") makeReady(run, thread);
    else if (state.type === "Wait") await guarded(world, run, thread, () => endWait(world, run, thread, state));
    else if (state.type === "Task") await timeOutTask(world, run, thread, state);
    else throw new Error(`A timer of state '${state.name}' has nothing to wake`);
  });
