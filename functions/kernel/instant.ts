import * as z from "zod";

/** A moment in UTC as `YYYY-MM-DDTHH:mm:ss.sssZ`: sorts as text, survives JSON, and Step Functions reads it as a Timestamp. */
export const Instant = z.iso
  .datetime({ precision: 3, error: "is not a moment such as 2026-11-24T09:00:00.000Z" })
  .brand<"Instant">();
export type Instant = z.infer<typeof Instant>;

/** The moment of a number of milliseconds since 1970, or of a Date. Throws RangeError when it is not a real date. */
export const instantOf = (time: number | Date): Instant => new Date(time).toISOString() as Instant;

/** Milliseconds since 1970. */
export const millisOf = (instant: Instant): number => Date.parse(instant);

/** The moment `seconds` after (or, when negative, before) another. */
export const plus = (instant: Instant, seconds: number): Instant => instantOf(millisOf(instant) + seconds * 1000);

/** Whole seconds from one moment until another, rounded up, never below 0: a wait of this length never ends early. */
export const secondsUntil = (from: Instant, until: Instant): number =>
  Math.max(0, Math.ceil((millisOf(until) - millisOf(from)) / 1000));

/** True when `moment` has been reached at `now`. */
export const reached = (moment: Instant, now: Instant): boolean => moment <= now;
