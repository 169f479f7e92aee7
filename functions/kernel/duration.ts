import * as z from "zod";

const unitSeconds = {
  s: 1,
  second: 1,
  min: 60,
  minute: 60,
  h: 3600,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  year: 31_536_000,
} as const;
const form = /^(\d{1,6}) ?(s|seconds?|min|minutes?|h|hours?|days?|weeks?|years?)$/;

/** A length of time in whole seconds, read from words such as "7 days" or "30 s"; a year is 365 days. Months are not a duration: see deadline.ts. */
export const Duration = z.string().transform((text, context) => {
  const [, count, unit] = form.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    context.addIssue({
      code: "custom",
      message: `"${text}" is not a duration of 0 or more. Write for example "14 days".`,
    });
    return z.NEVER;
  }
  const singular = (unit in unitSeconds ? unit : unit.replace(/s$/, "")) as keyof typeof unitSeconds;
  return Number(count) * unitSeconds[singular];
});

export const days = (count: number): number => count * unitSeconds.day;
export const hours = (count: number): number => count * unitSeconds.hour;
export const minutes = (count: number): number => count * unitSeconds.min;

/** A length of time as policy.yaml would write it: "30 s", "7 days". Seconds in the largest unit that divides them. */
export const inWords = (seconds: number): string => {
  const [unit, size] =
    (
      [
        ["day", 86_400],
        ["h", 3600],
        ["min", 60],
        ["s", 1],
      ] as const
    ).find(([, each]) => seconds % each === 0 && seconds >= each) ?? (["s", 1] as const);
  const count = seconds / size;
  return unit === "day" && count !== 1 ? `${count} days` : `${count} ${unit}`;
};
