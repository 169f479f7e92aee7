import type * as z from "zod";
import type { Json } from "#kernel/json.ts";
import type { Catcher, Machine, Retrier, State, Story } from "./definition.ts";
import { StoryRefused } from "./failures.ts";
import type { Reach } from "./refusals.ts";
import { graphProblems } from "./story-graph.ts";
import { type GuardedFields, MachineFields, StateFields, StoryFields } from "./story-schema.ts";
import { compileTemplate, type Template } from "./template.ts";

/** Variables of AWS's own, and what a name must look like to be written as `$name`. */
const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

interface Reader {
  problems: string[];
  /** Names assigned in the machines around this one: a branch or item may read them but not assign them. */
  outer: ReadonlySet<string>;
}

const plain: Reach = { result: false, errorOutput: false };
const withResult: Reach = { result: true, errorOutput: false };
const withError: Reach = { result: false, errorOutput: true };

const issuesOf = (error: z.ZodError, where: string): string[] =>
  error.issues.map((issue) => {
    const path = issue.path.length === 0 ? "" : `field '${issue.path.join("/")}': `;
    return `${where}${path}${issue.code === "unrecognized_keys" ? `unknown field ${issue.keys.join(", ")}` : issue.message}`;
  });

const ordered = (kind: "Retry" | "Catch", rules: readonly { ErrorEquals: string[] }[]): string[] =>
  rules.flatMap(({ ErrorEquals }, index) => {
    if (!ErrorEquals.includes("States.ALL")) return [];
    if (ErrorEquals.length > 1) return [`${kind}[${index}]: States.ALL must stand alone`];
    return index < rules.length - 1 ? [`${kind}[${index}]: States.ALL must be in the last rule`] : [];
  });

const assignedIn = (states: Record<string, unknown>): Set<string> => {
  const names = new Set<string>();
  for (const state of Object.values(states)) {
    const { Assign, Catch, Choices } = (state ?? {}) as Record<string, unknown>;
    const rules = [Catch, Choices].flatMap((list) => (Array.isArray(list) ? list : []));
    for (const one of [Assign, ...rules.map((rule) => rule?.Assign)])
      for (const name of Object.keys((one ?? {}) as object)) names.add(name);
  }
  return names;
};

