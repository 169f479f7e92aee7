import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import { holidaysOf, placeFault } from "#runtime/holidays.ts";

const today = Temporal.PlainDate.from("2026-11-24");

test("public holidays are those of the region, from last year to ten years ahead", () => {
  const bavaria = holidaysOf({ country: "DE", region: "BY" }, today);
  const berlin = holidaysOf({ country: "DE", region: "BE" }, today);
  expect(bavaria).toContain("2027-01-06");
  expect(berlin).not.toContain("2027-01-06");
  expect([bavaria[0], bavaria.at(-1)]).toEqual(["2025-01-01", "2036-12-26"]);
});

test("a country without regions has its own", () => {
  expect(holidaysOf({ country: "NO" }, today)).toContain("2027-05-17");
});

test("a place whose holidays are not known is refused, with what can be written", () => {
  expect(placeFault({ country: "DE", region: "BY" })).toBeUndefined();
  expect(placeFault({ country: "DE" })).toBeUndefined();
  expect(placeFault({ country: "XX" })).toMatchObject({ path: "country" });
  expect(placeFault({ country: "DE", region: "XX" })?.message).toMatch(/is not a region of DE .* Write one of BB, BE/);
});
