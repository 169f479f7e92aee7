import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { type Instant, instantOf, millisOf } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { NotRedrivable, type RunStatus } from "#ports/workflows/workflows.ts";
import { beginRun } from "./begin-run.ts";
import { type Invoke, openCalls } from "./calls.ts";
import { openCatalog } from "./catalog.ts";
import { isTooLarge, type StateFailure } from "./failures.ts";
import { descriptionOf, eventOf, type HistoryEvent, type RunDescription } from "./history.ts";
import { openJournal } from "./journal.ts";
import { placeOfToken } from "./live-run.ts";
import type { Substitutions } from "./load-story.ts";
import { redrive, redriveFault } from "./redrive.ts";
import { answerTask, beat, type Outcome, settleCall } from "./states/task.ts";
import { openStatusNotices, type RunStatusNotice } from "./status-notices.ts";
import { withinHistory } from "./step.ts";
import { openTurns } from "./turns.ts";

/** What the engine needs from whoever opens it. */
export interface EngineOptions {
  /** The journal's SQLite file; made when it is not there. */
  file: string;
  clock: Clock;
  invoke: Invoke;
  /** Told of every change of a run's status at least once, also after a restart; what it throws is tried again. */
  onRunStatus?: (notice: RunStatusNotice) => Promise<void> | void;
  /** Faults of the engine itself or its surroundings; never of a story. */
  log?: (message: string, error: unknown) => void;
  /** Functions running at the same time; the rest wait their turn. */
  callsAtOnce?: number;
  /** For jitter; from 0 up to 1. */
  random?: () => number;
}

/** What became of an answer to a task: all but "accepted" are errors of the same name on AWS. */
export type TaskAnswer = "accepted" | "TaskTimedOut" | "TaskDoesNotExist" | "InvalidToken" | "InvalidOutput";

/** Filters and cuts a list of runs, the latest first. */
export interface RunFilter {
  story?: string | undefined;
  status?: RunStatus | undefined;
  limit?: number | undefined;
  next?: string | undefined;
}

/** A timer of Node's reaches no further than this; the rest is waited for in pieces. */
const longestTimer = 2 ** 31 - 1;

export type Engine = ReturnType<typeof openEngine>;

/**
 * Opens the engine on its journal and goes on with whatever was unfinished. It runs stories of the Amazon States Language
 * (JSONata) as Step Functions would, on one machine, through any number of restarts.
 */
