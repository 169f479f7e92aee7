import type { Clock } from "#kernel/clock.ts";
import { type Instant, plus } from "#kernel/instant.ts";

/** A clock that stands still until a test winds it. */
export interface WoundClock extends Clock {
  /** Moves by seconds; backwards when negative. */
  wind(seconds: number): void;
}

export const woundClock = (start = "2026-11-24T09:00:00.000Z"): WoundClock => {
  let now = start as Instant;
  return {
    now: () => now,
    wind: (seconds) => {
      now = plus(now, seconds);
    },
  };
};
