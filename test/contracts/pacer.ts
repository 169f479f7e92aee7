import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { plus } from "#kernel/instant.ts";
import type { Pacer } from "#ports/pacer/pacer.ts";
import { pacerIn } from "#ports/pacer/recorded-pacer.ts";
import type { Records } from "#ports/records/records.ts";
import { type MakeRecordsHost, noPause, type RecordsHost } from "../support/records-host.ts";
import { watchedRecords } from "../support/watched-records.ts";
import { type WoundClock, woundClock } from "../support/wound-clock.ts";

const limit = { burst: 3, perMinute: 30 };
const limits = {
  "read-users": limit,
  "write-users": limit,
  "delete-users": { burst: 1, perMinute: 6 },
  "read-logs": limit,
  other: limit,
};

/** What a pacer must do over any table. */
export const pacerContract = (name: string, make: MakeRecordsHost) =>
  describe(`pacer: ${name}`, () => {
    let host: RecordsHost;
    let clock: WoundClock;
    let pacer: Pacer;
    const over = (records: Records) => pacerIn({ records, clock, limits, pause: noPause });
    beforeEach(async () => {
      host = await make();
      clock = woundClock();
      pacer = over(host.records);
    });
    afterEach(() => host.close());
    const secondsToWait = async (bucket: "read-users" | "delete-users" = "read-users") => {
      try {
        await pacer.take(bucket);
        return 0;
      } catch (error) {
        if (!(error instanceof Busy)) throw error;
        return error.retryAfterSeconds;
      }
    };
    const takeAll = async (count: number) => {
      for (let taken = 0; taken < count; taken += 1) await pacer.take("read-users");
    };

    test("gives a burst at once, then says when the next place is free, and keeps that word", async () => {
      await takeAll(3);
      expect(await secondsToWait()).toBe(2);
      clock.wind(1.5);
      expect(await secondsToWait()).toBe(1);
      clock.wind(0.5);
      expect(await secondsToWait()).toBe(0);
      expect(await secondsToWait()).toBe(2);
    });

    test("never gives more than burst and rate, however often it is asked", async () => {
      let taken = 0;
      for (let second = 0; second < 120; second += 1) {
        for (let asked = 0; asked < 5; asked += 1) if ((await secondsToWait()) === 0) taken += 1;
        clock.wind(1);
      }
      expect(taken).toBeGreaterThanOrEqual(3 + 59);
      expect(taken).toBeLessThanOrEqual(3 + 60);
    });

    test("does not save up more than a burst", async () => {
      await takeAll(3);
      clock.wind(3600);
      await takeAll(3);
      expect(await secondsToWait()).toBe(2);
    });

    test("keeps the buckets apart", async () => {
      await takeAll(3);
      expect(await secondsToWait("delete-users")).toBe(0);
      expect(await secondsToWait("delete-users")).toBe(10);
    });

    test("thirty at once in two processes take three places", async () => {
      const second = over(host.records);
      const asked = Array.from({ length: 30 }, (_, place) => (place % 2 === 0 ? pacer : second).take("read-users"));
      const outcomes = await Promise.allSettled(asked);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
      for (const outcome of outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ name: "Busy", retryAfterSeconds: 2 });
      }
    });

    test("a place taken by another process between reading and writing is not given twice", async () => {
      await takeAll(2);
      let pending = true;
      const watched = watchedRecords(host.records, async () => {
        if (!pending) return;
        pending = false;
        await pacer.take("read-users");
      });
      await expect(over(watched).take("read-users")).rejects.toMatchObject({ name: "Busy", retryAfterSeconds: 2 });
    });

    describe("paused by the tenant's 429 (F5)", () => {
      test("gives nothing before the time, whatever is in the bucket", async () => {
        await pacer.pause("read-users", plus(clock.now(), 30));
        expect(await secondsToWait()).toBe(30);
        clock.wind(29.5);
        expect(await secondsToWait()).toBe(1);
        expect(await secondsToWait("delete-users")).toBe(0);
        clock.wind(0.5);
        expect(await secondsToWait()).toBe(0);
      });

      test("is not shortened by a shorter pause, nor by one that is over", async () => {
        await pacer.pause("read-users", plus(clock.now(), 30));
        await pacer.pause("read-users", plus(clock.now(), 10));
        await pacer.pause("read-users", plus(clock.now(), -10));
        expect(await secondsToWait()).toBe(30);
      });
    });

    test("a clock that is set back a day neither pauses for a day nor gives a new burst (F13)", async () => {
      await takeAll(3);
      await pacer.pause("read-users", plus(clock.now(), 5));
      clock.wind(-86_400);
      expect(await secondsToWait()).toBe(2);
      clock.wind(2);
      expect(await secondsToWait()).toBe(0);
      expect(await secondsToWait()).toBe(2);
    });
  });