export const openEngine = (options: EngineOptions) => {
  const { file, clock, invoke, callsAtOnce = 64, random = Math.random } = options;
  const log = options.log ?? (() => undefined);
  const now = (): number => millisOf(clock.now());
  const journal = openJournal(file);
  const catalog = openCatalog(journal);
  const waiting = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;

  const rested = (): void => {
    for (const check of waiting) check();
    arm();
  };
  const notices = openStatusNotices(journal, options.onRunStatus, log, rested);
  const calls = openCalls(invoke, callsAtOnce, (call, outcome) => {
    if (closed) return;
    const settled = turns.do(async ({ world, load }) => {
      const run = load(call.run);
      if (run !== undefined) await withinHistory(world, run, () => settleCall(world, run, call, outcome));
    });
    settled.catch((error: unknown) => log("A step's outcome could not be written; the step runs again", error));
  });
  const turns = openTurns({
    journal,
    catalog,
    calls: () => calls,
    now,
    random,
    log,
    committed: (told) => {
      if (told) void notices.kick();
    },
    rested,
  });
  let closed = false;

  const arm = (): void => {
    clearTimeout(timer);
    const next = turns.nextDue();
    if (next === undefined || closed) return;
    timer = setTimeout(
      () => {
        turns.kick();
      },
      Math.min(Math.max(next - now(), 1), longestTimer),
    );
  };

  const until = (isSo: () => boolean): Promise<void> => {
    turns.kick();
    return new Promise((resolve) => {
      const check = (): void => {
        if (!closed && !isSo()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
    });
  };

  const open = (): void => {
    if (stopping) throw new Busy("The engine is stopping");
  };

  const answer = async (token: string, outcome: Outcome): Promise<TaskAnswer> => {
    open();
    const place = placeOfToken(token);
    if (place === undefined) return "InvalidToken";
    return turns.do(async ({ world, load }): Promise<TaskAnswer> => {
      const run = load(place.run);
      if (run === undefined) return "TaskDoesNotExist";
      let taken = false;
      await withinHistory(world, run, async () => {
        taken = await answerTask(world, run, place.thread, token, outcome);
      });
      return taken ? "accepted" : "TaskTimedOut";
    });
  };

  void notices.kick();
  turns.kick();

  return {
    /**
     * Checks a definition, puts names in the place of its `${Placeholders}`, and makes it the one under which new runs of the
     * story begin; runs already begun keep theirs. Answers with its hash. Throws `StoryRefused`.
     */
    deploy(story: string, definition: Json, substitutions: Substitutions = {}): string {
      open();
      return catalog.deploy(story, definition, substitutions);
    },

    /** Starts a run; answered when it is on disk. The same name and input again is the same run while it is open, else `RunExists`. */
    async startRun(run: { story: string; name: string; input: Json }): Promise<void> {
      open();
      const definition = journal.deployed(run.story);
      if (definition === undefined) throw new RangeError(`No story '${run.story}' is deployed`);
      const compiled = catalog.story(definition);
      return turns.do((desk) => beginRun(desk, run, definition, compiled));
    },

    /** What is known of a run; undefined when there is none of that name. */
    describe(story: string, name: string): RunDescription | undefined {
      const row = journal.runNamed(story, name);
      return row === undefined ? undefined : descriptionOf(row);
    },

    /** Runs, the latest first. */
    list({ story, status, limit = 100, next }: RunFilter = {}): { runs: RunDescription[]; next?: string } {
      const before = next === undefined ? Number.MAX_SAFE_INTEGER : Number(next);
      const rows = journal.list({ story: story ?? null, status: status ?? null, before, limit });
      const last = rows.at(-1);
      const more = last !== undefined && rows.length === limit;
      return { runs: rows.map(descriptionOf), ...(more ? { next: String(last.id) } : {}) };
    },

    /** A run's events, oldest first. */
    history(story: string, name: string, page: { limit?: number; next?: string | undefined } = {}) {
      const row = journal.runNamed(story, name);
      const limit = page.limit ?? 1_000;
      const rows = row === undefined ? [] : journal.events(row.id, Number(page.next ?? 0), limit);
      const last = rows.at(-1);
      const more = row !== undefined && last !== undefined && last.id < row.events;
      const events: HistoryEvent[] = rows.map(eventOf);
      return { events, ...(more ? { next: String(last.id) } : {}) };
    },

    /** Goes on from the states that failed, under the definition the run began with. Throws `NotRedrivable`. */
    async redrive(story: string, name: string): Promise<void> {
      open();
      await turns.do(({ world, find, load }) => {
        const found = find(story, name);
        const run = found === undefined ? undefined : load(found.row.id);
        const fault = run === undefined ? "there is no such run" : redriveFault(run, world.now());
        if (run === undefined || fault !== undefined)
          throw new NotRedrivable(`Run '${name}' of '${story}' cannot go on: ${fault}`);
        redrive(world, run);
      });
    },

    /** Ends a parked task with its output. */
    async sendTaskSuccess(token: string, output: Json): Promise<TaskAnswer> {
      const json = JSON.stringify(output);
      return isTooLarge(json) ? "InvalidOutput" : answer(token, { output: json });
    },

    /** Ends a parked task with an error. */
    sendTaskFailure: (token: string, failure: Pick<StateFailure, "error" | "cause">): Promise<TaskAnswer> =>
      answer(token, { failure: { error: failure.error, cause: failure.cause } }),

    /** Says that a parked task is still worked on. */
    async sendTaskHeartbeat(token: string): Promise<TaskAnswer> {
      open();
      const place = placeOfToken(token);
      if (place === undefined) return "InvalidToken";
      return turns.do(({ world, load }): TaskAnswer => {
        const run = load(place.run);
        if (run === undefined) return "TaskDoesNotExist";
        return beat(world, run, place.thread, token) ? "accepted" : "TaskTimedOut";
      });
    },

    /** When the next timer is due; undefined when none is set. */
    nextTimerAt: (): Instant | undefined => {
      const next = turns.nextDue();
      return next === undefined ? undefined : instantOf(next);
    },

    /** Resolves when nothing is to be done now, though steps may be in flight. Looks at the clock first. */
    idle: (): Promise<void> => until(() => turns.resting()),

    /** Resolves when nothing is to be done now, no step is in flight, and every status was told. Looks at the clock first. */
    settle: (): Promise<void> => until(() => turns.resting() && calls.awaited() === 0 && !notices.busy()),

    /** How many runs are in memory; waiting runs are not. */
    runsInMemory: (): number => turns.inMemory(),

    /** Takes no new step, waits for those in flight, closes the journal. What is unfinished runs again at the next opening. */
    async stop({ drainSeconds = 5 }: { drainSeconds?: number } = {}): Promise<void> {
      if (stopping) return;
      stopping = true;
      calls.stop();
      const drained = until(() => turns.resting() && calls.inFlight() === 0 && !notices.busy());
      let limit: NodeJS.Timeout | undefined;
      if (drainSeconds > 0)
        await Promise.race([
          drained,
          new Promise((resolve) => {
            limit = setTimeout(resolve, drainSeconds * 1000);
          }),
        ]);
      clearTimeout(limit);
      clearTimeout(timer);
      closed = true;
      notices.close();
      calls.abortAll();
      await turns.close();
      for (const check of waiting) check();
      journal.close();
    },
  };
};
