import type { Clock } from "#kernel/clock.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Store } from "./store.ts";

/** A tenant log record in Auth0's own words; its type code decides what else it has. */
export interface LogEvent extends JsonObject {
  log_id: string;
  date: string;
  type: string;
  description: string;
  tenant_name: string;
  environment_name: string;
}

export type LogListener = (event: { log_id: string; data: LogEvent }) => void;

export interface Logs {
  /** Writes a record and hands it to whoever listens. Fields that are undefined are left out. */
  emit(type: string, description: string, fields: Record<string, JsonObject[string] | undefined>): void;
  get(logId: string): LogEvent | undefined;
  /** Records after `from`, oldest first: the checkpoint mode. */
  after(from: string, take: number): LogEvent[];
  all(userId?: string): LogEvent[];
  /** A log stream starts here: at-least-once delivery can resume by `after` with the last id it delivered. */
  subscribe(listener: LogListener): () => void;
}

export const tenantName = "habeas-local";
const environment = { tenant_name: tenantName, environment_name: "local", $event_schema: { version: "1.0.0" } };

export const openLogs = (store: Store, clock: Clock): Logs => {
  const { database } = store;
  const insert = database.prepare("INSERT INTO logs (log_id, user_id, type, body) VALUES (?, ?, ?, ?)");
  const one = database.prepare("SELECT body FROM logs WHERE log_id = ?");
  const next = database.prepare("SELECT body FROM logs WHERE log_id > ? ORDER BY log_id LIMIT ?");
  const every = database.prepare("SELECT body FROM logs ORDER BY log_id");
  const ofUser = database.prepare("SELECT body FROM logs WHERE user_id = ? ORDER BY log_id");
  const last = database.prepare("SELECT max(log_id) AS id FROM logs");
  const listeners = new Set<LogListener>();
  const read = (row: unknown): LogEvent => JSON.parse((row as { body: string }).body) as LogEvent;
  let number = BigInt(String(last.get()?.id ?? "0").slice(-36));

  /** 56 digits as Auth0's: 900, the moment, and a running number, so that ids sort by time. */
  const newLogId = (moment: string): string => {
    number += 1n;
    return `900${moment.replace(/\D/g, "")}${String(number).padStart(36, "0")}`;
  };

  return {
    emit: (type, description, fields) => {
      const date = clock.now();
      const log_id = newLogId(date);
      const data = JSON.parse(
        JSON.stringify({ date, type, description, ...fields, ...environment, log_id }),
      ) as LogEvent;
      insert.run(log_id, typeof data.user_id === "string" ? data.user_id : "", type, JSON.stringify(data));
      for (const listener of listeners) listener({ log_id, data });
    },
    get: (logId) => {
      const row = one.get(logId);
      return row === undefined ? undefined : read(row);
    },
    after: (from, take) => next.all(from, take).map(read),
    all: (userId) => (userId === undefined ? every.all() : ofUser.all(userId)).map(read),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
