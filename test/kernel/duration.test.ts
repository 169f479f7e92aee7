import { describe, expect, test } from "vitest";
import { Duration, days, inWords } from "#kernel/duration.ts";

describe("a duration", () => {
  test.each([
    ["30 s", 30],
    ["1 min", 60],
    ["2 hours", 7200],
    ["7 days", days(7)],
    ["1 week", days(7)],
    ["0 days", 0],
  ])("%s is %i seconds", (text, seconds) => {
    expect(Duration.parse(text)).toBe(seconds);
  });
  test.each(["-3 days", "", "7", "days", "1 month", "1.5 h", "9999999 s"])("%j is refused", (text) => {
    expect(Duration.safeParse(text).success).toBe(false);
  });
  test.each([
    [30, "30 s"],
    [90, "90 s"],
    [3600, "1 h"],
    [days(1), "1 day"],
    [days(7), "7 days"],
    [0, "0 s"],
  ])("of %i seconds reads %s", (seconds, text) => {
    expect(inWords(seconds)).toBe(text);
  });
});
