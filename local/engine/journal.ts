import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { EventRow, RunRow, ThreadNotes, ThreadRow, ThreadStatus } from "./rows.ts";

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA secure_delete = ON;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS stories (story TEXT PRIMARY KEY, hash TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY, story TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL, input TEXT NOT NULL,
    status TEXT NOT NULL, startedAt INTEGER NOT NULL, stoppedAt INTEGER, output TEXT, error TEXT, cause TEXT,
    redriveCount INTEGER NOT NULL, redrivenAt INTEGER, events INTEGER NOT NULL, threads INTEGER NOT NULL, wakeAt INTEGER,
    UNIQUE (story, name)) STRICT;
  CREATE INDEX IF NOT EXISTS runs_by_status ON runs (status, id);
  CREATE INDEX IF NOT EXISTS runs_due ON runs (wakeAt, id) WHERE wakeAt IS NOT NULL;
  CREATE TABLE IF NOT EXISTS threads (
    run INTEGER NOT NULL, id INTEGER NOT NULL, parent INTEGER NOT NULL, place INTEGER NOT NULL, status TEXT NOT NULL,
    wakeAt INTEGER, token TEXT, input TEXT NOT NULL, variables TEXT NOT NULL, output TEXT, notes TEXT NOT NULL,
    PRIMARY KEY (run, id)) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS threads_due ON threads (wakeAt, run, id) WHERE wakeAt IS NOT NULL;
  CREATE INDEX IF NOT EXISTS threads_active ON threads (run) WHERE status IN ('ready', 'invoking');
  CREATE TABLE IF NOT EXISTS events (
    run INTEGER NOT NULL, id INTEGER NOT NULL, previous INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
    state TEXT, details TEXT, payload TEXT, PRIMARY KEY (run, id)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
`;

const runColumns =
  "id story name definition input status startedAt stoppedAt output error cause redriveCount redrivenAt events threads wakeAt".split(
    " ",
  ) as readonly (keyof RunRow)[];
const threadColumns = "run id parent place status wakeAt token input variables output notes".split(
  " ",
) as readonly (keyof ThreadRow)[];
const eventColumns = "run id previous at type state details payload".split(" ") as readonly (keyof EventRow)[];

const insertInto = (table: string, columns: readonly string[]): string =>
  `INSERT OR REPLACE INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`;

const upsertRun = `INSERT INTO runs (${runColumns.join(", ")}) VALUES (${runColumns.map(() => "?").join(", ")})
  ON CONFLICT (id) DO UPDATE SET ${runColumns
    .slice(5)
    .map((column) => `${column} = excluded.${column}`)
    .join(", ")}`;

type Row = Record<string, unknown>;

const asThread = (row: Row): ThreadRow =>
  ({ ...row, notes: JSON.parse(String(row.notes)) as ThreadNotes }) as unknown as ThreadRow;

/** What one run changed since the last commit. */
export interface Change {
  run: RunRow;
  threads: ThreadRow[];
  /** Threads whose children are to be forgotten, because the Map or Parallel is over or begins again. */
  childless: number[];
  /** True when the run succeeded: nothing can go on from it, so its threads are forgotten. */
  over: boolean;
  events: EventRow[];
  /** Run-status events to be delivered, as JSON. */
  notices: string[];
}

/** The journal of all runs in one SQLite file. Everything the engine knows is here; its memory is only a copy in use. */
export type Journal = ReturnType<typeof openJournal>;

/** Opens the journal, or makes it. After a crash SQLite itself drops what was not wholly written. */
export const openJournal = (file: string) => {
  const database = new DatabaseSync(file);
  database.exec(schema);
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const all = (statement: StatementSync, ...values: SQLInputValue[]): Row[] => statement.all(...values) as Row[];

  const writeRun = prepare(upsertRun);
  const writeThread = prepare(insertInto("threads", threadColumns));
  const writeEvent = prepare(insertInto("events", eventColumns));
  const writeNotice = prepare("INSERT INTO outbox (body) VALUES (?)");
  const deleteNotice = prepare("DELETE FROM outbox WHERE id = ?");
  const deleteChildren = prepare("DELETE FROM threads WHERE run = ? AND parent = ?");
  const deleteThreads = prepare("DELETE FROM threads WHERE run = ?");
  const writeDefinition = prepare("INSERT OR IGNORE INTO definitions (hash, body) VALUES (?, ?)");
  const writeStory = prepare("INSERT OR REPLACE INTO stories (story, hash) VALUES (?, ?)");
  const selectDefinition = prepare("SELECT body FROM definitions WHERE hash = ?");
  const selectStory = prepare("SELECT hash FROM stories WHERE story = ?");
  const selectRun = prepare("SELECT * FROM runs WHERE id = ?");
  const selectRunNamed = prepare("SELECT * FROM runs WHERE story = ? AND name = ?");
  const selectLive = prepare("SELECT * FROM threads WHERE run = ? AND status <> 'done' ORDER BY id");
  const selectOutputs = prepare("SELECT place, output FROM threads WHERE run = ? AND parent = ? AND status = 'done'");
  const selectToken = prepare("SELECT run, id FROM threads WHERE run = ? AND id = ? AND token = ?");
  const selectActive = prepare(
    "SELECT DISTINCT t.run FROM threads t JOIN runs r ON r.id = t.run WHERE t.status IN ('ready', 'invoking') AND r.status = 'RUNNING'",
  );
  const dueThreads = prepare(
    "SELECT run, id, wakeAt FROM threads WHERE wakeAt <= ? ORDER BY wakeAt, run, id LIMIT 512",
  );
  const dueRuns = prepare(
    "SELECT id AS run, 0 AS id, wakeAt FROM runs WHERE wakeAt <= ? ORDER BY wakeAt, id LIMIT 512",
  );
  const nextDue = prepare(
    "SELECT min(w) AS w FROM (SELECT min(wakeAt) AS w FROM threads WHERE wakeAt IS NOT NULL UNION ALL SELECT min(wakeAt) FROM runs WHERE wakeAt IS NOT NULL)",
  );
  const lastRun = prepare("SELECT max(id) AS id FROM runs");
  const selectEvents = prepare("SELECT * FROM events WHERE run = ? AND id > ? ORDER BY id LIMIT ?");
  const selectNotices = prepare("SELECT id, body FROM outbox ORDER BY id LIMIT 64");
  const listRuns = prepare(
    "SELECT * FROM runs WHERE id < ? AND (? IS NULL OR story = ?) AND (? IS NULL OR status = ?) ORDER BY id DESC LIMIT ?",
  );

  const write = ({ run, threads, childless, over, events, notices }: Change): void => {
    writeRun.run(...runColumns.map((column) => run[column]));
    for (const parent of childless) deleteChildren.run(run.id, parent);
    if (over) deleteThreads.run(run.id);
    else
      for (const t of threads)
        writeThread.run(
          t.run,
          t.id,
          t.parent,
          t.place,
          t.status,
          t.wakeAt,
          t.token,
          t.input,
          t.variables,
          t.output,
          t.status === "done" ? "{}" : JSON.stringify(t.notes),
        );
    for (const e of events) writeEvent.run(e.run, e.id, e.previous, e.at, e.type, e.state, e.details, e.payload);
    for (const notice of notices) writeNotice.run(notice);
  };

  return {
    /** Writes all changes or none. */
    commit(changes: readonly Change[]): void {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const change of changes) write(change);
        database.exec("COMMIT");
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    },
    deploy(story: string, hash: string, body: string): void {
      writeDefinition.run(hash, body);
      writeStory.run(story, hash);
    },
    definition: (hash: string) => selectDefinition.get(hash)?.body as string | undefined,
    deployed: (story: string) => selectStory.get(story)?.hash as string | undefined,
    run: (id: number) => selectRun.get(id) as unknown as RunRow | undefined,
    runNamed: (story: string, name: string) => selectRunNamed.get(story, name) as unknown as RunRow | undefined,
    liveThreads: (run: number): ThreadRow[] => all(selectLive, run).map(asThread),
    /** Outputs of the finished children, by their place. */
    outputs: (run: number, parent: number) =>
      all(selectOutputs, run, parent) as unknown as { place: number; output: string }[],
    holdsToken: (run: number, thread: number, token: string): boolean =>
      selectToken.get(run, thread, token) !== undefined,
    /** Runs that were in the middle of something. */
    activeRuns: (): number[] => all(selectActive).map(({ run }) => Number(run)),
    /** Timers due by now, the earliest first; thread 0 is the run's own deadline. */
    due: (now: number): { run: number; thread: number }[] =>
      [...all(dueRuns, now), ...all(dueThreads, now)]
        .sort((a, b) => Number(a.wakeAt) - Number(b.wakeAt))
        .map(({ run, id }) => ({ run: Number(run), thread: Number(id) })),
    nextDue: () => (nextDue.get()?.w ?? undefined) as number | undefined,
    lastRun: () => Number(lastRun.get()?.id ?? 0),
    events: (run: number, after: number, limit: number) => selectEvents.all(run, after, limit) as unknown as EventRow[],
    list: (filter: { story: string | null; status: string | null; before: number; limit: number }) =>
      listRuns.all(
        filter.before,
        filter.story,
        filter.story,
        filter.status,
        filter.status,
        filter.limit,
      ) as unknown as RunRow[],
    notices: () => selectNotices.all() as unknown as { id: number; body: string }[],
    delivered(id: number): void {
      deleteNotice.run(id);
    },
    close(): void {
      database.close();
    },
  };
};

/** True for threads that a redrive sets going again. */
export const isBroken = (status: ThreadStatus): boolean => status === "failed" || status === "aborted";
