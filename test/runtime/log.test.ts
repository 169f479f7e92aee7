import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorName, jsonLog, type LogFields } from "#runtime/log.ts";
import { woundClock } from "../support/wound-clock.ts";

const logged = (fields: LogFields): string => {
  const lines: string[] = [];
  jsonLog({ clock: woundClock(), sink: (line) => lines.push(line) }).warn(fields);
  return lines.join("");
};

describe("a log line", () => {
  test("says when, how grave, what and where", () => {
    const line = logged({
      event: "step failed",
      requestId: "01KARZ3NDEKTSV4RRFFQ69G5FA",
      step: "eraseAccount",
      error: "Busy",
      status: 503,
      durationMs: 12,
      correlation: "JKJaXmPLvHcESHA=",
    });
    expect(JSON.parse(line)).toEqual({
      time: "2026-11-24T09:00:00.000Z",
      level: "warn",
      event: "step failed",
      requestId: "01KARZ3NDEKTSV4RRFFQ69G5FA",
      step: "eraseAccount",
      error: "Busy",
      correlation: "JKJaXmPLvHcESHA=",
      status: 503,
      durationMs: 12,
    });
  });

  test("leaves out whatever else comes along: mail addresses, tokens, messages (I10, I20)", () => {
    const careless = {
      event: "x",
      email: "ada@example.com",
      token: "eyJ",
      message: "no such user ada",
      userId: "auth0|ada",
    };
    expect(Object.keys(JSON.parse(logged(careless)))).toEqual(["time", "level", "event"]);
  });

  test.each([
    ["requestId", "auth0|ada"],
    ["step", "ada@example.com"],
    ["error", 'x\n{"level":"error"}'],
    ["event", "user ada@example.com failed"],
    ["correlation", "a".repeat(200)],
    ["error", "\u2028"],
  ])("does not take into %s what is not of its shape: %j", (field, value) => {
    const line = logged({ event: "x", [field]: value });
    expect(JSON.parse(line)[field]).toBe("(not loggable)");
    expect(line).not.toContain(value);
  });

  test("is one JSON object on one line, whatever is logged", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string({ unit: "binary" }), (anything, text) => {
        const line = logged({
          event: text,
          step: text,
          error: anything,
          status: anything,
          requestId: anything,
        } as LogFields);
        expect(line.endsWith("}\n")).toBe(true);
        expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e]*$/);
        expect(JSON.parse(line).level).toBe("warn");
      }),
      { numRuns: 500 },
    );
  });

  test("names errors by name alone", () => {
    expect([errorName(new RangeError("ada")), errorName("ada"), errorName(undefined)]).toEqual([
      "RangeError",
      "unknown",
      "unknown",
    ]);
  });
});
