import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { Instant, millisOf, secondsUntil } from "#kernel/instant.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records } from "#ports/records/records.ts";
import type { Pacer } from "./pacer.ts";

/** `burst` calls at once, and `perMinute` in the long run. */
export interface BucketLimit {
  burst: number;
  perMinute: number;
}

const StoredBucket = z.object({ tokens: z.number().min(0), at: Instant, pausedUntil: Instant.optional() });
type StoredBucket = z.infer<typeof StoredBucket>;

const bucketKey = (bucket: string): Key => ({ pk: `PACER#${bucket}`, sk: "BUCKET" });

/** A token bucket per kind of call, in one row each, so that every process that calls the tenant draws from the same. */
export const pacerIn = <Bucket extends string>({
  records,
  clock,
  limits,
  pause = jitteredPause,
}: {
  records: Records;
  clock: Clock;
  limits: Record<Bucket, BucketLimit>;
  pause?: Pause;
}): Pacer<Bucket> => {
  const inTurn = turnstile();

  const change = (bucket: Bucket, decide: (state: StoredBucket, now: Instant) => Turn): Promise<void> =>
    inTurn(bucket, async () => {
      const refusal = await againOnConflict(pause, async () => {
        const now = clock.now();
        const [row] = await records.get([bucketKey(bucket)]);
        const stored = row && StoredBucket.parse(row.body);
        const { state, refusal } = decide(filled(stored, limits[bucket], now), now);
        // a refusal changes nothing, unless the clock was set back: then the bucket begins to fill from now
        if (refusal === undefined || (stored !== undefined && stored.at > now)) {
          await records.transact([{ put: bucketRow(bucket, state), ifVersion: row?.version ?? 0 }]);
        }
        return refusal;
      });
      if (refusal !== undefined) throw refusal;
    });

  return {
    take: (bucket, places = 1) =>
      change(bucket, (state, now) => {
        const { tokens, pausedUntil } = state;
        const { burst, perMinute } = limits[bucket];
        if (places > burst) throw new RangeError(`more places at once than ${bucket} ever has`);
        if (pausedUntil !== undefined) return { state, refusal: busyFor(bucket, secondsUntil(now, pausedUntil)) };
        if (tokens < places) return { state, refusal: busyFor(bucket, ((places - tokens) * 60) / perMinute) };
        return { state: { ...state, tokens: tokens - places } };
      }),

    // a shorter pause never shortens a longer one
    pause: (bucket, until) =>
      change(bucket, (state) => ({
        state: (state.pausedUntil ?? state.at) < until ? { ...state, pausedUntil: until } : state,
      })),
  };
};

/** The bucket as it is to be written, and the answer when there was no place. */
interface Turn {
  state: StoredBucket;
  refusal?: Busy;
}

const bucketRow = (bucket: string, { tokens, at, pausedUntil }: StoredBucket) => ({
  ...bucketKey(bucket),
  body: { tokens, at, ...(pausedUntil !== undefined && { pausedUntil }) },
});

const busyFor = (bucket: string, seconds: number): Busy =>
  new Busy(`The limit for ${bucket} is used up.`, { retryAfterSeconds: Math.max(1, Math.ceil(seconds)) });

/**
 * The bucket as it is at `now`. A clock that was set back lets neither a pause nor a dry bucket last until the old time comes again:
 * what was written "later" than now counts as written now.
 */
const filled = (stored: StoredBucket | undefined, { burst, perMinute }: BucketLimit, now: Instant): StoredBucket => {
  if (stored === undefined) return { tokens: burst, at: now };
  const { tokens, at, pausedUntil } = stored;
  const minutes = Math.max(0, millisOf(now) - millisOf(at)) / 60_000;
  return {
    tokens: Math.min(burst, tokens + minutes * perMinute),
    at: now,
    pausedUntil: pausedUntil !== undefined && at <= now && now < pausedUntil ? pausedUntil : undefined,
  };
};

/** One at a time per name within this process: neighbours wait for each other instead of spoiling each other's transaction. */
const turnstile = () => {
  const last = new Map<string, Promise<void>>();
  return (name: string, work: () => Promise<void>): Promise<void> => {
    const done = (last.get(name) ?? Promise.resolve()).then(work);
    last.set(
      name,
      done.catch(() => undefined),
    );
    return done;
  };
};
