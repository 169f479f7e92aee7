import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { daysUntil, dueAt, isoWeek, localDate, type Suspension, suspendedUntil } from "#kernel/deadline.ts";
import { instantOf, millisOf } from "#kernel/instant.ts";
import { holidaysOf } from "#runtime/holidays.ts";
import { at } from "../support/requests.ts";

const berlin = { timeZone: "Europe/Berlin" };
const dueDay = (received: string, months = 1, calendar: Parameters<typeof dueAt>[2] = berlin) =>
  localDate(dueAt(at(received), months, calendar), calendar.timeZone);

describe("the legal month (Regulation 1182/71 Article 3)", () => {
  test.each([
    ["2026-11-23", "2026-12-23", "the same day number"],
    ["2026-08-31", "2026-09-30", "the last day where there is no such day"],
    ["2027-01-31", "2027-03-01", "a Sunday moves to Monday"],
  ])("received %s is due %s: %s", (received, due) => {
    expect(dueDay(received)).toBe(due);
  });

  const bavaria = {
    ...berlin,
    holidays: holidaysOf({ country: "DE", region: "BY" }, Temporal.PlainDate.from("2026-11-24")),
  };
  test.each([
    ["2026-11-23", "2026-12-23", "2027-02-23", "nothing moves"],
    ["2026-03-05", "2026-04-07", "2026-06-05", "Easter Sunday, and Easter Monday after it"],
    ["2026-08-31", "2026-09-30", "2026-11-30", "no 31 September"],
    ["2027-01-31", "2027-03-01", "2027-04-30", "28 February is a Sunday"],
    ["2026-11-25", "2026-12-28", "2027-02-25", "Christmas, a Saturday that is a holiday too, and a Sunday"],
  ])("in Bavaria what is received %s is due %s, extended %s: %s", (received, due, extended) => {
    expect([dueDay(received, 1, bavaria), dueDay(received, 3, bavaria)]).toEqual([due, extended]);
  });

  test("a clock that stood still goes on later by the days it stood, and moves on to a working day", () => {
    const due = dueAt(at("2026-11-23"), 1, bavaria);
    const until = (suspensions: Suspension[], now = at("2026-12-20")) =>
      localDate(suspendedUntil(due, suspensions, now, bavaria), "Europe/Berlin");
    expect(until([])).toBe("2026-12-23");
    const twoDays = { from: at("2026-11-25"), until: at("2026-11-27") };
    expect(until([twoDays])).toBe("2026-12-28");
    expect(until([{ from: at("2026-11-25"), until: at("2026-11-25") }])).toBe("2026-12-23");
    expect(until([twoDays, { from: at("2026-12-10"), until: at("2026-12-14") }])).toBe("2026-12-29");
  });

  test("a clock that still stands moves its date on day by day", () => {
    const due = dueAt(at("2026-11-23"), 1, bavaria);
    const open = [{ from: at("2026-11-25") }];
    const seenOn = (day: string) => localDate(suspendedUntil(due, open, at(day), bavaria), "Europe/Berlin");
    expect([seenOn("2026-11-25"), seenOn("2026-11-26"), seenOn("2026-12-05")]).toEqual([
      "2026-12-23",
      "2026-12-24",
      "2027-01-04",
    ]);
  });

  test("days left are those of the controller's calendar", () => {
    expect(daysUntil(at("2026-11-24T22:59:59.000Z"), dueAt(at("2026-11-23"), 1, bavaria), bavaria)).toBe(29);
    expect(daysUntil(at("2026-11-24T23:00:00.000Z"), dueAt(at("2026-11-23"), 1, bavaria), bavaria)).toBe(28);
    expect(daysUntil(at("2026-12-25"), dueAt(at("2026-11-23"), 1, bavaria), bavaria)).toBe(-2);
  });

  test("ends with the day at the controller's seat, daylight saving included", () => {
    expect(dueAt(at("2026-06-23"), 1, berlin)).toBe("2026-07-23T21:59:59.999Z");
    expect(dueAt(at("2026-11-23"), 1, berlin)).toBe("2026-12-23T22:59:59.999Z");
  });

  test("counts from the controller's calendar day, not from UTC's", () => {
    expect(dueDay("2026-11-23T23:30:00.000Z")).toBe("2026-12-24");
  });
});

test("an ISO week belongs to the year of its Thursday", () => {
  expect(isoWeek(at("2027-01-01"))).toBe("2026-W53");
  expect(isoWeek(at("2026-11-24"))).toBe("2026-W48");
});

describe("any period at all", () => {
  const zones = ["Europe/Berlin", "America/Santiago", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca", "UTC"];
  const moments = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2040, 0) }).map((time) => instantOf(time));
  const periods = fc.record({
    receivedAt: moments,
    months: fc.integer({ min: 1, max: 3 }),
    timeZone: fc.constantFrom(...zones),
    holidays: fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 4 }),
  });
  /** These days of every month, from 2024 to 2041. */
  const holidaysOn = (days: number[]): string[] =>
    days.flatMap((day) =>
      Array.from({ length: 18 * 12 }, (_, month) => new Date(Date.UTC(2024, month, day)).toISOString().slice(0, 10)),
    );

  test("ends on a working day, with the last moment of that day at the controller's seat", () => {
    fc.assert(
      fc.property(periods, ({ receivedAt, months, timeZone, holidays }) => {
        const due = dueAt(receivedAt, months, { timeZone, holidays: holidaysOn(holidays) });
        const day = new Date(`${localDate(due, timeZone)}T12:00:00Z`);
        expect([0, 6]).not.toContain(day.getUTCDay());
        expect(holidays).not.toContain(day.getUTCDate());
        expect(localDate(instantOf(millisOf(due) + 1), timeZone)).not.toBe(localDate(due, timeZone));
      }),
    );
  });

  test("is never shorter than its months, and longer only by days on which nobody works", () => {
    fc.assert(
      fc.property(periods, ({ receivedAt, months, timeZone }) => {
        const [received, due] = [
          localDate(receivedAt, timeZone),
          localDate(dueAt(receivedAt, months, { timeZone }), timeZone),
        ];
        const [year = 0, month = 0, day = 0] = received.split("-").map(Number);
        const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
        const plain = Date.UTC(year, month - 1 + months, Math.min(day, last));
        const moved = (Date.parse(`${due}T00:00:00Z`) - plain) / 86_400_000;
        expect([0, 1, 2]).toContain(moved);
      }),
    );
  });

  test("that began later never ends earlier", () => {
    fc.assert(
      fc.property(periods, moments, ({ receivedAt, months, timeZone }, another) => {
        const [early, late] = [receivedAt, another].toSorted();
        const dueOf = (moment = receivedAt) => dueAt(moment, months, { timeZone });
        expect(dueOf(early) <= dueOf(late)).toBe(true);
      }),
    );
  });
});
