import { describe, expect, test } from "vitest";
import { wind } from "#local/engine/wound-clock.ts";
import { NotRedrivable } from "#ports/workflows/workflows.ts";
import { engineWith, errorNamed, type Functions, processor, story, task } from "./running.ts";

/** A function that throws for the payloads in `broken`, and counts what it was asked. */
const fragile = (broken: Set<unknown>) => {
  const asked: unknown[] = [];
  const functions: Functions = {
    f: (payload) => {
      asked.push(payload);
      if (broken.has(payload)) throw errorNamed("Broken");
      return payload;
    },
  };
  return { asked, functions };
};

const mapOf = (more = {}) =>
  story({ M: { Type: "Map", MaxConcurrency: 2, ItemProcessor: processor({ T: task("f") }), End: true, ...more } });

describe("a redrive", () => {
  test("goes on from the failed task, not from the beginning, and says so in history and context", async () => {
    const broken = new Set<unknown>([2]);
    const { asked, functions } = fragile(broken);
    const { engine } = engineWith(functions);
    const step = (n: number, more: object) => task("f", { Arguments: { FunctionName: "f", Payload: n }, ...more });
    engine.deploy(
      "s",
      story({
        A: step(1, { Next: "B" }),
        B: step(2, { Next: "C" }),
        C: { Type: "Pass", Output: "{% $states.context.Execution.RedriveCount %}", End: true },
      }),
    );
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    expect(engine.describe("s", "r")).toMatchObject({ status: "FAILED", error: "Broken" });
    broken.clear();
    await engine.redrive("s", "r");
    await engine.settle();
    expect(engine.describe("s", "r")).toMatchObject({
      status: "SUCCEEDED",
      output: 1,
      redriveCount: 1,
      error: undefined,
    });
    expect(asked).toEqual([1, 2, 2]);
    const { events } = engine.history("s", "r");
    const redriven = events.findIndex(({ type }) => type === "ExecutionRedriven");
    expect(events[redriven]).toMatchObject({ details: { redriveCount: 1 } });
    expect(events[redriven + 1]?.type).toBe("TaskScheduled");
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  });

  test("of a Map runs only the items that were not done", async () => {
    const broken = new Set<unknown>([3]);
    const { asked, functions } = fragile(broken);
    const { engine, reopen } = engineWith(functions);
    engine.deploy("s", mapOf());
    await engine.startRun({ story: "s", name: "r", input: [1, 2, 3, 4, 5, 6] });
    await engine.settle();
    expect(engine.describe("s", "r")?.status).toBe("FAILED");
    const before = [...asked];
    await engine.stop({ drainSeconds: 0 });
    broken.clear();
    const again = reopen();
    await again.redrive("s", "r");
    await again.settle();
    expect(again.describe("s", "r")).toMatchObject({ status: "SUCCEEDED", output: [1, 2, 3, 4, 5, 6] });
    const after = asked.slice(before.length);
    expect(after).toContain(3);
    expect(after).not.toContain(1);
    expect(after).not.toContain(2);
  });

  test("of a Parallel runs only the branches that were not done", async () => {
    const broken = new Set<unknown>(["b"]);
    const { asked, functions } = fragile(broken);
    const { engine } = engineWith(functions);
    const branch = (payload: string) => ({
      StartAt: payload,
      States: { [payload]: task("f", { Arguments: { FunctionName: "f", Payload: payload } }) },
    });
    engine.deploy("s", story({ P: { Type: "Parallel", Branches: [branch("a"), branch("b")], End: true } }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    broken.clear();
    await engine.redrive("s", "r");
    await engine.settle();
    expect(engine.describe("s", "r")).toMatchObject({ status: "SUCCEEDED", output: ["a", "b"] });
    expect(asked.filter((payload) => payload === "a")).toHaveLength(1);
  });

  test("of a Map within a Map finds its way to the item that failed", async () => {
    const broken = new Set<unknown>([4]);
    const { asked, functions } = fragile(broken);
    const { engine } = engineWith(functions);
    const inner = { Type: "Map", MaxConcurrency: 1, ItemProcessor: processor({ T: task("f") }), End: true };
    engine.deploy(
      "s",
      story({ M: { Type: "Map", MaxConcurrency: 1, ItemProcessor: processor({ I: inner }), End: true } }),
    );
    await engine.startRun({ story: "s", name: "r", input: [[1, 2], [3, 4, 5], [6]] });
    await engine.settle();
    broken.clear();
    await engine.redrive("s", "r");
    await engine.settle();
    expect(engine.describe("s", "r")?.output).toEqual([[1, 2], [3, 4, 5], [6]]);
    expect(asked).toEqual([1, 2, 3, 4, 4, 5, 6]);
  });

  test("of a Map whose Output failed joins its items again without running them", async () => {
    const { asked, functions } = fragile(new Set());
    const { engine } = engineWith(functions);
    engine.deploy(
      "s",
      mapOf({ Output: "{% $states.context.Execution.RedriveCount = 0 ? $states.result.none : $states.result %}" }),
    );
    await engine.startRun({ story: "s", name: "r", input: [1, 2] });
    await engine.settle();
    expect(engine.describe("s", "r")?.error).toBe("States.QueryEvaluationError");
    await engine.redrive("s", "r");
    await engine.settle();
    expect(engine.describe("s", "r")).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
    expect(asked).toEqual([1, 2]);
  });

  test("begins the retries and the run's own timeout anew", async () => {
    const broken = new Set<unknown>([1]);
    const { asked, functions } = fragile(broken);
    const { engine, clock } = engineWith(functions);
    const T = task("f", {
      Arguments: { FunctionName: "f", Payload: 1 },
      Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 2 }],
    });
    engine.deploy("s", story({ T }, { TimeoutSeconds: 60 }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await wind(engine, clock);
    expect(asked).toHaveLength(3);
    clock.windBy(3600);
    await engine.redrive("s", "r");
    await wind(engine, clock);
    expect(asked).toHaveLength(6);
    expect(engine.describe("s", "r")).toMatchObject({ status: "FAILED", error: "Broken", redriveCount: 1 });
  });

  test("of a run that timed out goes on where it was cut short, with a whole timeout before it", async () => {
    const { engine, clock } = engineWith();
    engine.deploy(
      "s",
      story(
        {
          A: { Type: "Pass", Assign: { kept: 1 }, Next: "W" },
          W: {
            Type: "Wait",
            Seconds: "{% $states.context.Execution.RedriveCount = 0 ? 100 : 50 %}",
            Output: "{% $kept %}",
            End: true,
          },
        },
        { TimeoutSeconds: 60 },
      ),
    );
    await engine.startRun({ story: "s", name: "r", input: {} });
    await wind(engine, clock);
    expect(engine.describe("s", "r")?.status).toBe("TIMED_OUT");
    await engine.redrive("s", "r");
    await wind(engine, clock);
    expect(engine.describe("s", "r")).toMatchObject({
      status: "SUCCEEDED",
      output: 1,
      stoppedAt: "2026-11-24T09:01:50.000Z",
    });
  });

  test("of a run that timed out lets it time out again, reckoned from the redrive", async () => {
    const { engine, clock } = engineWith();
    engine.deploy("s", story({ W: { Type: "Wait", Seconds: 100, End: true } }, { TimeoutSeconds: 60 }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await wind(engine, clock);
    clock.windBy(540);
    await engine.redrive("s", "r");
    await wind(engine, clock);
    expect(engine.describe("s", "r")).toMatchObject({ status: "TIMED_OUT", stoppedAt: "2026-11-24T09:11:00.000Z" });
  });

  test("keeps the definition the run began with, though a newer one is deployed (I18)", async () => {
    const broken = new Set<unknown>([1]);
    const { functions } = fragile(broken);
    const { engine } = engineWith(functions);
    const T = task("f", { Arguments: { FunctionName: "f", Payload: 1 }, Next: "E" });
    engine.deploy("s", story({ T, E: { Type: "Pass", Output: "old", End: true } }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    engine.deploy("s", story({ T, E: { Type: "Pass", Output: "new", End: true } }));
    broken.clear();
    await engine.redrive("s", "r");
    await engine.startRun({ story: "s", name: "later", input: {} });
    await engine.settle();
    expect(engine.describe("s", "r")?.output).toBe("old");
    expect(engine.describe("s", "later")?.output).toBe("new");
  });

  test("is refused for a run that is open, that succeeded, that is unknown, or that stopped more than 14 days ago", async () => {
    const { engine, clock } = engineWith(fragile(new Set<unknown>([{}])).functions);
    engine.deploy("ok", story({ W: { Type: "Wait", Seconds: 60, End: true } }));
    engine.deploy("bad", story({ F: { Type: "Fail", Error: "E" } }));
    await engine.startRun({ story: "ok", name: "r", input: {} });
    await engine.startRun({ story: "bad", name: "r", input: {} });
    await expect(engine.redrive("ok", "r")).rejects.toThrow(NotRedrivable);
    await wind(engine, clock);
    await expect(engine.redrive("ok", "r")).rejects.toThrow("SUCCEEDED");
    await expect(engine.redrive("ok", "nobody")).rejects.toThrow(NotRedrivable);
    clock.windBy(14 * 86_400 - 60);
    await engine.redrive("bad", "r");
    await engine.settle();
    clock.windBy(14 * 86_400 + 1);
    await expect(engine.redrive("bad", "r")).rejects.toThrow("14 days");
  });
});
