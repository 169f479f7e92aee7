import { describe, expect, test } from "vitest";
import { Instant, plus } from "#kernel/instant.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { recordedSchedules } from "#ports/schedules/recorded-schedules.ts";
import { scheduleTicker } from "#ports/schedules/schedule-ticker.ts";
import type { ScheduledTask } from "#ports/schedules/schedules.ts";
import { schedulesContract } from "../contracts/schedules.ts";
import { noPause } from "../support/records-host.ts";
import { woundClock } from "../support/wound-clock.ts";

const inMemory = () => openSqliteRecords({ file: ":memory:", durability: "normal" });
const sweep: ScheduledTask = { task: "sweep" };

schedulesContract("rows", async () => {
  const records = inMemory();
  return {
    schedules: recordedSchedules({ records, pause: noPause }),
    planned: async () => {
      const { items } = await records.query("SCHEDULE");
      return items.map(({ sk, body }) => ({ name: sk, at: Instant.parse(body.at), task: body.task }));
    },
    close: async () => records.close(),
  };
});

/** A ticker over an empty table, and what it woke. */
const underTest = (wake: (task: unknown) => Promise<void> = async () => {}) => {
  const records = inMemory();
  const clock = woundClock();
  const woken: unknown[] = [];
  const ticker = scheduleTicker({
    records,
    clock,
    wake: async (task) => {
      woken.push(task);
      await wake(task);
    },
  });
  return { records, clock, woken, ticker, schedules: recordedSchedules({ records }) };
};

describe("the ticker", () => {
  test("wakes nothing before its moment, wakes at the moment itself, and then never again", async () => {
    const { clock, woken, ticker, schedules } = underTest();
    await schedules.once("one", plus(clock.now(), 60), sweep);
    clock.wind(59);
    expect(await ticker.tick()).toEqual({ woken: 0, failed: [] });
    clock.wind(1);
    expect(await ticker.tick()).toEqual({ woken: 1, failed: [] });
    clock.wind(3600);
    await ticker.tick();
    expect(woken).toEqual([sweep]);
  });

  test("wakes the earliest first, and all of more than one page", async () => {
    const { clock, ticker, schedules, records } = underTest();
    const order: unknown[] = [];
    for (let place = 0; place < 130; place += 1) {
      const task: ScheduledTask = { task: "review-hold", subjectRef: "sub_x" as never, holdId: String(place) };
      await schedules.once(`review-${place}`, plus(clock.now(), 1000 - place), task);
    }
    clock.wind(1000);
    const recording = scheduleTicker({ records, clock, wake: async (task) => void order.push(task) });
    expect((await recording.tick()).woken).toBe(130);
    expect(order.map((task) => (task as { holdId: string }).holdId)).toEqual(
      Array.from({ length: 130 }, (_, place) => String(129 - place)),
    );
    expect((await ticker.tick()).woken).toBe(0);
  });

  test("keeps a waking that failed for the next tick, and lets no other wait for it (I1)", async () => {
    let broken = true;
    const { clock, woken, ticker, schedules } = underTest(async (task) => {
      if (broken && (task as { task: string }).task === "sweep") throw new Error("not now");
    });
    await schedules.once("a-broken", clock.now(), sweep);
    await schedules.once("b-whole", clock.now(), { task: "review-hold", subjectRef: "sub_x" as never, holdId: "h" });
    const first = await ticker.tick();
    expect(first.woken).toBe(1);
    expect(first.failed.map(({ name }) => name)).toEqual(["a-broken"]);
    broken = false;
    expect(await ticker.tick()).toEqual({ woken: 1, failed: [] });
    expect(woken).toHaveLength(3);
  });

  test("wakes again after a crash between the waking and its removal (F10)", async () => {
    const { records, clock, schedules, ticker, woken } = underTest();
    await schedules.once("one", clock.now(), sweep);
    const killed = scheduleTicker({
      records: { ...records, transact: () => new Promise(() => {}) },
      clock,
      wake: async () => {},
    });
    void killed.tick();
    await ticker.tick();
    expect(woken).toEqual([sweep]);
  });

  test("does not forget what was planned anew under the name while it was carried out", async () => {
    const { clock, ticker, schedules, woken } = underTest(async () => {
      if (woken.length === 1) await schedules.once("one", plus(clock.now(), 60), sweep);
    });
    await schedules.once("one", clock.now(), sweep);
    await ticker.tick();
    clock.wind(60);
    await ticker.tick();
    expect(woken).toHaveLength(2);
  });

  test("does not wake twice when it is called again while it is at work", async () => {
    const { clock, ticker, schedules, woken } = underTest();
    await schedules.once("one", clock.now(), sweep);
    await Promise.all([ticker.tick(), ticker.tick()]);
    expect(woken).toHaveLength(1);
  });

  test("does not wake what was cancelled while an index still shows it (F12)", async () => {
    const { records, clock, schedules, woken } = underTest();
    await schedules.once("one", clock.now(), sweep);
    const stale = await records.index("work", "SCHEDULED");
    await schedules.cancel("one");
    const lagging = { ...records, index: async () => stale };
    await scheduleTicker({ records: lagging, clock, wake: async (task) => void woken.push(task) }).tick();
    expect(woken).toEqual([]);
  });
});
