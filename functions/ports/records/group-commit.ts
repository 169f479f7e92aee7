import type { DatabaseSync } from "node:sqlite";
import { Busy } from "#kernel/failure.ts";
import { Conflict } from "./records.ts";
import { failureOf } from "./sqlite-failure.ts";

/** The writes of one transaction. Throws `Conflict` when one of them does not apply. */
type Work = () => void;

interface Job {
  work: Work;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** The most that one commit carries; the rest waits for the next turn, so that reads come between. */
const jobsPerCommit = 256;

/** For so many turns of the event loop a commit waits for more to share it. Who is alone waits for one of them: microseconds. */
const mostTurns = 8;

export interface GroupCommit {
  run(work: Work): Promise<void>;
  /** Commits what was asked for, and takes nothing more. */
  close(): void;
}

/**
 * What is asked for in turns of the event loop that follow each other shares one commit, and so one fsync; that is the price of
 * durability, and thirty callers pay it once. Callers who came together stay together, so their next write shares a commit again. Each
 * piece of work stands in a savepoint of its own: it happens whole or not at all, whatever becomes of its neighbours, and nobody hears
 * "done" before the commit.
 */
export const groupCommit = (db: DatabaseSync): GroupCommit => {
  const [begin, commit] = [db.prepare("BEGIN IMMEDIATE"), db.prepare("COMMIT")];
  const savepoint = db.prepare("SAVEPOINT job");
  const [release, undo] = [db.prepare("RELEASE job"), db.prepare("ROLLBACK TO job")];
  const queue: Job[] = [];
  let planned: NodeJS.Immediate | undefined;
  let closed = false;

  const inSavepoint = ({ work }: Job): Conflict | undefined => {
    savepoint.run();
    try {
      work();
      return undefined;
    } catch (error) {
      // any other error ends the whole group: SQLite may already have rolled it back
      if (!(error instanceof Conflict)) throw error;
      undo.run();
      return error;
    } finally {
      if (db.isTransaction) release.run();
    }
  };

  const commitSome = (): void => {
    const jobs = queue.splice(0, jobsPerCommit);
    let conflicts: (Conflict | undefined)[];
    try {
      begin.run();
      conflicts = jobs.map(inSavepoint);
      commit.run();
    } catch (error) {
      if (db.isTransaction) rollback(db);
      for (const job of jobs) job.reject(failureOf(error));
      return;
    }
    for (const [place, job] of jobs.entries()) {
      const conflict = conflicts[place];
      if (conflict === undefined) job.resolve();
      else job.reject(conflict);
    }
  };

  const plan = (): void => {
    planned ??= setImmediate(gather, 0, 1);
  };

  /** Commits as soon as a turn of the event loop has brought nothing more, or when enough turns have gone by. */
  const gather = (before: number, turn: number): void => {
    if (queue.length > before && queue.length < jobsPerCommit && turn < mostTurns) {
      planned = setImmediate(gather, queue.length, turn + 1);
      return;
    }
    planned = undefined;
    commitSome();
    if (queue.length > 0) plan();
  };

  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new Busy("The store is closed."));
        queue.push({ work, resolve, reject });
        plan();
      }),
    close: () => {
      closed = true;
      clearImmediate(planned);
      while (queue.length > 0) commitSome();
    },
  };
};

/** A rollback that fails changes nothing for the callers: nothing was committed, and the next BEGIN says what is wrong. */
const rollback = (db: DatabaseSync): void => {
  try {
    db.exec("ROLLBACK");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
};
