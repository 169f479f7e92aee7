import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { policyDigest } from "#kernel/policy.ts";
import { policySchema, policySchemaFile } from "#local/policy-schema.ts";
import { PolicyFault, parsePolicy, readPolicy } from "#runtime/policy-file.ts";

const ours = readFileSync(new URL("../../policy.yaml", import.meta.url), "utf8");

describe("policy.yaml", () => {
  test("that we ship is accepted", () => {
    expect(parsePolicy(ours).deletion.coolingOff).toBe(604_800);
  });

  test("with a wrong value is refused with its line, value and remedy", () => {
    const line = ours.split("\n").findIndex((text) => text.includes("coolingOff: 7 days")) + 1;
    expect(() => parsePolicy(ours.replace("coolingOff: 7 days", 'coolingOff: "-3 days"'))).toThrow(
      `policy.yaml:${line}  deletion.coolingOff: "-3 days" is not a duration of 0 or more. Write for example "14 days".`,
    );
  });

  // every threshold that somebody could bend, with the value that it is bent to, and what is said about it
  test.each([
    ["coolingOff: 7 days", "coolingOff: 30 days", /deletion\.coolingOff: is too long.*Write at most "18 days"/],
    [
      "coolingOff: 7 days",
      "coolingOff: 15 days",
      /deletion\.coolingOff: is longer than 14 days\. Say in "coolingOffReason"/,
    ],
    ["decideWithin: 5 days", "decideWithin: 40 days", /deletion\.coolingOff: is too long.*Write at most "0 s"/],
    ["changedLately: 14 days", "changedLately: 0 s", /deletion\.changedLately: is not between 1 day and 366 days/],
    ["within: 14 days", "within: 3650 days", /deletion\.confirm\.within: is not between 1 day and 28 days/],
    ["remind: [3 days, 7 days]", "remind: [15 days]", /deletion\.confirm: reminds when the time to confirm is over/],
    ["perHour: 100", "perHour: 1000000", /deletion\.cap\.selfService\.perHour: /],
    ["ofUsersPerDay: 1 %", "ofUsersPerDay: 100 %", /ofUsersPerDay: is above 10 % .* Write for example "1 %"/],
    ["ofUsersPerDay: 1 %", "ofUsersPerDay: -1 %", /ofUsersPerDay: "-1 %" is not a share .* Write for example "1 %"/],
    ["recheck: [7 days, 30 days]", "recheck: [30 days, 7 days]", /deletion\.recheck: is not in order/],
    ["recheck: [7 days, 30 days]", "recheck: [3650 days]", /deletion\.recheck\.0: is not between 1 s and 90 days/],
    ["roles: [admin, officer, lead officer]", "roles: []", /deletion\.protected\.roles: names no role/],
    ["link: 1 h", "link: 3650 days", /rightsSession\.link: is not between 5 min and 1 day/],
    ["session: 15 min", "session: 2 days", /rightsSession\.session: is not between 1 min and 1 h/],
    ["warnBefore: [7 days, 2 days]", "warnBefore: [60 days]", /warnBefore\.0: is not between 1 h and 28 days/],
    ["receipts: 3 years", "receipts: 30 days", /retention\.receipts: is not between 730 days and 3650 days/],
    ["keep: 7 days", "keep: 31 days", /export\.keep: is not from 1 to 30 days/],
    [
      "offerAgainWithin: 7 days",
      "offerAgainWithin: 8 days",
      /export\.offerAgainWithin: is longer than the package is kept/,
    ],
    ["audit: 3 years", "audit: 1 s", /retention\.audit: is not between 730 days and 3650 days/],
    ["silentAfter: 1 h", "silentAfter: 400 days", /events\.silentAfter: is not between 5 min and 7 days/],
    ["contact: privacy@example.com", "contact: nobody", /controller\.contact: /],
    ["webhook: null", "webhook: http://10.0.0.1/", /controller\.officers\.webhook: is not an https address/],
    ["timeZone: Europe/Berlin", "timeZone: Mars/Phobos", /timeZone: is not a time zone. Write for example/],
  ])("%s bent to %s is refused with its line and the remedy", (before, after, said) => {
    const line = ours.split("\n").findIndex((text) => text.includes(before)) + 1;
    expect(line).toBeGreaterThan(0);
    const parse = () => parsePolicy(ours.replace(before, after));
    expect(parse).toThrow(PolicyFault);
    expect(parse).toThrow(said);
    expect(parse).toThrow(/^policy\.yaml:\d+ {2}/);
    if (!before.startsWith("decideWithin")) expect(parse).toThrow(`policy.yaml:${line}  `);
  });

  test("with an unknown setting is refused by its name", () => {
    expect(() => parsePolicy(`${ours}\ncolingOff: 3 days\n`)).toThrow(/colingOff: is not a setting/);
  });

  test("carries the holidays of its calendar, which are no part of what was decided", () => {
    const policy = parsePolicy(ours);
    expect(policy.holidays?.length).toBeGreaterThan(100);
    expect(policyDigest({ ...policy, holidays: [] })).toBe(policyDigest(policy));
  });

  test("with a region that nobody knows is refused with its line and what can be written", () => {
    const line = ours.split("\n").findIndex((text) => text.includes("region: BY")) + 1;
    expect(() => parsePolicy(ours.replace("region: BY", "region: XX"))).toThrow(
      new RegExp(`^policy.yaml:${line} {2}controller.calendar.region: "XX" is not a region of DE`),
    );
  });

  test("that is not YAML is refused with the line", () => {
    expect(() => parsePolicy("controller: [")).toThrow(/^policy.yaml:1 {2}is not YAML/);
  });

  test("has the schema that editors are given, generated from what reads it (npm run policy:schema)", () => {
    expect(readFileSync(policySchemaFile, "utf8")).toBe(policySchema());
    const { properties } = JSON.parse(policySchema());
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(["controller", "deletion", "retention"]));
    expect(properties.deletion.properties.approval.enum).toContain("when-odd");
  });

  test("that is missing is one sentence", () => {
    expect(() => readPolicy("/nowhere/policy.yaml")).toThrow(PolicyFault);
  });
});
