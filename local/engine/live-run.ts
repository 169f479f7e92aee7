import { randomBytes } from "node:crypto";
import { instantOf } from "#kernel/instant.ts";
import type { Machine, State, Story } from "./definition.ts";
import { HistoryFull, historyLimit } from "./failures.ts";
import type { Change } from "./journal.ts";
import type { EventRow, RunRow, ThreadNotes, ThreadRow } from "./rows.ts";

/** A thread in memory: its row, the machine it moves in, and what was parsed of it. */
export interface Thread extends ThreadRow {
  machine: Machine;
  /** The input, parsed when first asked for. */
  inputValue?: { value: unknown } | undefined;
  /** Of a Map: the items, parsed when first asked for. */
  itemValues?: unknown[] | undefined;
}

/** A run in memory, while it has something to do: only what is not over, and what changed since the last commit. */
export interface LiveRun {
  row: RunRow;
  story: Story;
  threads: Map<number, Thread>;
  /** Threads with something to do now, in the order they came. */
  ready: Thread[];
  changed: Set<Thread>;
  rowChanged: boolean;
  childless: number[];
  events: EventRow[];
  notices: string[];
}

/** What a run needs of the world outside it. */
export interface World {
  now(): number;
  random(): number;
  /** Outputs of finished children that are already in the journal. */
  outputs(run: number, parent: number): { place: number; output: string }[];
  /** Tells a function in flight that its answer is not wanted any more. */
  cancel(run: number, thread: number): void;
}

/** The beginning of a state: nothing is remembered of the one before but where the thread came from. */
export const notesFor = (state: string, lastEvent: number): ThreadNotes => ({
  state,
  entered: false,
  enteredEvent: 0,
  enteredAt: 0,
  lastEvent,
  retries: [],
});

export const stateOf = (thread: Thread): State => {
  const state = thread.machine.states.get(thread.notes.state);
  if (state === undefined) throw new Error(`No state '${thread.notes.state}' in the run's definition`);
  return state;
};

export const inputOf = (thread: Thread): unknown => {
  thread.inputValue ??= { value: JSON.parse(thread.input) };
  return thread.inputValue.value;
};

export const itemsOf = (thread: Thread): unknown[] => {
  thread.itemValues ??= JSON.parse(thread.notes.items ?? "[]") as unknown[];
  return thread.itemValues;
};

const machineFor = (story: Story, parent: Thread | undefined, place: number): Machine => {
  if (parent === undefined) return story;
  const state = stateOf(parent);
  const machine =
    state.type === "Map" ? state.processor : state.type === "Parallel" ? state.branches[place] : undefined;
  if (machine === undefined) throw new Error(`State '${state.name}' has no machine ${place}`);
  return machine;
};

/** A thread that is about to enter the first state of its machine. */
export const addThread = (run: LiveRun, parent: Thread | undefined, place: number, input: string): Thread => {
  run.row.threads += 1;
  const machine = machineFor(run.story, parent, place);
  const thread: Thread = {
    run: run.row.id,
    id: run.row.threads,
    parent: parent?.id ?? 0,
    place,
    status: "ready",
    wakeAt: null,
    token: null,
    input,
    variables: "{}",
    output: null,
    notes: notesFor(machine.startAt, parent?.notes.lastEvent ?? 0),
    machine,
  };
  run.threads.set(thread.id, thread);
  run.changed.add(thread);
  run.ready.push(thread);
  return thread;
};

/** Brings a run back from the journal: its unfinished threads, those with something to do now queued in their order. */
export const revive = (row: RunRow, story: Story, threads: readonly ThreadRow[]): LiveRun => {
  const run: LiveRun = {
    row: { ...row },
    story,
    threads: new Map(),
    ready: [],
    changed: new Set(),
    rowChanged: false,
    childless: [],
    events: [],
    notices: [],
  };
  for (const kept of threads) {
    // Parents have lower ids than their children, so the parent is always there before.
    const machine = machineFor(story, run.threads.get(kept.parent), kept.place);
    const thread: Thread = { ...kept, machine };
    run.threads.set(thread.id, thread);
    if (thread.status === "ready" && row.status === "RUNNING") run.ready.push(thread);
  }
  return run;
};

const endings = new Set(["ExecutionSucceeded", "ExecutionFailed", "ExecutionTimedOut", "ExecutionAborted"]);

interface EventBody {
  state?: string;
  details?: Record<string, unknown> | undefined;
  /** JSON text, under the name its type gives it: input, output or parameters. */
  payload?: string | undefined;
}

/** Adds an event to the history. Throws `HistoryFull` where only the run's end has room left. */
export const record = (
  world: World,
  run: LiveRun,
  thread: Thread | undefined,
  type: string,
  body: EventBody = {},
): number => {
  if (run.row.events >= historyLimit - 1 && !endings.has(type)) throw new HistoryFull();
  run.row.events += 1;
  run.rowChanged = true;
  run.events.push({
    run: run.row.id,
    id: run.row.events,
    previous: thread?.notes.lastEvent ?? 0,
    at: world.now(),
    type,
    state: body.state ?? null,
    details: body.details === undefined ? null : JSON.stringify(body.details),
    payload: body.payload ?? null,
  });
  if (thread !== undefined) {
    thread.notes.lastEvent = run.row.events;
    run.changed.add(thread);
  }
  return run.row.events;
};

/** A token that names its place, so that it is found without a search, and cannot be guessed. */
export const newToken = (thread: Thread): string =>
  `${thread.run}.${thread.id}.${randomBytes(24).toString("base64url")}`;

const tokenForm = /^([1-9]\d{0,14})\.([1-9]\d{0,8})\.[A-Za-z0-9_-]{32}$/;

/** Where a token says it belongs; undefined when it is none of ours. */
export const placeOfToken = (token: string): { run: number; thread: number } | undefined => {
  const [, run, thread] = tokenForm.exec(token) ?? [];
  return run === undefined || thread === undefined ? undefined : { run: Number(run), thread: Number(thread) };
};

/** Tells of the run's status in the words of EventBridge's "Step Functions Execution Status Change". */
export const announce = (run: LiveRun): void => {
  const { row } = run;
  run.rowChanged = true;
  run.notices.push(
    JSON.stringify({
      story: row.story,
      name: row.name,
      status: row.status,
      startedAt: instantOf(row.startedAt),
      stoppedAt: row.stoppedAt === null ? undefined : instantOf(row.stoppedAt),
      error: row.error ?? undefined,
      cause: row.cause ?? undefined,
      redriveCount: row.redriveCount,
    }),
  );
};

/** Hands over what changed since the last time, and keeps in memory only what is not over. */
export const takeChange = (run: LiveRun): Change | undefined => {
  if (!run.rowChanged && run.changed.size === 0) return undefined;
  const over = run.row.status === "SUCCEEDED";
  const change: Change = {
    run: { ...run.row },
    threads: [...run.changed],
    childless: run.childless,
    over,
    events: run.events,
    notices: run.notices,
  };
  for (const thread of run.changed) if (thread.status === "done") run.threads.delete(thread.id);
  run.changed = new Set();
  run.rowChanged = false;
  run.childless = [];
  run.events = [];
  run.notices = [];
  return change;
};
