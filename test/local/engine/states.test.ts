import { describe, expect, test } from "vitest";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { wind } from "#local/engine/wound-clock.ts";
import { engineWith, morning, play, processor, story, task } from "./running.ts";

describe("a Pass", () => {
  test("hands its input on when it says no Output", async () => {
    const { run, types } = await play({ A: { Type: "Pass", End: true } }, { n: 1 });
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { n: 1 } });
    expect(types).toEqual(["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]);
  });

  test("fills every expression of a nested Output, and keeps plain text as it is", async () => {
    const Output = {
      list: ["{% $states.input.n + 1 %}", "plain"],
      deep: { x: "{% $states.input.name %}" },
      none: null,
    };
    const { run } = await play({ A: { Type: "Pass", Output, End: true } }, { n: 1, name: "Ada" });
    expect(run?.output).toEqual({ list: [2, "plain"], deep: { x: "Ada" }, none: null });
  });

  test("reckons Output with the variables from before its own Assign", async () => {
    const { run } = await play({
      A: { Type: "Pass", Assign: { x: 1 }, Next: "B" },
      B: { Type: "Pass", Assign: { x: "{% $x + 1 %}" }, Output: { seen: "{% $x %}" }, Next: "C" },
      C: { Type: "Pass", Output: { before: "{% $states.input.seen %}", after: "{% $x %}" }, End: true },
    });
    expect(run?.output).toEqual({ before: 1, after: 2 });
  });

  test("an array on the way of a path is mapped over, as JSONata does", async () => {
    const { run } = await play(
      { A: { Type: "Pass", Output: "{% $states.input.a.b %}", End: true } },
      { a: [{ b: 1 }, { b: 2 }] },
    );
    expect(run?.output).toEqual([1, 2]);
  });

  test("null is a value, not nothing", async () => {
    const { run } = await play({ A: { Type: "Pass", Output: { v: "{% $states.input.x %}" }, End: true } }, { x: null });
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { v: null } });
  });
});

describe("the context object", () => {
  test("tells of execution, state and machine", async () => {
    const { run } = await play({ A: { Type: "Pass", Output: "{% $states.context %}", End: true } }, { n: 1 });
    expect(run?.output).toEqual({
      Execution: {
        Id: "arn:aws:states:local:000000000000:execution:s:r",
        Input: { n: 1 },
        Name: "r",
        StartTime: morning,
        RedriveCount: 0,
      },
      State: { Name: "A", EnteredTime: morning, RetryCount: 0 },
      StateMachine: { Id: "arn:aws:states:local:000000000000:stateMachine:s", Name: "s" },
    });
  });
});

describe("a Choice", () => {
  const states = {
    Which: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.n > 10 %}", Next: "End", Output: "large", Assign: { by: "first" } },
        { Condition: "{% $states.input.n > 5 %}", Next: "End", Output: "middle", Assign: { by: "second" } },
      ],
      Default: "End",
      Output: "small",
      Assign: { by: "default" },
    },
    End: { Type: "Pass", Output: ["{% $states.input %}", "{% $by %}"], End: true },
  };
  test.each([
    [11, ["large", "first"]],
    [6, ["middle", "second"]],
    [1, ["small", "default"]],
  ])("with %i takes the first rule that holds, else Default, with its Output and Assign", async (n, output) => {
    const { run } = await play(states, { n });
    expect(run?.output).toEqual(output);
  });

  test("with no rule that holds and no Default fails with States.Runtime", async () => {
    const { run, types } = await play({
      C: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "E" }] },
      E: { Type: "Succeed" },
    });
    expect(run).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
    expect(types).toEqual(["ExecutionStarted", "ChoiceStateEntered", "ExecutionFailed"]);
  });

  test("refuses a condition that is no boolean", async () => {
    const { run } = await play({
      C: { Type: "Choice", Choices: [{ Condition: "{% 'yes' %}", Next: "E" }], Default: "E" },
      E: { Type: "Succeed" },
    });
    expect(run).toMatchObject({ error: "States.QueryEvaluationError" });
    expect(run?.cause).toContain(
      "The JSONata expression ''yes'' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\"",
    );
  });
});

