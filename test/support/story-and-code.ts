import { readFileSync } from "node:fs";
import aslValidator from "asl-validator";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type * as z from "zod";

interface State {
  Type: string;
  Arguments?: { FunctionName: string; Payload: { step: string } };
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[] }[];
  TimeoutSeconds?: unknown;
  Items?: unknown;
  Branches?: { States: Record<string, State> }[];
  ItemProcessor?: { States: Record<string, State> };
}

/** Every state, those inside of others too. */
const statesIn = (states: Record<string, State>): [string, State][] =>
  Object.entries(states).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...[...(state.Branches ?? []), ...(state.ItemProcessor === undefined ? [] : [state.ItemProcessor])].flatMap(
      ({ States }) => statesIn(States),
    ),
  ]);

/** The states of a story as it stands in its room, those inside of others too. */
export const statesOf = (name: string): [string, State][] => {
  const { States } = parse(textOf(name), { maxAliasCount: 1000 }) as { States: Record<string, State> };
  return statesIn(States);
};

const textOf = (name: string): string =>
  readFileSync(new URL(`../../functions/${name}/${name}.asl.yaml`, import.meta.url), "utf8");

export interface StoryAndCode {
  story: string;
  steps: object;
  inputOf: (step: string) => z.ZodType;
  errors: Record<string, new (...parts: never[]) => Error>;
  /** What a state may carry beside the step's name: ids, states and times only (I10). */
  carries: readonly string[];
}

/** The four checks that hold a story to its code, and those that hold for every story. */
export const storyAndCode = ({ story: name, steps, inputOf, errors, carries }: StoryAndCode): void => {
  const text = textOf(name);
  const tasks = statesOf(name).filter(([, state]) => state.Type === "Task");

  describe(`the story ${name} and its code`, () => {
    test("is Amazon States Language", () => {
      const { isValid, errorsText } = aslValidator(
        parse(text.replaceAll(/\$\{(\w+)\}/g, "arn:aws:lambda:eu-central-1:1:function:$1"), { maxAliasCount: 1000 }),
      );
      expect(isValid, errorsText()).toBe(true);
    });

    test("every placeholder is a step that the bundle can run, and every step is used", () => {
      const placeholders = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].toSorted();
      expect(placeholders).toEqual(Object.keys(steps).toSorted());
    });

    test.each(tasks)("%s calls the step its payload names", (_state, { Arguments }) => {
      expect(Arguments?.FunctionName).toBe(`\${${Arguments?.Payload.step}}`);
      expect(inputOf(Arguments?.Payload.step ?? "")).toBeDefined();
    });

    test("every error it retries or catches is a class of errors.ts or AWS's own", () => {
      const known = Object.values(errors).map(
        (ErrorClass) => new (ErrorClass as new (...parts: string[]) => Error)("", "", "").name,
      );
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

    test("no state carries anything but ids, states and times (I10)", () => {
      for (const [name, { Arguments }] of tasks) {
        expect(
          Object.keys(Arguments?.Payload ?? {}).filter((key) => !["step", ...carries].includes(key)),
          name,
        ).toEqual([]);
      }
    });
  });
};
