import { describe, expect, test } from "vitest";
import { RequestId, SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { ScheduledTask, Schedules } from "#ports/schedules/schedules.ts";

export interface SchedulesHost {
  schedules: Schedules;
  /** What is planned now, in any order, read from where the host keeps it. */
  planned(): Promise<{ name: string; at: Instant; task: unknown }[]>;
  close(): Promise<void>;
}

const tomorrow = "2026-11-25T09:00:00.000Z" as Instant;
const later = "2026-11-26T09:00:00.000Z" as Instant;
const sweep: ScheduledTask = { task: "sweep" };
const review: ScheduledTask = {
  task: "review-hold",
  subjectRef: SubjectRef.parse("sub_abcdefghijklmnopqrstuv"),
  holdId: "hold-1",
  requestId: RequestId.parse("01JDF7Z8R5QK3V9X2M4N6P8S0T"),
};

export const schedulesContract = (name: string, make: () => Promise<SchedulesHost>) =>
  describe(`schedules (${name})`, () => {
    const withSchedules = async (use: (host: SchedulesHost) => Promise<void>): Promise<void> => {
      const host = await make();
      try {
        await use(host);
      } finally {
        await host.close();
      }
    };

    test("keep what was planned, with its moment and its task", () =>
      withSchedules(async ({ schedules, planned }) => {
        await schedules.once("review.hold-1_A", tomorrow, review);
        expect(await planned()).toEqual([{ name: "review.hold-1_A", at: tomorrow, task: review }]);
      }));

    test("replace what was planned under the same name", () =>
      withSchedules(async ({ schedules, planned }) => {
        await schedules.once("one", tomorrow, review);
        await schedules.once("one", later, sweep);
        expect(await planned()).toEqual([{ name: "one", at: later, task: sweep }]);
      }));

    test("plan once what is asked for twice, also at the same time (I16)", () =>
      withSchedules(async ({ schedules, planned }) => {
        await Promise.all([schedules.once("one", tomorrow, sweep), schedules.once("one", tomorrow, sweep)]);
        await schedules.once("one", tomorrow, sweep);
        expect(await planned()).toHaveLength(1);
      }));

    test("forget what is cancelled; once more, or what never was, is no mistake", () =>
      withSchedules(async ({ schedules, planned }) => {
        await schedules.once("one", tomorrow, sweep);
        await schedules.once("two", tomorrow, sweep);
        await schedules.cancel("one");
        await schedules.cancel("one");
        await schedules.cancel("never-was");
        expect((await planned()).map((waking) => waking.name)).toEqual(["two"]);
      }));

    test.each(["", "a b", "a/b", "ä", "x".repeat(65)])("take no name such as %j", (bad) =>
      withSchedules(async ({ schedules }) => {
        await expect(schedules.once(bad, tomorrow, sweep)).rejects.toBeInstanceOf(RangeError);
        await expect(schedules.cancel(bad)).rejects.toBeInstanceOf(RangeError);
      }),
    );
  });
