import * as z from "zod";
import { Instant, reached } from "#kernel/instant.ts";
import { Json } from "#kernel/json.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import { Conflict, type Key, type Page, type Records, type Row } from "#ports/records/records.ts";
import { checkScheduleName } from "./schedule-name.ts";
import type { Schedules } from "./schedules.ts";

/** A waking that is due. `task` is parsed by who is woken: it may have been planned by an earlier version. */
export interface DueWaking {
  name: string;
  version: number;
  task: Json;
}

/** The table of planned wakings, with the two calls that the host's tick needs. */
export interface RecordedSchedules extends Schedules {
  /** What is due at `now`, the earliest first, a page at a time. */
  due(now: Instant, cursor?: string): Promise<Page<DueWaking>>;
  /** Forgets a waking that was carried out, unless it was planned anew meanwhile. */
  done(name: string, version: number): Promise<void>;
}

const Stored = z.object({ at: Instant, task: Json });

const partition = "SCHEDULE";
const keyOf = (name: string): Key => ({ pk: partition, sk: name });

export const recordedSchedules = ({
  records,
  pause = jitteredPause,
}: {
  records: Records;
  pause?: Pause;
}): RecordedSchedules => ({
  once: async (name, at, task) => {
    checkScheduleName(name);
    const put = {
      ...keyOf(name),
      body: { at, task: JSON.parse(JSON.stringify(task)) },
      indexes: { work: { pk: "SCHEDULED", sk: `${at}#${name}` } },
    };
    await againOnConflict(pause, async () => {
      const [row] = await records.get([keyOf(name)]);
      await records.transact([{ put, ifVersion: row?.version ?? 0 }]);
    });
  },

  cancel: async (name) => {
    checkScheduleName(name);
    await againOnConflict(pause, async () => {
      const [row] = await records.get([keyOf(name)]);
      if (row !== undefined) await records.transact([{ remove: keyOf(name), ifVersion: row.version }]);
    });
  },

  due: async (now, cursor) => {
    // "$" follows "#": everything that begins with `now` itself is still due
    const page = await records.index("work", "SCHEDULED", { until: `${now}$`, limit: 100, cursor });
    // the index may lag: what counts is the row as it stands now
    const rows = page.items.length === 0 ? [] : await records.get(page.items.map(({ sk }) => keyOf(sk)));
    return { items: rows.flatMap((row) => dueIn(row, now)), ...(page.cursor !== undefined && { cursor: page.cursor }) };
  },

  done: async (name, version) => {
    try {
      await records.transact([{ remove: keyOf(name), ifVersion: version }]);
    } catch (error) {
      // planned anew, or cancelled, while it was carried out: what stands there now is not what was done
      if (!(error instanceof Conflict)) throw error;
    }
  },
});

const dueIn = (row: Row | undefined, now: Instant): DueWaking[] => {
  if (row === undefined) return [];
  const { at, task } = Stored.parse(row.body);
  return reached(at, now) ? [{ name: row.sk, version: row.version, task }] : [];
};