/** `inside` reads the machines within this state: to them, this state's machine is the one around. */
const readState = (name: string, fields: StateFields, reader: Reader, inside: Reader): State => {
  const own: string[] = [];
  const compile = <T extends Json | undefined>(value: T, field: string, reach: Reach): Template | undefined =>
    value === undefined ? undefined : compileTemplate(value, field, reach, own);
  const assigning = (value: Record<string, Json> | undefined, field: string, reach: Reach): Template | undefined => {
    for (const variable of Object.keys(value ?? {})) {
      if (!variableName.test(variable) || variable === "states")
        own.push(`${field}: '${variable}' cannot be the name of a variable`);
      else if (reader.outer.has(variable))
        own.push(`${field}: '${variable}' is a variable of the machine around this one and cannot be assigned here`);
    }
    return compile(value, field, reach);
  };
  const onward = (given: { Next?: string | undefined; End?: boolean | undefined }): string | undefined => {
    if ((given.Next === undefined) === (given.End !== true)) own.push("must have either Next or End: true");
    return given.Next;
  };
  const guards = (given: GuardedFields) => {
    own.push(...ordered("Retry", given.Retry), ...ordered("Catch", given.Catch));
    const retry: Retrier[] = given.Retry.map((rule, index) => {
      if (rule.MaxDelaySeconds !== undefined && rule.MaxDelaySeconds <= rule.IntervalSeconds)
        own.push(`Retry[${index}]: MaxDelaySeconds must be more than IntervalSeconds`);
      return {
        errorEquals: rule.ErrorEquals,
        intervalSeconds: rule.IntervalSeconds,
        backoffRate: rule.BackoffRate,
        maxAttempts: rule.MaxAttempts,
        maxDelaySeconds: rule.MaxDelaySeconds,
        jitter: rule.JitterStrategy === "FULL",
      };
    });
    const caught: Catcher[] = given.Catch.map((rule, index) => ({
      errorEquals: rule.ErrorEquals,
      next: rule.Next,
      assign: assigning(rule.Assign, `Catch[${index}]/Assign`, withError),
      output: compile(rule.Output, `Catch[${index}]/Output`, withError),
    }));
    return { retry, catch: caught };
  };
  const state = ((): State => {
    switch (fields.Type) {
      case "Task":
        if (typeof fields.Arguments === "object" && typeof fields.Arguments.FunctionName !== "string")
          own.push("Arguments: FunctionName is missing");
        if (typeof fields.HeartbeatSeconds === "number" && typeof fields.TimeoutSeconds === "number")
          if (fields.HeartbeatSeconds >= fields.TimeoutSeconds)
            own.push("HeartbeatSeconds must be less than TimeoutSeconds");
        return {
          name,
          type: "Task",
          waitForToken: fields.Resource.endsWith(".waitForTaskToken"),
          arguments: compile(fields.Arguments, "Arguments", plain),
          timeoutSeconds: compile(fields.TimeoutSeconds, "TimeoutSeconds", plain),
          heartbeatSeconds: compile(fields.HeartbeatSeconds, "HeartbeatSeconds", plain),
          assign: assigning(fields.Assign, "Assign", withResult),
          output: compile(fields.Output, "Output", withResult),
          next: onward(fields),
          ...guards(fields),
        };
      case "Pass":
        return {
          name,
          type: "Pass",
          assign: assigning(fields.Assign, "Assign", plain),
          output: compile(fields.Output, "Output", plain),
          next: onward(fields),
        };
      case "Wait":
        if ((fields.Seconds === undefined) === (fields.Timestamp === undefined))
          own.push("must have exactly one of Seconds and Timestamp");
        return {
          name,
          type: "Wait",
          seconds: compile(fields.Seconds, "Seconds", plain),
          timestamp: compile(fields.Timestamp, "Timestamp", plain),
          assign: assigning(fields.Assign, "Assign", plain),
          output: compile(fields.Output, "Output", plain),
          next: onward(fields),
        };
      case "Choice":
        return {
          name,
          type: "Choice",
          choices: fields.Choices.map((rule, index) => ({
            condition: compileTemplate(rule.Condition, `Choices[${index}]/Condition`, plain, own),
            next: rule.Next,
            assign: assigning(rule.Assign, `Choices[${index}]/Assign`, plain),
            output: compile(rule.Output, `Choices[${index}]/Output`, plain),
          })),
          assign: assigning(fields.Assign, "Assign", plain),
          output: compile(fields.Output, "Output", plain),
          next: fields.Default,
        };
      case "Parallel":
        return {
          name,
          type: "Parallel",
          arguments: compile(fields.Arguments, "Arguments", plain),
          branches: fields.Branches.map((branch, index) =>
            readMachine(branch, `state '${name}', branch ${index}: `, inside),
          ),
          assign: assigning(fields.Assign, "Assign", withResult),
          output: compile(fields.Output, "Output", withResult),
          next: onward(fields),
          ...guards(fields),
        };
      case "Map":
        return {
          name,
          type: "Map",
          items: compile(fields.Items, "Items", plain),
          itemSelector: compile(fields.ItemSelector, "ItemSelector", plain),
          maxConcurrency: compile(fields.MaxConcurrency, "MaxConcurrency", plain),
          processor: readMachine(fields.ItemProcessor, `state '${name}', ItemProcessor: `, inside),
          assign: assigning(fields.Assign, "Assign", withResult),
          output: compile(fields.Output, "Output", withResult),
          next: onward(fields),
          ...guards(fields),
        };
      case "Succeed":
        return {
          name,
          type: "Succeed",
          assign: undefined,
          output: compile(fields.Output, "Output", plain),
          next: undefined,
        };
      case "Fail":
        return {
          name,
          type: "Fail",
          assign: undefined,
          output: undefined,
          next: undefined,
          error: compile(fields.Error, "Error", plain),
          cause: compile(fields.Cause, "Cause", plain),
        };
    }
  })();
  reader.problems.push(...own.map((problem) => `state '${name}': ${problem}`));
  return state;
};

const readStates = (startAt: string, given: Record<string, unknown>, where: string, reader: Reader): Machine => {
  const inside: Reader = { problems: reader.problems, outer: new Set([...reader.outer, ...assignedIn(given)]) };
  const states = new Map<string, State>();
  for (const [name, value] of Object.entries(given)) {
    const parsed = StateFields.safeParse(value);
    if (!parsed.success) {
      reader.problems.push(...issuesOf(parsed.error, `${where}state '${name}': `));
      continue;
    }
    states.set(name, readState(name, parsed.data, reader, inside));
  }
  if (states.size === Object.keys(given).length)
    reader.problems.push(...graphProblems(startAt, states).map((problem) => `${where}${problem}`));
  return { startAt, states };
};

const readMachine = (value: unknown, where: string, reader: Reader): Machine => {
  const parsed = MachineFields.safeParse(value);
  if (parsed.success) return readStates(parsed.data.StartAt, parsed.data.States, where, reader);
  reader.problems.push(...issuesOf(parsed.error, where));
  return { startAt: "", states: new Map() };
};

/** Reads a definition, and compiles every expression in it. Throws `StoryRefused` with all its faults. */
export const parseStory = (definition: unknown): Story => {
  const parsed = StoryFields.safeParse(definition);
  if (!parsed.success) throw new StoryRefused(issuesOf(parsed.error, ""));
  const problems: string[] = [];
  const machine = readStates(parsed.data.StartAt, parsed.data.States, "", { problems, outer: new Set() });
  if (problems.length > 0) throw new StoryRefused(problems);
  return { ...machine, timeoutSeconds: parsed.data.TimeoutSeconds };
};
