import Holidays from "date-holidays";
import { Temporal } from "temporal-polyfill";
import type { Policy } from "#kernel/policy.ts";

type Place = Pick<Policy["controller"]["calendar"], "country" | "region">;

/** What is wrong with the place of a calendar, in a sentence with the remedy; undefined when its holidays are known. */
export const placeFault = ({ country, region }: Place): { path: "country" | "region"; message: string } | undefined => {
  const library = new Holidays();
  if (library.getCountries()[country] === undefined) {
    return {
      path: "country",
      message: `"${country}" is not a country whose holidays are known. Write for example DE.`,
    };
  }
  const regions = Object.keys(library.getStates(country) ?? {});
  if (region === undefined || regions.includes(region)) return undefined;
  const known = regions.length === 0 ? "Leave it out." : `Write one of ${regions.join(", ")}, or leave it out.`;
  return { path: "region", message: `"${region}" is not a region of ${country} whose holidays are known. ${known}` };
};

const yearsBack = 1;
const yearsAhead = 10;

/**
 * Public holidays of a place as `YYYY-MM-DD`, from last year to ten years ahead: read once, where the policy is read, so that nothing
 * else needs the library. A day beyond the list counts as a working day: a date is then early, never late.
 */
export const holidaysOf = (
  { country, region }: Place,
  today: Temporal.PlainDate = Temporal.Now.plainDateISO(),
): string[] => {
  const library = region === undefined ? new Holidays(country) : new Holidays(country, region);
  const years = Array.from({ length: yearsBack + 1 + yearsAhead }, (_, place) => today.year - yearsBack + place);
  const days = years.flatMap((year) =>
    library.getHolidays(year).flatMap(({ type, date }) => (type === "public" ? [date.slice(0, 10)] : [])),
  );
  return [...new Set(days)].toSorted();
};
