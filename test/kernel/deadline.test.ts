import { describe, expect, test } from "vitest";
import { dueAt, isoWeek, localDate } from "#kernel/deadline.ts";
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

  test("a holiday moves the end to the next working day", () => {
    const christmas = { ...berlin, isHoliday: (date: { toString(): string }) => date.toString() === "2026-12-25" };
    expect(dueDay("2026-11-25", 1, christmas)).toBe("2026-12-28");
  });

  test("an extended period counts three months from receipt", () => {
    expect(dueDay("2026-11-23", 3)).toBe("2027-02-23");
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
