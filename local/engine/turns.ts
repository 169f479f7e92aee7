import type { Calls } from "./calls.ts";
import type { openCatalog } from "./catalog.ts";
import { runtimeFailure } from "./failures.ts";
import type { Change, Journal } from "./journal.ts";
import { type LiveRun, revive, takeChange, type World } from "./live-run.ts";
import type { RunRow } from "./rows.ts";
import { advance, wake } from "./step.ts";
import { failRun } from "./transitions.ts";

/** What a job may do while it is its turn. */
export interface Desk {
  world: World;
  /** Brings a run into memory, and has its changes written at the end of the turn. */
  load(id: number): LiveRun | undefined;
  /** A run by its name, also one begun in this very turn. */
  find(story: string, name: string): LiveRun | undefined;
  /** Takes in a run that was just begun. */
  adopt(run: LiveRun): void;
  nextRunId(): number;
}

interface Job {
  work(desk: Desk): Promise<unknown> | unknown;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** Jobs and revived runs taken in one turn, and steps one run may take in it: a turn is one transaction, of some milliseconds. */
const jobsPerTurn = 512;
const runsPerTurn = 256;
const stepsPerTurn = 1_000;
/** A turn that has lasted so long begins no further run's steps: callers and functions wait for it. */
const longestTurnMilliseconds = 40;
/** After a failed write the engine forgets its memory, waits this long, and goes on from the journal. */
const recoveryMilliseconds = 1_000;

interface Parts {
  journal: Journal;
  catalog: ReturnType<typeof openCatalog>;
  calls: () => Calls;
  now: () => number;
  random: () => number;
  log: (message: string, error: unknown) => void;
  /** After each commit; `told` when run-status notices were written. */
  committed: (told: boolean) => void;
  /** When there is nothing to do now. */
  rested: () => void;
}

const keyOf = (row: RunRow): string => JSON.stringify([row.story, row.name]);

/**
 * The engine's heart. Everything that changes a run happens in a turn: timers that are due, jobs from outside, then the steps
 * that follow from them, all in memory; then all of it is written in one transaction; only then are functions called and callers
 * answered. So nobody outside ever hears of what a crash could undo, and any number of runs share the price of a commit.
 */
export const openTurns = ({ journal, catalog, calls, now, random, log, committed, rested }: Parts) => {
  const inbox: Job[] = [];
  const loaded = new Map<number, LiveRun>();
  const named = new Map<string, LiveRun>();
  const waitingTurn = new Set<number>(journal.activeRuns());
  let lastRun = journal.lastRun();
  let turning = false;
  let planned = false;
  let closed = false;
  let turnNow = now();
  let nextDue = journal.nextDue();
  let recovery: NodeJS.Timeout | undefined;

  const world: World = {
    now: () => turnNow,
    random,
    outputs: (run, parent) => journal.outputs(run, parent),
    cancel: (run, thread) => calls().cancel(run, thread),
  };

  const keep = (run: LiveRun): LiveRun => {
    loaded.set(run.row.id, run);
    named.set(keyOf(run.row), run);
    return run;
  };

  const bring = (id: number): LiveRun | undefined => {
    const known = loaded.get(id);
    if (known !== undefined) return known;
    const row = journal.run(id);
    return row === undefined ? undefined : keep(revive(row, catalog.story(row.definition), journal.liveThreads(id)));
  };

  const release = (run: LiveRun): void => {
    for (const thread of run.threads.values()) if (thread.status === "invoking") return;
    loaded.delete(run.row.id);
    named.delete(keyOf(run.row));
  };

  const hasDue = (): boolean => nextDue !== undefined && nextDue <= now();
  const hasWork = (): boolean => !closed && (inbox.length > 0 || waitingTurn.size > 0 || hasDue());

  const stepOn = async (run: LiveRun): Promise<void> => {
    try {
      if (await advance(world, run, stepsPerTurn)) waitingTurn.add(run.row.id);
    } catch (error) {
      log(`A fault of the engine ended a run of '${run.row.story}'`, error);
      failRun(world, run, undefined, runtimeFailure(error instanceof Error ? error.message : String(error)));
    }
  };

  const turn = async (): Promise<void> => {
    turnNow = now();
    const touched = new Set<LiveRun>();
    const load = (id: number): LiveRun | undefined => {
      const run = bring(id);
      if (run !== undefined) touched.add(run);
      return run;
    };
    const desk: Desk = {
      world,
      load,
      find: (story, name) => {
        const run = named.get(JSON.stringify([story, name]));
        if (run !== undefined) return run;
        const row = journal.runNamed(story, name);
        return row === undefined ? undefined : load(row.id);
      },
      adopt: (run) => {
        touched.add(keep(run));
      },
      nextRunId: () => {
        lastRun += 1;
        return lastRun;
      },
    };
    for (const id of [...waitingTurn].slice(0, runsPerTurn)) {
      waitingTurn.delete(id);
      load(id);
    }
    if (hasDue())
      for (const { run: id, thread } of journal.due(turnNow)) {
        const run = load(id);
        if (run !== undefined) await wake(world, run, thread);
      }
    const answers: (() => void)[] = [];
    const jobs = inbox.splice(0, jobsPerTurn);
    for (const job of jobs)
      try {
        const answer = await job.work(desk);
        answers.push(() => job.resolve(answer));
      } catch (error) {
        answers.push(() => job.reject(error));
      }
    const began = performance.now();
    for (const run of touched)
      if (performance.now() - began < longestTurnMilliseconds) await stepOn(run);
      else if (run.ready.length > 0) waitingTurn.add(run.row.id);
    write(touched, jobs, answers);
  };

  const write = (touched: Set<LiveRun>, jobs: readonly Job[], answers: readonly (() => void)[]): void => {
    if (closed) {
      for (const job of jobs) job.reject(new Error("The engine was stopped"));
      return;
    }
    const changes = [...touched].map(takeChange).filter((change): change is Change => change !== undefined);
    try {
      if (changes.length > 0) journal.commit(changes);
    } catch (error) {
      recover(error);
      for (const job of jobs) job.reject(error);
      return;
    }
    nextDue = journal.nextDue();
    for (const answer of answers) answer();
    for (const run of touched) {
      for (const thread of run.threads.values()) if (thread.status === "invoking") calls().ensure(thread);
      if (run.ready.length === 0) release(run);
    }
    committed(changes.some((change) => change.notices.length > 0));
  };

  /** Nothing was written: what is in memory never happened. */
  const recover = (error: unknown): void => {
    log("The journal could not be written; going on from what it holds", error);
    loaded.clear();
    named.clear();
    waitingTurn.clear();
    nextDue = undefined;
    recovery ??= setTimeout(() => {
      recovery = undefined;
      if (closed) return;
      for (const id of journal.activeRuns()) waitingTurn.add(id);
      nextDue = journal.nextDue();
      kick();
    }, recoveryMilliseconds);
  };

  const work = async (): Promise<void> => {
    planned = false;
    if (turning || closed) return;
    turning = true;
    try {
      while (hasWork()) {
        await turn();
        // Lets functions, sockets and callers have their turn.
        await new Promise((resolve) => setImmediate(resolve));
      }
    } catch (error) {
      recover(error);
    } finally {
      turning = false;
    }
    rested();
  };

  const kick = (): void => {
    if (planned || turning || closed) return;
    planned = true;
    setImmediate(() => void work());
  };

  return {
    /** Does a job in one of the next turns; answers when what it changed is on disk. */
    async do<Answer>(job: (desk: Desk) => Promise<Answer> | Answer): Promise<Answer> {
      const answer = new Promise((resolve, reject) => inbox.push({ work: job, resolve, reject }));
      kick();
      return (await answer) as Answer;
    },
    kick,
    /** True when nothing is to be done until a timer, an answer, or a function that returns. */
    resting: (): boolean => !turning && !planned && !hasWork() && recovery === undefined,
    nextDue: (): number | undefined => nextDue,
    /** How many runs are in memory. */
    inMemory: (): number => loaded.size,
    /** Takes no further turn; resolves when the one being taken is over, which writes nothing more. */
    async close(): Promise<void> {
      closed = true;
      clearTimeout(recovery);
      for (const job of inbox.splice(0)) job.reject(new Error("The engine was stopped"));
      while (turning) await new Promise((resolve) => setImmediate(resolve));
    },
  };
};