describe("a Wait", () => {
  test("ends exactly when its seconds are over, on wound time", async () => {
    const { engine, clock } = engineWith();
    engine.deploy("s", story({ W: { Type: "Wait", Seconds: "{% $states.input.days * 86400 %}", End: true } }));
    await engine.startRun({ story: "s", name: "r", input: { days: 30 } });
    await engine.settle();
    expect(engine.nextTimerAt()).toBe("2026-12-24T09:00:00.000Z");
    await wind(engine, clock, "2026-12-24T08:59:59.999Z" as Instant);
    expect(engine.describe("s", "r")?.status).toBe("RUNNING");
    await wind(engine, clock);
    expect(engine.describe("s", "r")).toMatchObject({
      status: "SUCCEEDED",
      stoppedAt: "2026-12-24T09:00:00.000Z",
      output: { days: 30 },
    });
  });

  test("until a moment that is past goes on at once", async () => {
    const { run } = await play(
      { W: { Type: "Wait", Timestamp: "{% $states.input.at %}", End: true } },
      { at: "2020-01-01T00:00:00Z" },
    );
    expect(run?.stoppedAt).toBe(morning);
  });

  test("until something that is no moment fails", async () => {
    const { run } = await play({ W: { Type: "Wait", Timestamp: "{% $states.input.at %}", End: true } }, { at: "soon" });
    expect(run).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  });

  test("of many runs keeps none of them in memory", async () => {
    const { engine } = engineWith();
    engine.deploy("s", story({ W: { Type: "Wait", Seconds: 2_592_000, End: true } }));
    await Promise.all(Array.from({ length: 200 }, (_, i) => engine.startRun({ story: "s", name: `r${i}`, input: {} })));
    await engine.settle();
    expect(engine.runsInMemory()).toBe(0);
    expect(engine.list({ status: "RUNNING", limit: 500 }).runs).toHaveLength(200);
  });
});

describe("Succeed and Fail", () => {
  test("Succeed ends the run with its Output", async () => {
    const { run } = await play({ S: { Type: "Succeed", Output: { done: true } } });
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { done: true } });
  });

  test("Fail says its error and cause word for word, also as expressions", async () => {
    const { run, events } = await play(
      { F: { Type: "Fail", Error: "{% $states.input.name %}", Cause: "no more" } },
      { name: "Refused" },
    );
    expect(run).toMatchObject({ status: "FAILED", error: "Refused", cause: "no more" });
    expect(events.at(-1)).toMatchObject({ type: "ExecutionFailed", details: { error: "Refused", cause: "no more" } });
  });
});

