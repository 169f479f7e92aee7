import { errorName, type Log } from "#runtime/log.ts";

export interface Ticks {
  /** Runs it, as the timer does; while it is under way, once more after that, for it may have looked already. */
  tick(): Promise<void>;
  /** No further tick; waits for the one under way. */
  close(): Promise<void>;
}

/** Does something every so often in real time, never twice at once; what it throws is logged, and the next tick tries again. */
export const openTicks = (everyMs: number, work: () => Promise<void>, log: Log): Ticks => {
  let underWay: Promise<void> | undefined;
  /** What all who ask while it is under way wait for. */
  let next: Promise<void> | undefined;
  let isClosed = false;
  const begin = (): Promise<void> => {
    underWay = work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const afterwards = async (before: Promise<void>): Promise<void> => {
    await before.catch(() => undefined);
    next = undefined;
    if (!isClosed) await begin();
  };
  const tick = (): Promise<void> => {
    if (next !== undefined) return next;
    if (underWay === undefined) return begin();
    next = afterwards(underWay);
    return next;
  };
  const timer = setInterval(() => {
    if (underWay !== undefined || next !== undefined) return;
    tick().catch((error: unknown) => log.error({ event: "tick failed", error: errorName(error) }));
  }, everyMs);
  return {
    tick,
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      await Promise.allSettled([underWay, next]);
    },
  };
};
