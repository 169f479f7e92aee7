import * as PointInTime from "temporal-polyfill/fns/Instant";
import * as PlainDate from "temporal-polyfill/fns/PlainDate";
import * as ZonedDateTime from "temporal-polyfill/fns/ZonedDateTime";
import { type Instant, instantOf, millisOf } from "./instant.ts";

// Temporal by its functions and not by its classes: a bundle then holds what is called, and the whole of it would be 50 KB in each.

/** Whose clock and weekends count: the controller's (Regulation 1182/71 Article 3; EDPB Guidelines 01/2022). */
export interface Calendar {
  timeZone: string;
  /** Public holidays of the controller's seat, `YYYY-MM-DD`; weekends are known here. */
  holidays?: readonly string[] | undefined;
}

type Day = ReturnType<typeof PlainDate.create>;

const isWorkingDay = (day: Day, calendar: Calendar): boolean =>
  PlainDate.dayOfWeek(day) < 6 && !calendar.holidays?.includes(PlainDate.toString(day));

/**
 * The last moment of the period of `months` that began at `receivedAt`: the day of receipt is not counted; the period ends with
 * the day of the same number, or the month's last day where there is none; a Saturday, Sunday or holiday moves the end to the
 * next working day (Regulation 1182/71 Article 3(2)(c), (4)).
 */
export const dueAt = (receivedAt: Instant, months: number, calendar: Calendar): Instant => {
  return endOf(PlainDate.addMonths(dateAt(receivedAt, calendar), months, { overflow: "constrain" }), calendar);
};

/** A time in which the clock stood still: we had asked the person for something that we need. */
export interface Suspension {
  from: Instant;
  /** Absent while we still wait. */
  until?: Instant | undefined;
}

/**
 * The end of a period if its suspensions count: as many days later as the clock stood still, each begun day as one, and then on to the
 * next working day. Of a suspension that is still open the days until `now` count: while we wait, the date moves on day by day.
 */
export const suspendedUntil = (
  due: Instant,
  suspensions: readonly Suspension[],
  now: Instant,
  calendar: Calendar,
): Instant => {
  const days = suspensions.reduce((sum, { from, until }) => {
    const stood = PlainDate.diffDays(dateAt(from, calendar), dateAt(until ?? now, calendar));
    return sum + Math.max(0, stood);
  }, 0);
  return endOf(PlainDate.addDays(dateAt(due, calendar), days), calendar);
};

const zonedAt = (moment: Instant, timeZone: string) =>
  PointInTime.toZonedDateTimeISO(PointInTime.fromEpochMilliseconds(millisOf(moment)), timeZone);

const dateAt = (moment: Instant, { timeZone }: Calendar): Day => ZonedDateTime.toPlainDate(zonedAt(moment, timeZone));

/** The last moment of a day, or of the next working day after it. */
const endOf = (day: Day, calendar: Calendar): Instant => {
  let last = day;
  while (!isWorkingDay(last, calendar)) last = PlainDate.addDays(last, 1);
  const midnight = PlainDate.toZonedDateTime(PlainDate.addDays(last, 1), calendar.timeZone);
  return instantOf(midnight.epochMilliseconds - 1);
};

/** Whole days of the controller's calendar from one moment until another; below 0 when it is past. */
export const daysUntil = (from: Instant, until: Instant, { timeZone }: Calendar): number =>
  PlainDate.diffDays(dateAt(from, { timeZone }), dateAt(until, { timeZone }));

/** The calendar day of a moment at the controller's seat, `YYYY-MM-DD`. */
export const localDate = (moment: Instant, timeZone: string): string =>
  PlainDate.toString(dateAt(moment, { timeZone }));

/** The ISO week of a moment, such as `2026-W48`, in UTC: how officers' lists are cut into pages by kind. */
export const isoWeek = (moment: Instant): string => {
  const date = zonedAt(moment, "UTC");
  return `${ZonedDateTime.yearOfWeek(date)}-W${String(ZonedDateTime.weekOfYear(date)).padStart(2, "0")}`;
};
