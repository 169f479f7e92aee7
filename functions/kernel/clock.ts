import { type Instant, instantOf } from "./instant.ts";

/** Time is handed in, so that tests move days in a millisecond and no rule reads the machine's clock by itself. */
export interface Clock {
  now(): Instant;
  /** True for a clock that only moves when it is wound: nothing comes of waiting for it. */
  standsStill?: boolean;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => instantOf(Date.now()) };
