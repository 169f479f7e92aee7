import { DatabaseSync, type StatementSync } from "node:sqlite";

const schema = `
  CREATE TABLE IF NOT EXISTS documents (
    collection TEXT NOT NULL, id TEXT NOT NULL, owner TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (collection, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS documents_by_owner ON documents (collection, owner);
  CREATE TABLE IF NOT EXISTS logs (log_id TEXT PRIMARY KEY, user_id TEXT NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS logs_by_user ON logs (user_id);
  CREATE TABLE IF NOT EXISTS ledger (number INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS ledger_by_user ON ledger (user_id);
  CREATE TABLE IF NOT EXISTS later (number INTEGER PRIMARY KEY AUTOINCREMENT, due TEXT NOT NULL, body TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS later_by_due ON later (due);
`;

/** Documents of one kind, by id, and by the one key (mostly the account) they belong to. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, document: T, owner?: string): void;
  delete(id: string): boolean;
  of(owner: string): T[];
  /** Deletes all that belong to `owner`; answers how many there were. */
  deleteOf(owner: string): number;
  all(): T[];
  /** The same, one at a time. */
  each(): Iterable<T>;
}

/** The tenant's memory: one SQLite file, or `:memory:`. */
export interface Store {
  database: DatabaseSync;
  collection<T>(name: string): Collection<T>;
  /** All or nothing. Not nested: inside another one it is a part of that. */
  transaction<T>(work: () => T): T;
  close(): void;
}

const text = (row: unknown): string => (row as { body: string }).body;

const openCollection = <T>(prepare: (sql: string) => StatementSync, name: string): Collection<T> => {
  const read = (row: unknown): T => JSON.parse(text(row)) as T;
  return {
    get: (id) => {
      const row = prepare("SELECT body FROM documents WHERE collection = ? AND id = ?").get(name, id);
      return row === undefined ? undefined : read(row);
    },
    put: (id, document, owner = "") => {
      prepare("INSERT OR REPLACE INTO documents (collection, id, owner, body) VALUES (?, ?, ?, ?)").run(
        name,
        id,
        owner,
        JSON.stringify(document),
      );
    },
    delete: (id) => prepare("DELETE FROM documents WHERE collection = ? AND id = ?").run(name, id).changes > 0,
    of: (owner) =>
      prepare("SELECT body FROM documents WHERE collection = ? AND owner = ? ORDER BY id").all(name, owner).map(read),
    deleteOf: (owner) =>
      Number(prepare("DELETE FROM documents WHERE collection = ? AND owner = ?").run(name, owner).changes),
    all: () => prepare("SELECT body FROM documents WHERE collection = ? ORDER BY id").all(name).map(read),
    *each() {
      for (const row of prepare("SELECT body FROM documents WHERE collection = ? ORDER BY id").iterate(name))
        yield read(row);
    },
  };
};

export const openStore = (file: string): Store => {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;");
  database.exec(schema);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    database,
    collection: (name) => openCollection(prepare, name),
    transaction: (work) => {
      if (database.isTransaction) return work();
      database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    close: () => database.close(),
  };
};
