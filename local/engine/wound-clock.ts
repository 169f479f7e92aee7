import type { Clock } from "#kernel/clock.ts";
import { type Instant, instantOf, millisOf } from "#kernel/instant.ts";

/** A clock that can be wound forward, never back. */
export interface WoundClock extends Clock {
  /** Moves the clock on to a moment; one that is past already changes nothing. */
  windTo(moment: Instant): void;
  windBy(seconds: number): void;
}

/** A clock that stands still until it is wound: for tests. */
export const stillClock = (start: Instant): WoundClock => {
  let now = millisOf(start);
  return {
    standsStill: true,
    now: () => instantOf(now),
    windTo: (moment) => {
      now = Math.max(now, millisOf(moment));
    },
    windBy: (seconds) => {
      now += seconds * 1000;
    },
  };
};

/** A clock that runs on by itself, ahead of the machine's by what it was wound: for the demo, where people and timers meet. */
export const runningClock = (system: Clock): WoundClock => {
  let ahead = 0;
  const now = () => millisOf(system.now()) + ahead;
  return {
    now: () => instantOf(now()),
    windTo: (moment) => {
      ahead += Math.max(0, millisOf(moment) - now());
    },
    windBy: (seconds) => {
      ahead += seconds * 1000;
    },
  };
};

/** What winding needs of an engine. */
interface Windable {
  settle(): Promise<void>;
  nextTimerAt(): Instant | undefined;
}

/**
 * Lets time pass: waits until no step is in flight, goes to the next timer, and so on, until none is left or the next one lies
 * after `until`; then the clock stands at `until`. A story that waits for ever without an end would be wound for ever: give `until`.
 */
export const wind = async (engine: Windable, clock: WoundClock, until?: Instant): Promise<void> => {
  for (;;) {
    await engine.settle();
    const next = engine.nextTimerAt();
    if (next === undefined || (until !== undefined && millisOf(next) > millisOf(until))) break;
    clock.windTo(next);
  }
  if (until === undefined) return;
  clock.windTo(until);
  await engine.settle();
};
