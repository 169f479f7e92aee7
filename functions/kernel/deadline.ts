import { Temporal } from "temporal-polyfill";
import { type Instant, instantOf } from "./instant.ts";

/** Whose clock and weekends count: the controller's (Regulation 1182/71 Article 3; EDPB Guidelines 01/2022). */
export interface Calendar {
  timeZone: string;
  /** Public holidays of the controller's seat; weekends are known here. */
  isHoliday?: (date: Temporal.PlainDate) => boolean;
}

const isWorkingDay = (date: Temporal.PlainDate, calendar: Calendar): boolean =>
  date.dayOfWeek < 6 && !calendar.isHoliday?.(date);

/**
 * The last moment of the period of `months` that began at `receivedAt`: the day of receipt is not counted; the period ends with
 * the day of the same number, or the month's last day where there is none; a Saturday, Sunday or holiday moves the end to the
 * next working day (Regulation 1182/71 Article 3(2)(c), (4)).
 */
export const dueAt = (receivedAt: Instant, months: number, calendar: Calendar): Instant => {
  const received = Temporal.Instant.from(receivedAt).toZonedDateTimeISO(calendar.timeZone).toPlainDate();
  let last = received.add({ months }, { overflow: "constrain" });
  while (!isWorkingDay(last, calendar)) last = last.add({ days: 1 });
  const midnight = last.add({ days: 1 }).toZonedDateTime(calendar.timeZone);
  return instantOf(midnight.epochMilliseconds - 1);
};

/** The calendar day of a moment at the controller's seat, `YYYY-MM-DD`. */
export const localDate = (moment: Instant, timeZone: string): string =>
  Temporal.Instant.from(moment).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** The ISO week of a moment, such as `2026-W48`, in UTC: how officers' lists are cut into pages by kind. */
export const isoWeek = (moment: Instant): string => {
  const date = Temporal.Instant.from(moment).toZonedDateTimeISO("UTC");
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, "0")}`;
};
