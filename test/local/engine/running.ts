import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Instant } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import { type EngineOptions, openEngine } from "#local/engine/engine.ts";
import type { RunStatusNotice } from "#local/engine/status-notices.ts";
import { stillClock, wind } from "#local/engine/wound-clock.ts";

export const morning = "2026-11-24T09:00:00.000Z" as Instant;

export type Functions = Record<string, (payload: Json, options: { signal: AbortSignal }) => Json | Promise<Json>>;

/** A folder that is gone when the test is over. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-engine-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** An engine on wound time over its own file, and a way to open that file again as after a crash. */
export const engineWith = (functions: Functions = {}, options: Partial<EngineOptions> = {}) => {
  const file = options.file ?? join(temporaryFolder(), "journal.db");
  const clock = stillClock(morning);
  const calls: { name: string; payload: Json }[] = [];
  const notices: RunStatusNotice[] = [];
  const faults: unknown[] = [];
  const open = () => {
    const engine = openEngine({
      file,
      clock,
      invoke: async (name, payload, told) => {
        calls.push({ name, payload });
        const act = functions[name];
        if (act === undefined) throw new Error(`no function ${name}`);
        return act(payload, told);
      },
      onRunStatus: (notice) => {
        notices.push(notice);
      },
      log: (_, error) => faults.push(error),
      ...options,
    });
    onTestFinished(() => engine.stop({ drainSeconds: 0 }));
    return engine;
  };
  const engine = open();
  return { engine, clock, calls, notices, faults, file, reopen: open };
};

export const story = (states: JsonObject, more: JsonObject = {}): JsonObject => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
  ...more,
});

/** A Task of one function; `more` adds to it or replaces. Its output is what the function returns. */
export const task = (functionName: string, more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: functionName, Payload: "{% $states.input %}" },
  Output: "{% $states.result.Payload %}",
  ...("Next" in more ? {} : { End: true }),
  ...more,
});

/** A Task whose function is handed the token and whose output is the answer. */
export const parked = (functionName: string, more: JsonObject = {}): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Arguments: { FunctionName: functionName, Payload: { token: "{% $states.context.Task.Token %}" } },
  ...("Next" in more ? {} : { End: true }),
  ...more,
});

/** What a Map does with each item. */
export const processor = (states: JsonObject): JsonObject => ({
  ProcessorConfig: { Mode: "INLINE" },
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
});

/** Deploys a story, runs it once to its end on wound time, and tells what became of it. */
export const play = async (states: JsonObject, input: Json = {}, functions: Functions = {}, more: JsonObject = {}) => {
  const workshop = engineWith(functions);
  const { engine, clock } = workshop;
  engine.deploy("s", story(states, more));
  await engine.startRun({ story: "s", name: "r", input });
  await wind(engine, clock);
  const run = engine.describe("s", "r");
  const { events } = engine.history("s", "r", { limit: 30_000 });
  if (workshop.faults.length > 0) throw workshop.faults[0];
  return { ...workshop, run, events, types: events.map(({ type }) => type) };
};

/** An error by the name a story catches it by. */
export const errorNamed = (name: string, message = name): Error => Object.assign(new Error(message), { name });
