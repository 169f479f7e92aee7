import type { Json, JsonObject } from "#kernel/json.ts";

/** One state of a made-up story. Every way on leads to a state of a higher number, so every story ends. */
export type Step =
  | { kind: "add"; by: number; next: number }
  | { kind: "keep"; next: number }
  | { kind: "add-kept"; next: number }
  | { kind: "wait"; seconds: number; next: number }
  | { kind: "if-even"; then: number; otherwise: number }
  | { kind: "double"; next: number }
  | { kind: "refuse-odd"; next: number; caught: number | undefined }
  | { kind: "map"; next: number }
  | { kind: "parallel"; by: [number, number]; next: number }
  | { kind: "fail"; error: string };

export interface Ending {
  status: "SUCCEEDED" | "FAILED";
  output?: Json;
  error?: string;
  /** The states on the way, in order. */
  way: string[];
}

export const nameOf = (place: number): string => `S${place}`;

/** What a story does, said without an engine: a loop over its steps. */
export const reckon = (steps: readonly Step[], n: number): Ending => {
  const way: string[] = [];
  let [kept, place] = [0, 0];
  for (;;) {
    way.push(nameOf(place));
    const step = steps[place];
    if (step === undefined) return { status: "SUCCEEDED", output: { n }, way };
    switch (step.kind) {
      case "add":
        n += step.by;
        break;
      case "keep":
        kept = n;
        break;
      case "add-kept":
        n += kept;
        break;
      case "double":
        n *= 2;
        break;
      case "map":
        n = n * 2 + (n + 1) * 2 + (n + 2) * 2;
        break;
      case "parallel":
        n = n + step.by[0] + n + step.by[1];
        break;
      case "fail":
        return { status: "FAILED", error: step.error, way };
      case "refuse-odd":
        if (n % 2 !== 0 && step.caught === undefined) return { status: "FAILED", error: "Odd", way };
        place = n % 2 !== 0 ? (step.caught ?? 0) : step.next;
        continue;
      case "if-even":
        place = n % 2 === 0 ? step.then : step.otherwise;
        continue;
      case "wait":
        break;
    }
    place = step.next;
  }
};

const n = "{% $states.input.n %}";
const numbered = (expression: string): JsonObject => ({ n: `{% ${expression} %}` });
const invoke = (functionName: string): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: functionName, Payload: n },
  Output: numbered("$states.result.Payload"),
});
const branch = (by: number): JsonObject => ({
  StartAt: "Add",
  States: { Add: { Type: "Pass", Output: numbered(`$states.input.n + (${by})`), End: true } },
});

const stateOf = (step: Step): JsonObject => {
  switch (step.kind) {
    case "add":
      return { Type: "Pass", Output: numbered(`$states.input.n + (${step.by})`), Next: nameOf(step.next) };
    case "keep":
      return { Type: "Pass", Assign: { kept: n }, Next: nameOf(step.next) };
    case "add-kept":
      return { Type: "Pass", Output: numbered("$states.input.n + $kept"), Next: nameOf(step.next) };
    case "wait":
      return { Type: "Wait", Seconds: step.seconds, Next: nameOf(step.next) };
    case "double":
      return { ...invoke("double"), Next: nameOf(step.next) };
    case "fail":
      return { Type: "Fail", Error: step.error };
    case "if-even":
      return {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.n % 2 = 0 %}", Next: nameOf(step.then) }],
        Default: nameOf(step.otherwise),
      };
    case "refuse-odd": {
      const Catch = [{ ErrorEquals: ["Odd"], Output: "{% $states.input %}", Next: nameOf(step.caught ?? 0) }];
      return { ...invoke("refuse-odd"), ...(step.caught !== undefined && { Catch }), Next: nameOf(step.next) };
    }
    case "map":
      return {
        Type: "Map",
        Items: "{% [$states.input.n, $states.input.n + 1, $states.input.n + 2] %}",
        ItemProcessor: {
          StartAt: "Twice",
          States: { Twice: { Type: "Pass", Output: "{% $states.input * 2 %}", End: true } },
        },
        Output: numbered("$sum($states.result)"),
        Next: nameOf(step.next),
      };
    case "parallel":
      return {
        Type: "Parallel",
        Branches: step.by.map(branch),
        Output: numbered("$sum($states.result.n)"),
        Next: nameOf(step.next),
      };
  }
};

const waysOn = (step: Step): number[] => {
  if (step.kind === "fail") return [];
  if (step.kind === "if-even") return [step.then, step.otherwise];
  return step.kind === "refuse-odd" && step.caught !== undefined ? [step.next, step.caught] : [step.next];
};

/** Places that something leads to; a story with others is refused. */
const reachable = (steps: readonly Step[], from = 0, seen = new Set<number>()): Set<number> => {
  seen.add(from);
  const step = steps[from];
  for (const next of step === undefined ? [] : waysOn(step)) if (!seen.has(next)) reachable(steps, next, seen);
  return seen;
};

/** The same story as the engine reads it. Its first state gives the variable a value, as `reckon` does. */
export const storyOf = (steps: readonly Step[]): JsonObject => ({
  QueryLanguage: "JSONata",
  StartAt: "Begin",
  States: {
    Begin: { Type: "Pass", Assign: { kept: 0 }, Next: nameOf(0) },
    ...Object.fromEntries(
      [...reachable(steps)].map((place) => {
        const step = steps[place];
        return [nameOf(place), step === undefined ? { Type: "Succeed" } : stateOf(step)];
      }),
    ),
  },
});
