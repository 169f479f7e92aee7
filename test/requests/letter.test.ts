import { describe, expect, test } from "vitest";
import { instantOf } from "#kernel/instant.ts";
import { day, when } from "#requests/letter.ts";
import { aPolicy } from "../support/requests.ts";

const moment = instantOf(Date.UTC(2026, 11, 31));
const seat = (timeZone: string) => {
  const policy = aPolicy();
  const calendar = { ...policy.controller.calendar, timeZone };
  return { ...policy, controller: { ...policy.controller, calendar } };
};

describe("a date in a letter", () => {
  test("is written as people write it, at the seat of the controller, whatever was written before", () => {
    for (let again = 0; again < 2; again += 1) {
      expect(day("en", moment, seat("Europe/Berlin"))).toBe("31 December 2026");
      expect(day("de", moment, seat("Europe/Berlin"))).toBe("31. Dezember 2026");
      expect(day("en", moment, seat("America/New_York"))).toBe("30 December 2026");
      expect(when("en", moment, seat("Europe/Berlin"))).toBe("31 December 2026 at 01:00");
      expect(when("de", moment, seat("America/New_York"))).toBe("30. Dezember 2026 um 19:00");
    }
  });
});
