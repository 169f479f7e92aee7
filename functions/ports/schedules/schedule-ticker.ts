import type { Clock } from "#kernel/clock.ts";
import type { Json } from "#kernel/json.ts";
import type { Records } from "#ports/records/records.ts";
import { type DueWaking, recordedSchedules } from "./recorded-schedules.ts";

export interface Tick {
  woken: number;
  /** What went wrong, by the name of the waking: it stays planned and comes again at the next tick. */
  failed: { name: string; error: unknown }[];
}

export interface ScheduleTicker {
  /** Wakes everything that is due. Called again while it is still at work, it answers with the work under way. */
  tick(): Promise<Tick>;
}

/**
 * Wakes at least once: a waking is removed only after `wake` has succeeded, so one that fails, or that a crash cuts off, comes again,
 * and none holds up another. It has no timer of its own; the host ticks.
 */
export const scheduleTicker = ({
  records,
  clock,
  wake,
}: {
  records: Records;
  clock: Clock;
  wake: (task: Json) => Promise<void>;
}): ScheduleTicker => {
  const schedules = recordedSchedules({ records });
  let underWay: Promise<Tick> | undefined;

  /** Read whole before anything is woken: what a waking plans for now is for the next tick. */
  const everythingDue = async (): Promise<DueWaking[]> => {
    const now = clock.now();
    const due: DueWaking[] = [];
    let cursor: string | undefined;
    do {
      const page = await schedules.due(now, cursor);
      due.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return due;
  };

  const run = async (): Promise<Tick> => {
    const tick: Tick = { woken: 0, failed: [] };
    for (const { name, version, task } of await everythingDue()) {
      try {
        await wake(task);
        await schedules.done(name, version);
        tick.woken += 1;
      } catch (error) {
        tick.failed.push({ name, error });
      }
    }
    return tick;
  };

  return {
    tick: () => {
      underWay ??= run().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
};
