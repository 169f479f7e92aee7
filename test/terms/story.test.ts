import { readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as errors from "#terms/errors.ts";
import { inputOf } from "#terms/model.ts";
import { termsSteps } from "#terms/steps.ts";

interface State {
  Type: string;
  Arguments?: { FunctionName: string; Payload: { step: string } };
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[] }[];
  TimeoutSeconds?: unknown;
  ItemProcessor?: { States: Record<string, State> };
}
const text = readFileSync(new URL("../../functions/terms/terms.asl.yaml", import.meta.url), "utf8");
const story = parse(text) as { States: Record<string, State> };
const inMaps = Object.values(story.States).flatMap(({ ItemProcessor }) => Object.entries(ItemProcessor?.States ?? {}));
const tasks = [...Object.entries(story.States), ...inMaps].filter(([, state]) => state.Type === "Task");
const stepNames = Object.keys(termsSteps).toSorted();

describe("the story of a campaign and its code", () => {
  test("is Amazon States Language", () => {
    const { isValid, errorsText } = aslValidator(
      parse(text.replaceAll(/\$\{(\w+)\}/g, "arn:aws:lambda:eu-central-1:1:function:$1")),
    );
    expect(isValid, errorsText()).toBe(true);
  });

  test("every placeholder is a step that the bundle can run, and every step is used", () => {
    const placeholders = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].toSorted();
    expect(placeholders).toEqual(stepNames);
  });

  test.each(tasks)("%s calls the step its payload names", (_name, { Arguments }) => {
    expect(Arguments?.FunctionName).toBe(`\${${Arguments?.Payload.step}}`);
    expect(inputOf(Arguments?.Payload.step ?? "")).toBeDefined();
  });

  test("every error it retries or catches is a class of errors.ts or AWS's own", () => {
    const known = Object.values(errors).map((ErrorClass) => new ErrorClass("").name as string);
    const named = tasks.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    const foreign = [...new Set(named)].filter((name) => !known.includes(name));
    expect(foreign.toSorted()).toEqual([
      "Lambda.AWSLambdaException",
      "Lambda.SdkClientException",
      "Lambda.ServiceException",
      "Lambda.TooManyRequestsException",
      "Sandbox.Timedout",
      "States.Timeout",
    ]);
  });

  test("every task is tried again when Busy, and has an end to its time (I19)", () => {
    for (const [name, { Retry = [], TimeoutSeconds }] of tasks) {
      expect(
        Retry.some(({ ErrorEquals }) => ErrorEquals.includes("Busy")),
        name,
      ).toBe(true);
      expect(TimeoutSeconds, name).toBeDefined();
    }
  });

  test("nothing catches States.ALL: a run fails at the very task", () => {
    expect(text).not.toContain("States.ALL");
  });

  test("no state carries anything but ids, names of mailings and numbers of shards (I10)", () => {
    for (const [name, { Arguments }] of tasks) {
      expect(
        Object.keys(Arguments?.Payload ?? {}).filter(
          (key) => !["step", "campaignId", "token", "mailing", "shard", "to"].includes(key),
        ),
        name,
      ).toEqual([]);
    }
  });
});
