import type { Json, JsonObject } from "#kernel/json.ts";
import type { HistoryEvent } from "#local/engine/history.ts";

/** What a function does each time it is called, in order; the last goes on for ever. Without any, it answers with what it was sent. */
export type Behaviour = { answers: Json } | { throws: string } | { hangs: true };

/** A small story with what must become of it: the outcome and the whole history, written down from the Amazon States Language. */
export interface Told {
  says: string;
  states: JsonObject;
  /** Fields of the story beside its states. */
  more?: JsonObject;
  input?: Json;
  functions?: Record<string, Behaviour[]>;
  /** What is answered to parked tasks, in order of their parking; "hold" leaves one unanswered. */
  answers?: ({ output: Json } | { error: string; cause?: string } | "hold")[];
  /** How often it is redriven after it failed. */
  redrives?: number;
  ends: { output: Json } | { error: string | undefined; cause?: string | RegExp };
  /** `>A` entered, `<A` exited, `xA` cut short; any other event by its type, without "Execution" for those of the run. */
  history: string;
}

/** An event in the words of `Told.history`. */
export const worded = ({ type, state }: HistoryEvent): string => {
  if (type.endsWith("StateEntered")) return `>${state}`;
  if (type.endsWith("StateExited")) return `<${state}`;
  if (type.endsWith("StateAborted")) return `x${state}`;
  return type.replace(/^Execution/, "");
};

export const expression = (text: string): string => `{% ${text} %}`;
export const pass = (more: JsonObject = {}): JsonObject => ({
  Type: "Pass",
  ...("Next" in more ? {} : { End: true }),
  ...more,
});
export const fail = (error?: string, cause?: string): JsonObject => ({
  Type: "Fail",
  ...(error !== undefined && { Error: error }),
  ...(cause !== undefined && { Cause: cause }),
});
export const done = (output?: Json): JsonObject => ({
  Type: "Succeed",
  ...(output !== undefined && { Output: output }),
});
export const call = (name: string, more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: name, Payload: expression("$states.input") },
  Output: expression("$states.result.Payload"),
  ...("Next" in more ? {} : { End: true }),
  ...more,
});
export const ask = (more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Arguments: { FunctionName: "park", Payload: { token: expression("$states.context.Task.Token") } },
  ...("Next" in more ? {} : { End: true }),
  ...more,
});
export const each = (states: JsonObject, more: JsonObject = {}): JsonObject => ({
  Type: "Map",
  ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, StartAt: Object.keys(states)[0] ?? "", States: states },
  ...("Next" in more ? {} : { End: true }),
  ...more,
});
export const branch = (states: JsonObject): JsonObject => ({ StartAt: Object.keys(states)[0] ?? "", States: states });
export const beside = (branches: JsonObject[], more: JsonObject = {}): JsonObject => ({
  Type: "Parallel",
  Branches: branches,
  ...("Next" in more ? {} : { End: true }),
  ...more,
});

/** The events of one successful call, of one that failed, and of one that was too slow. */
export const good = (state: string): string => `>${state} TaskScheduled TaskStarted TaskSucceeded <${state}`;
export const bad = "TaskScheduled TaskStarted TaskFailed";
export const slow = "TaskScheduled TaskStarted TaskTimedOut";
export const parkedAt = (state: string): string => `>${state} TaskScheduled TaskStarted TaskSubmitted`;
