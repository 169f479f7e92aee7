import { readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as errors from "#export/errors.ts";
import { inputOf } from "#export/model.ts";
import { exportSteps } from "#export/steps.ts";
import { sources } from "#ports/identity/identity.ts";
import { recipientSteps } from "#requests/recipients/steps.ts";

interface State {
  Type: string;
  Arguments?: { FunctionName: string; Payload: { step: string } };
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[] }[];
  TimeoutSeconds?: unknown;
  Items?: unknown;
  States?: Record<string, State>;
  Branches?: { States: Record<string, State> }[];
  ItemProcessor?: { States: Record<string, State> };
}
const text = readFileSync(new URL("../../functions/export/export.asl.yaml", import.meta.url), "utf8");
const story = parse(text, { maxAliasCount: 1000 }) as { States: Record<string, State> };

/** Every state, those inside of others too. */
const statesIn = (states: Record<string, State>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.Branches ?? []).flatMap(({ States }) => statesIn(States)),
    ...(state.ItemProcessor === undefined ? [] : statesIn(state.ItemProcessor.States)),
  ]);
const all = statesIn(story.States);
const tasks = all.filter(([, { Type }]) => Type === "Task");
const steps = { ...exportSteps, ...recipientSteps };

describe("the export story and its code", () => {
  test("is Amazon States Language", () => {
    const { isValid, errorsText } = aslValidator(
      parse(text.replaceAll(/\$\{(\w+)\}/g, "arn:aws:lambda:eu-central-1:1:function:$1"), { maxAliasCount: 1000 }),
    );
    expect(isValid, errorsText()).toBe(true);
  });

  test("every placeholder is a step that the bundles can run, and every step is used", () => {
    const placeholders = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].toSorted();
    expect(placeholders).toEqual(Object.keys(steps).toSorted());
  });

  test.each(tasks)("%s calls the step its payload names", (_name, { Arguments }) => {
    expect(Arguments?.FunctionName).toBe(`\${${Arguments?.Payload.step}}`);
    expect(inputOf(Arguments?.Payload.step ?? "")).toBeDefined();
  });

  test("asks the tenant for every source there is", () => {
    expect(all.find(([name]) => name === "Ask the tenant")?.[1].Items).toEqual([...sources]);
  });

  test("every error it retries or catches is a class of errors.ts or AWS's own", () => {
    const known = ["Busy", "TenantRefused", "RecipientAway"];
    expect(Object.keys(errors).toSorted()).toEqual(known.toSorted());
    const named = tasks.flatMap(([, { Retry = [], Catch = [] }]) =>
      [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect([...new Set(named)].filter((name) => !known.includes(name)).toSorted()).toEqual([
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

  test("no state carries anything but ids, states and times (I10)", () => {
    const carried = ["step", "requestId", "token", "source", "because", "recipient", "verb", "timeOver"];
    for (const [name, { Arguments }] of tasks) {
      expect(
        Object.keys(Arguments?.Payload ?? {}).filter((key) => !carried.includes(key)),
        name,
      ).toEqual([]);
    }
  });
});
