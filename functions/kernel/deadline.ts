import { Temporal } from "temporal-polyfill";
import { type Instant, instantOf } from "./instant.ts";

/** Whose clock and weekends count: the controller's (Regulation 1182/71 Article 3; EDPB Guidelines 01/2022). */
export interface Calendar {
  timeZone: string;
  /** Public holidays of the controller's seat, `YYYY-MM-DD`; weekends are known here. */
  holidays?: readonly string[] | undefined;
}

const isWorkingDay = (date: Temporal.PlainDate, calendar: Calendar): boolean =>
  date.dayOfWeek < 6 && !calendar.holidays?.includes(date.toString());

/**
 * The last moment of the period of `months` that began at `receivedAt`: the day of receipt is not counted; the period ends with
 * the day of the same number, or the month's last day where there is none; a Saturday, Sunday or holiday moves the end to the
 * next working day (Regulation 1182/71 Article 3(2)(c), (4)).
 */
export const dueAt = (receivedAt: Instant, months: number, calendar: Calendar): Instant => {
  return endOf(dateAt(receivedAt, calendar).add({ months }, { overflow: "constrain" }), calendar);
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
    const stood = dateAt(from, calendar).until(dateAt(until ?? now, calendar)).days;
    return sum + Math.max(0, stood);
  }, 0);
  return endOf(dateAt(due, calendar).add({ days }), calendar);
};

const dateAt = (moment: Instant, { timeZone }: Calendar): Temporal.PlainDate =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate();

/** The last moment of a day, or of the next working day after it. */
const endOf = (day: Temporal.PlainDate, calendar: Calendar): Instant => {
  let last = day;
  while (!isWorkingDay(last, calendar)) last = last.add({ days: 1 });
  const midnight = last.add({ days: 1 }).toZonedDateTime(calendar.timeZone);
  return instantOf(midnight.epochMilliseconds - 1);
};

/** Whole days of the controller's calendar from one moment until another; below 0 when it is past. */
export const daysUntil = (from: Instant, until: Instant, { timeZone }: Calendar): number =>
  dateAt(from, { timeZone }).until(dateAt(until, { timeZone })).days;

/** The calendar day of a moment at the controller's seat, `YYYY-MM-DD`. */
export const localDate = (moment: Instant, timeZone: string): string => dateAt(moment, { timeZone }).toString();

/** The ISO week of a moment, such as `2026-W48`, in UTC: how officers' lists are cut into pages by kind. */
export const isoWeek = (moment: Instant): string => {
  const date = Temporal.Instant.from(moment).toZonedDateTimeISO("UTC");
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, "0")}`;
};
