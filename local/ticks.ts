import { errorName, type Log } from "#runtime/log.ts";

export interface Ticks {
  /** Runs it now, as the timer does. */
  tick(): Promise<void>;
  /** No further tick; waits for the one under way. */
  close(): Promise<void>;
}

/** Does something every so often in real time, never twice at once; what it throws is logged, and the next tick tries again. */
export const openTicks = (everyMs: number, work: () => Promise<void>, log: Log): Ticks => {
  let underWay: Promise<void> | undefined;
  const tick = (): Promise<void> => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
  const timer = setInterval(() => {
    tick().catch((error: unknown) => log.error({ event: "tick failed", error: errorName(error) }));
  }, everyMs);
  return {
    tick,
    close: async () => {
      clearInterval(timer);
      await underWay?.catch(() => undefined);
    },
  };
};
