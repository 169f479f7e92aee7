import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { Json } from "#kernel/json.ts";
import { StateFields, StoryFields } from "#local/engine/story-schema.ts";
import { wind } from "#local/engine/wound-clock.ts";
import { engineWith, errorNamed, type Functions, story } from "./running.ts";
import { calls } from "./stories/calls.ts";
import { many } from "./stories/many.ts";
import { type Behaviour, type Told, worded } from "./stories/telling.ts";
import { values } from "./stories/values.ts";
import { ways } from "./stories/ways.ts";

const sets = {
  "values, variables, ends": values,
  "choices and waits": ways,
  "calls and parking": calls,
  "maps, parallels, redrives": many,
};
const all = Object.values(sets).flat();

const acting = (behaviours: readonly Behaviour[]): Functions[string] => {
  let called = 0;
  return (payload): Json | Promise<Json> => {
    const behaviour = behaviours[Math.min(called, behaviours.length - 1)];
    called += 1;
    if (behaviour === undefined) return payload;
    if ("throws" in behaviour) throw errorNamed(behaviour.throws);
    if ("hangs" in behaviour) return new Promise(() => undefined);
    return behaviour.answers;
  };
};

/** Runs a story to its end, with the answers and redrives that it tells of. */
const played = async ({ states, more, input = {}, functions = {}, answers = [], redrives = 0 }: Told) => {
  const tokens: string[] = [];
  const left = [...answers];
  const { engine, clock, faults } = engineWith({
    ...Object.fromEntries(["f", "g"].map((name) => [name, acting(functions[name] ?? [])])),
    park: (payload) => {
      tokens.push((payload as { token: string }).token);
      return {};
    },
  });
  engine.deploy("s", story(states, more));
  await engine.startRun({ story: "s", name: "r", input });
  const goOn = async (): Promise<void> => {
    // a function that never returns is in flight for ever: time passes beside it
    for (;;) {
      await Promise.race([engine.settle(), new Promise((resolve) => setImmediate(() => setImmediate(resolve)))]);
      const token = tokens.shift();
      const answer = token === undefined ? undefined : left.shift();
      if (token !== undefined && answer !== undefined && answer !== "hold") {
        if ("output" in answer) await engine.sendTaskSuccess(token, answer.output);
        else await engine.sendTaskFailure(token, answer);
        continue;
      }
      const next = engine.nextTimerAt();
      if (engine.describe("s", "r")?.status !== "RUNNING" || next === undefined) return;
      if (
        Object.values(functions)
          .flat()
          .some((each) => "hangs" in each)
      )
        clock.windTo(next);
      else await wind(engine, clock, next);
    }
  };
  await goOn();
  for (let redrive = 0; redrive < redrives; redrive += 1) {
    await engine.redrive("s", "r");
    await goOn();
  }
  if (faults.length > 0) throw faults[0];
  const { events } = engine.history("s", "r", { limit: 30_000 });
  return { run: engine.describe("s", "r"), events };
};

describe.each(Object.entries(sets))("%s", (_, stories) => {
  test.each(stories.map((told) => [told.says, told] as const))("%s", async (_says, told) => {
    const { run, events } = await played(told);
    expect(events.map(worded).join(" ")).toBe(told.history);
    if ("output" in told.ends) expect(run).toMatchObject({ status: "SUCCEEDED", output: told.ends.output });
    else {
      expect(run?.status).toMatch(/FAILED|TIMED_OUT/);
      expect(run?.error).toBe(told.ends.error);
      if (told.ends.cause instanceof RegExp) expect(run?.cause).toMatch(told.ends.cause);
      else if (told.ends.cause !== undefined) expect(run?.cause).toBe(told.ends.cause);
    }
    expect(events.map(({ id }) => id)).toEqual(events.map((_event, place) => place + 1));
    for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
  });
});

describe("the stories together", () => {
  test("are at least 120, and no two say the same", () => {
    expect(all.length).toBeGreaterThanOrEqual(120);
    expect(new Set(all.map(({ says }) => says)).size).toBe(all.length);
  });

  /** Every state within a definition, also in branches and item processors. */
  const statesIn = (states: object): Record<string, unknown>[] =>
    Object.values(states as Record<string, Record<string, unknown>>).flatMap((state) => {
      const { Branches = [], ItemProcessor } = state as {
        Branches?: { States: object }[];
        ItemProcessor?: { States: object };
      };
      return [
        state,
        ...Branches.flatMap(({ States }) => statesIn(States)),
        ...(ItemProcessor ? statesIn(ItemProcessor.States) : []),
      ];
    });
  /** Fields of the rules in a state's lists as well: `Task.Retry.MaxAttempts`. */
  const fieldsOf = (state: Record<string, unknown>): string[] =>
    Object.entries(state).flatMap(([field, value]) => {
      const place = `${String(state.Type)}.${field}`;
      const rules = lists.includes(field) && Array.isArray(value) ? (value as object[]) : [];
      return [place, ...rules.flatMap((rule) => Object.keys(rule).map((each) => `${place}.${each}`))];
    });
  const lists = ["Retry", "Catch", "Choices"];
  const used = new Set(all.flatMap(({ states }) => statesIn(states)).flatMap(fieldsOf));
  const usedAtTop = new Set([
    "StartAt",
    "States",
    "QueryLanguage",
    ...all.flatMap(({ more = {} }) => Object.keys(more)),
  ]);
  /** Fields that say nothing of what happens are enough in one type. */
  const quiet = ["Comment", "QueryLanguage"];

  /** What the schema accepts in a state, and in the rules of its lists. */
  const accepted = StateFields.options.flatMap(({ shape }) =>
    Object.entries(shape)
      .filter(([field]) => !quiet.includes(field))
      .flatMap(([field, schema]) => {
        const place = `${shape.Type.value}.${field}`;
        const { items } = z.toJSONSchema(schema as z.ZodType, { io: "input", unrepresentable: "any" }) as {
          items?: { properties?: object };
        };
        const inner = lists.includes(field) ? Object.keys(items?.properties ?? {}) : [];
        return [place, ...inner.filter((each) => !quiet.includes(each)).map((each) => `${place}.${each}`)];
      }),
  );

  test("use every field of a state that the engine accepts, and of the rules in its lists", () => {
    // a Retry of a Map or Parallel is the same rule as a Task's
    const same = (field: string) => field.replace(/^(?:Map|Parallel)\.(Retry|Catch)\./, "Task.$1.");
    expect(accepted.map(same).filter((field) => !used.has(field))).toEqual([]);
    expect(accepted.length).toBeGreaterThan(60);
  });

  test("use every field at the top of a story", () => {
    expect(Object.keys(StoryFields.shape).filter((field) => !usedAtTop.has(field))).toEqual([]);
  });

  test("meet every error that the engine makes by itself", () => {
    const met = new Set(all.flatMap(({ ends, states }) => ["error" in ends ? ends.error : "", JSON.stringify(states)]));
    const text = [...met].join(" ");
    for (const name of [
      "States.Timeout",
      "States.HeartbeatTimeout",
      "States.TaskFailed",
      "States.QueryEvaluationError",
      "States.DataLimitExceeded",
      "States.Runtime",
      "States.ALL",
    ])
      expect(text).toContain(name);
  });
});
