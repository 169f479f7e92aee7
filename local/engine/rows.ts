import type { RunStatus } from "#ports/workflows/workflows.ts";

/** One run as the journal keeps it. Times are milliseconds since 1970. */
export interface RunRow {
  id: number;
  story: string;
  name: string;
  /** SHA-256 of the definition it began under; it keeps that one to its end (I18). */
  definition: string;
  input: string;
  status: RunStatus;
  startedAt: number;
  stoppedAt: number | null;
  output: string | null;
  error: string | null;
  cause: string | null;
  redriveCount: number;
  redrivenAt: number | null;
  /** How many events its history holds: the id of the last. */
  events: number;
  /** How many threads it ever had: the id of the last. */
  threads: number;
  /** When the whole run times out. */
  wakeAt: number | null;
}

/**
 * - `ready`: has something to do now
 * - `waiting`: in a Wait state; `retrying`: until the next attempt
 * - `invoking`: its function runs, or is to be run again after a restart
 * - `parked`: its function has run, the token is out
 * - `joining`: a Parallel or Map with children
 * - `done`, `failed`, `aborted`: over; failed and aborted ones go on at a redrive
 */
export type ThreadStatus =
  | "ready"
  | "waiting"
  | "retrying"
  | "invoking"
  | "parked"
  | "joining"
  | "done"
  | "failed"
  | "aborted";

/** What only the state at hand needs to remember. */
export interface ThreadNotes {
  /** Name of the state the thread is in. */
  state: string;
  /** False until the state's Entered event is written. */
  entered: boolean;
  enteredEvent: number;
  enteredAt: number;
  lastEvent: number;
  /** Attempts made by each retrier of the state. */
  retries: number[];
  /** The TaskScheduled event of the attempt in flight: tells a late answer from the one awaited. */
  scheduledEvent?: number | undefined;
  functionName?: string | undefined;
  payload?: string | undefined;
  timeoutAt?: number | undefined;
  heartbeatAt?: number | undefined;
  heartbeatSeconds?: number | undefined;
  /** Of a Map or Parallel with children: how many there are to be, were begun, and are not done yet. */
  total?: number | undefined;
  begun?: number | undefined;
  open?: number | undefined;
  atOnce?: number | undefined;
  /** Of a Map: its items, as JSON. */
  items?: string | undefined;
  /** Of a Parallel: what each branch is given. */
  branchInput?: string | undefined;
}

/** One line of work in a run: the run itself, a branch of a Parallel, an item of a Map. */
export interface ThreadRow {
  run: number;
  id: number;
  /** The thread whose state began this one; 0 for the run itself. */
  parent: number;
  /** Which branch or item. */
  place: number;
  status: ThreadStatus;
  wakeAt: number | null;
  token: string | null;
  /** What the state was given, as JSON. */
  input: string;
  /** Variables of its own machine, as JSON; those of the machines around are with the parents. */
  variables: string;
  output: string | null;
  notes: ThreadNotes;
}

/** One event of a history. The payload is kept as the JSON text it was, under the name its type gives it. */
export interface EventRow {
  run: number;
  id: number;
  previous: number;
  at: number;
  type: string;
  state: string | null;
  details: string | null;
  payload: string | null;
}
