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
