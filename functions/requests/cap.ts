import { days, hours } from "#kernel/duration.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import type { CapPool, CapSlot, Facts } from "#ports/requests/requests.ts";

/** A pool with its number of places, and how long one rests after its use, in seconds. */
export interface Cap {
  pool: CapPool;
  slots: number;
  restSeconds: number;
}

/** A place that a request takes, and of how many. */
export interface Taken {
  slot: CapSlot;
  of: number;
}

/** A place in every pool for the request, or the first pool that has none. Who has a place already takes no second one (I13). */
export const takePlaces = (facts: Facts, caps: readonly Cap[], now: Instant): Taken[] | { full: Cap } => {
  const taken: Taken[] = [];
  for (const cap of caps) {
    const slot = freeSlot(facts, cap, now);
    if (slot === undefined) return { full: cap };
    taken.push({ slot, of: cap.slots });
  }
  return taken;
};

/** How many more may pass now, and when a place is free again where none is. */
export const freePlaces = (
  used: readonly CapSlot[],
  caps: readonly Cap[],
  now: Instant,
): { free: number; nextAt?: Instant | undefined } => {
  const pools = caps.map(({ pool, slots, restSeconds }) => {
    const freeAgainAt = used
      .filter((slot) => slot.pool === pool && slot.number <= slots)
      .map(({ usedAt }) => plus(usedAt, restSeconds))
      .filter((at) => !reached(at, now))
      .toSorted();
    return { free: slots - freeAgainAt.length, nextAt: freeAgainAt[0] };
  });
  const free = Math.max(0, Math.min(...pools.map((pool) => pool.free)));
  if (free > 0) return { free };
  return {
    free,
    nextAt: pools
      .flatMap((pool) => (pool.free <= 0 && pool.nextAt ? [pool.nextAt] : []))
      .toSorted()
      .at(-1),
  };
};

/** For the record: which place of how many, by pool. */
export const placesOf = (taken: readonly Taken[]): Record<string, string> =>
  Object.fromEntries(taken.map(({ slot: { pool, number }, of }) => [pool, `${number} of ${of}`]));

/** The request's own place in the pool, or one that has rested long enough. */
const freeSlot = (
  { request: { requestId }, slots: all }: Facts,
  { pool, slots, restSeconds }: Cap,
  now: Instant,
): CapSlot | undefined => {
  const used = all.filter((slot) => slot.pool === pool);
  const own = used.find((slot) => slot.requestId === requestId);
  if (own !== undefined) return { ...own, usedAt: now };
  const taken = new Set(
    used.filter((slot) => !reached(plus(slot.usedAt, restSeconds), now)).map(({ number }) => number),
  );
  for (let number = 1; number <= slots; number += 1) {
    if (!taken.has(number)) return { pool, number, requestId, usedAt: now };
  }
  return undefined;
};

/** What officers and events start is held tighter: by the hour, and by the day as a share of all users, at least one (I13). */
export const strictCaps = (
  pools: { hour: CapPool; day: CapPool },
  cap: { perHour: number; ofUsersPerDay: number },
  users: number,
): Cap[] => {
  const ofUsers = Math.floor((users * cap.ofUsersPerDay) / 100);
  return [
    { pool: pools.hour, slots: cap.perHour, restSeconds: hours(1) },
    { pool: pools.day, slots: Math.max(1, Math.min(ofUsers, mostPerDay)), restSeconds: days(1) },
  ];
};

/** All places of a pool are read in one transaction. */
const mostPerDay = 1000;