describe("a Task", () => {
  test("answers as the Lambda integration does", async () => {
    const { run, events, types, calls } = await play(
      { T: { ...task("f"), Output: "{% $states.result %}" } },
      { n: 1 },
      { f: () => ({ ok: true }) },
    );
    expect(run?.output).toEqual({ ExecutedVersion: "$LATEST", Payload: { ok: true }, StatusCode: 200 });
    expect(calls).toEqual([{ name: "f", payload: { n: 1 } }]);
    expect(types).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
    expect(events[2]).toMatchObject({
      details: { resourceType: "lambda", resource: "invoke" },
      parameters: { FunctionName: "f", Payload: { n: 1 } },
    });
    expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe("a Parallel", () => {
  const branch = (name: string, state: JsonObject): JsonObject => ({ StartAt: name, States: { [name]: state } });
  test("gives the outputs of its branches in their order, whichever ends first", async () => {
    const { run, types } = await play({
      P: {
        Type: "Parallel",
        Branches: [
          branch("A", { Type: "Wait", Seconds: 60, Output: "slow", End: true }),
          branch("B", { Type: "Pass", Output: "quick", End: true }),
        ],
        Assign: { both: "{% $states.result %}" },
        Next: "E",
      },
      E: { Type: "Pass", Output: { both: "{% $both %}", input: "{% $states.input %}" }, End: true },
    });
    expect(run?.output).toEqual({ both: ["slow", "quick"], input: ["slow", "quick"] });
    expect(types).toContain("ParallelStateStarted");
    expect(types).toContain("ParallelStateSucceeded");
  });

  test("lets branches read the variables around them and keeps theirs to themselves", async () => {
    const { run } = await play({
      A: { Type: "Pass", Assign: { outer: 1 }, Next: "P" },
      P: {
        Type: "Parallel",
        Arguments: { given: true },
        Branches: [
          {
            StartAt: "X",
            States: {
              X: { Type: "Pass", Assign: { inner: "{% $outer + 1 %}" }, Next: "Y" },
              Y: { Type: "Pass", Output: ["{% $outer %}", "{% $inner %}", "{% $states.input.given %}"], End: true },
            },
          },
          branch("Z", { Type: "Pass", Output: "{% $exists($inner) %}", End: true }),
        ],
        Next: "E",
      },
      E: { Type: "Pass", Output: { result: "{% $states.input %}", leaked: "{% $exists($inner) %}" }, End: true },
    });
    expect(run?.output).toEqual({ result: [[1, 2, true], false], leaked: false });
  });
});

describe("a Map", () => {
  test("runs its processor for each item and keeps their order", async () => {
    const { run, types } = await play(
      {
        M: {
          Type: "Map",
          Items: "{% $states.input.names %}",
          ItemSelector: {
            name: "{% $states.context.Map.Item.Value %}",
            place: "{% $states.context.Map.Item.Index %}",
            all: "{% $count($states.input.names) %}",
          },
          ItemProcessor: processor({
            P: {
              Type: "Pass",
              Output:
                "{% $states.input.name & $string($states.context.Map.Item.Index) & '/' & $string($states.input.all) %}",
              End: true,
            },
          }),
          End: true,
        },
      },
      { names: ["a", "b", "c"] },
    );
    expect(run?.output).toEqual(["a0/3", "b1/3", "c2/3"]);
    expect(types.slice(2, 6)).toEqual([
      "MapStateStarted",
      "MapIterationStarted",
      "MapIterationStarted",
      "MapIterationStarted",
    ]);
    expect(types.filter((type) => type === "MapIterationSucceeded")).toHaveLength(3);
    expect(types.slice(-3)).toEqual(["MapStateSucceeded", "MapStateExited", "ExecutionSucceeded"]);
  });

  test("of no items answers with none", async () => {
    const { run } = await play(
      { M: { Type: "Map", ItemProcessor: processor({ P: { Type: "Pass", End: true } }), End: true } },
      [],
    );
    expect(run?.output).toEqual([]);
  });

  test("never runs more at once than MaxConcurrency", async () => {
    let [now, most] = [0, 0];
    const f = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return null;
    };
    const { run } = await play(
      { M: { Type: "Map", MaxConcurrency: 3, ItemProcessor: processor({ T: task("f") }), End: true } },
      Array.from({ length: 20 }, (_, i) => i),
      { f },
    );
    expect(run?.status).toBe("SUCCEEDED");
    expect(most).toBe(3);
  });

  test("within a Map keeps each item's own", async () => {
    const inner = {
      Type: "Map",
      ItemProcessor: processor({
        P: { Type: "Pass", Output: "{% $states.input * 10 + $states.context.Map.Item.Index %}", End: true },
      }),
      End: true,
    };
    const { run } = await play({ M: { Type: "Map", ItemProcessor: processor({ I: inner }), End: true } }, [
      [1, 2],
      [3],
      [],
    ]);
    expect(run?.output).toEqual([[10, 21], [30], []]);
  });

  test("over something that is no array fails", async () => {
    const { run } = await play(
      {
        M: {
          Type: "Map",
          Items: "{% $states.input.x %}",
          ItemProcessor: processor({ P: { Type: "Pass", End: true } }),
          End: true,
        },
      },
      { x: "a" },
    );
    expect(run).toMatchObject({ error: "States.QueryEvaluationError" });
    expect(run?.cause).toContain("Expected 'array', but was 'string'");
  });
});
