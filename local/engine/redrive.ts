import { historyLimit } from "./failures.ts";
import { isBroken } from "./journal.ts";
import { announce, type LiveRun, notesFor, record, stateOf, type Thread, type World } from "./live-run.ts";
import { makeReady } from "./transitions.ts";

const redrivableMilliseconds = 14 * 86_400_000;

/** Why a run cannot go on from where it stopped; undefined when it can. */
export const redriveFault = (run: LiveRun, now: number): string | undefined => {
  const { status, stoppedAt, events } = run.row;
  if (status === "RUNNING" || status === "SUCCEEDED") return `the run is ${status}`;
  if (stoppedAt === null || now - stoppedAt > redrivableMilliseconds) return "the run stopped more than 14 days ago";
  if (events >= historyLimit - 1) return "the run's history is full";
  return undefined;
};

/** A Task, Map or Parallel takes its attempts up again; any other state is entered anew. */
const resume = (run: LiveRun, thread: Thread): void => {
  const { notes } = thread;
  const { type } = stateOf(thread);
  notes.retries = [];
  if (type !== "Task" && type !== "Map" && type !== "Parallel") thread.notes = notesFor(notes.state, notes.lastEvent);
  makeReady(run, thread);
};

/**
 * Sets a failed, timed-out or aborted run going again from the very states that failed or were cut short, under the definition
 * it began with. Branches and items that are done stay done; retries and the run's own timeout begin anew.
 */
export const redrive = (world: World, run: LiveRun): void => {
  const { row } = run;
  row.status = "RUNNING";
  row.redriveCount += 1;
  row.redrivenAt = world.now();
  row.stoppedAt = null;
  row.error = null;
  row.cause = null;
  row.wakeAt = run.story.timeoutSeconds === undefined ? null : world.now() + run.story.timeoutSeconds * 1000;
  record(world, run, undefined, "ExecutionRedriven", { details: { redriveCount: row.redriveCount } });
  for (const thread of run.threads.values()) if (isBroken(thread.status)) resume(run, thread);
  announce(run);
};
