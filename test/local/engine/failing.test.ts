import { describe, expect, test } from "vitest";
import { delaySeconds, matches } from "#local/engine/retry.ts";
import { engineWith, errorNamed, play, processor, story, task } from "./running.ts";

const throwing = (name: string, message?: string) => () => {
  throw errorNamed(name, message);
};

describe("a function that throws", () => {
  test("fails the run by the error's name, with Lambda's JSON text as the cause", async () => {
    const { run, types } = await play({ T: task("f") }, {}, { f: throwing("LegalHoldFound", "held") });
    expect(run).toMatchObject({ status: "FAILED", error: "LegalHoldFound" });
    expect(JSON.parse(run?.cause ?? "")).toEqual({
      errorType: "LegalHoldFound",
      errorMessage: "held",
      trace: expect.any(Array),
    });
    expect(types.slice(-2)).toEqual(["TaskFailed", "ExecutionFailed"]);
  });
});

describe("a Catch", () => {
  test("takes the error it names, and the error output is what goes on", async () => {
    const { run, types } = await play(
      {
        T: task("f", {
          Catch: [
            { ErrorEquals: ["Other"], Next: "X" },
            { ErrorEquals: ["Held"], Next: "H" },
          ],
        }),
        X: { Type: "Succeed" },
        H: { Type: "Succeed" },
      },
      {},
      { f: throwing("Held", "why") },
    );
    expect(run?.status).toBe("SUCCEEDED");
    expect(run?.output).toMatchObject({ Error: "Held", Cause: expect.stringContaining('"errorMessage":"why"') });
    expect(types.slice(4)).toEqual([
      "TaskFailed",
      "TaskStateExited",
      "SucceedStateEntered",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ]);
  });

  test("may say its own Output and Assign from the error output", async () => {
    const { run } = await play(
      {
        T: task("f", {
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Next: "H",
              Output: { was: "{% $states.errorOutput.Error %}", given: "{% $states.input.n %}" },
              Assign: { why: "{% $parse($states.errorOutput.Cause).errorMessage %}" },
            },
          ],
        }),
        H: { Type: "Pass", Output: { in: "{% $states.input %}", why: "{% $why %}" }, End: true },
      },
      { n: 1 },
      { f: throwing("Held", "because") },
    );
    expect(run?.output).toEqual({ in: { was: "Held", given: 1 }, why: "because" });
  });

  test("takes a failed expression of the state's own Output", async () => {
    const { run, types } = await play(
      {
        T: task("f", {
          Output: "{% $states.result.none %}",
          Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "H" }],
        }),
        H: { Type: "Succeed", Output: "caught" },
      },
      {},
      { f: () => null },
    );
    expect(run?.output).toBe("caught");
    expect(types).toContain("EvaluationFailed");
  });

  test("that fails itself is not caught again", async () => {
    const { run } = await play(
      {
        T: task("f", { Catch: [{ ErrorEquals: ["States.ALL"], Next: "H", Output: "{% $states.errorOutput.none %}" }] }),
        H: { Type: "Succeed" },
      },
      {},
      { f: throwing("Held") },
    );
    expect(run).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
  });

  test("on a Parallel takes what a branch throws, and the other branches are cut short", async () => {
    const { run, types } = await play({
      P: {
        Type: "Parallel",
        Branches: [
          { StartAt: "W", States: { W: { Type: "Wait", Seconds: 1000, End: true } } },
          { StartAt: "F", States: { F: { Type: "Fail", Error: "Held", Cause: "c" } } },
        ],
        Catch: [{ ErrorEquals: ["Held"], Next: "H" }],
        End: true,
      },
      H: { Type: "Pass", End: true },
    });
    expect(run).toMatchObject({ status: "SUCCEEDED", output: { Error: "Held", Cause: "c" } });
    expect(types).toEqual(expect.arrayContaining(["WaitStateAborted", "ParallelStateFailed", "ParallelStateExited"]));
  });
});

describe("a Map of which an item fails", () => {
  test("cuts the other items short, in the order of events that AWS writes", async () => {
    const { run, types, events } = await play(
      {
        M: {
          Type: "Map",
          MaxConcurrency: 2,
          ItemProcessor: processor({
            C: { Type: "Choice", Choices: [{ Condition: "{% $states.input = 2 %}", Next: "F" }], Default: "W" },
            W: { Type: "Wait", Seconds: 60, End: true },
            F: { Type: "Fail", Error: "E", Cause: "c" },
          }),
          End: true,
        },
      },
      [1, 2, 3],
    );
    expect(run).toMatchObject({ status: "FAILED", error: "E", cause: "c" });
    expect(types.slice(-6)).toEqual([
      "FailStateEntered",
      "MapIterationFailed",
      "WaitStateAborted",
      "MapIterationAborted",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
    expect(events.filter(({ type }) => type === "MapIterationStarted").map(({ details }) => details)).toEqual([
      { name: "M", index: 0 },
      { name: "M", index: 1 },
    ]);
  });

  test("when a Fail says no Error, the run has none", async () => {
    const { run } = await play({ F: { Type: "Fail" } });
    expect(run).toMatchObject({ status: "FAILED", error: undefined, cause: undefined });
  });
});

describe("the names a rule matches by", () => {
  const failure = (error: string, heartbeat = false) => ({ error, heartbeat });
  test.each([
    [["States.ALL"], failure("Anything"), true],
    [["States.ALL"], failure("States.Timeout"), true],
    [["States.ALL"], failure("States.QueryEvaluationError"), true],
    [["States.ALL"], failure("States.DataLimitExceeded"), false],
    [["States.ALL"], failure("States.Runtime"), false],
    [["States.Runtime"], failure("States.Runtime"), false],
    [["States.DataLimitExceeded"], failure("States.DataLimitExceeded"), true],
    [["States.TaskFailed"], failure("Busy"), true],
    [["States.TaskFailed"], failure("States.Timeout"), false],
    [["States.Timeout"], failure("States.Timeout", true), true],
    [["States.HeartbeatTimeout"], failure("States.Timeout", true), true],
    [["States.HeartbeatTimeout"], failure("States.Timeout"), false],
    [["Busy", "Held"], failure("Held"), true],
    [["Busy"], failure("Busy2"), false],
  ])("%j against %j: %s", (names, thrown, expected) => {
    expect(matches(names, thrown)).toBe(expected);
  });
});

describe("a Retry", () => {
  const retrier = {
    errorEquals: ["Busy"],
    intervalSeconds: 2,
    backoffRate: 3,
    maxAttempts: 5,
    maxDelaySeconds: 40,
    jitter: false,
  };
  test("waits interval × rate^attempts, at most the cap", () => {
    expect([0, 1, 2, 3].map((made) => delaySeconds(retrier, made, () => 0.5))).toEqual([2, 6, 18, 40]);
  });
  test("with full jitter waits anything up to that", () => {
    expect([0, 1, 3].map((made) => delaySeconds({ ...retrier, jitter: true }, made, () => 0.5))).toEqual([1, 3, 20]);
  });

  test("makes its attempts at the right moments and then gives up", async () => {
    const moments: string[] = [];
    const workshop = await play(
      { T: task("f", { Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 3 }] }) },
      {},
      { f: throwing("Busy") },
    );
    for (const event of workshop.events) if (event.type === "TaskScheduled") moments.push(event.at);
    expect(moments).toEqual([
      "2026-11-24T09:00:00.000Z",
      "2026-11-24T09:00:10.000Z",
      "2026-11-24T09:00:30.000Z",
      "2026-11-24T09:01:10.000Z",
    ]);
    expect(workshop.run).toMatchObject({ status: "FAILED", error: "Busy" });
    expect(workshop.types.filter((type) => type === "TaskStateEntered")).toHaveLength(1);
  });

  test("counts for each rule by itself, and the state sees the sum", async () => {
    const thrown = ["A", "B", "A", "B"];
    const { run } = await play(
      {
        T: task("f", {
          Arguments: { FunctionName: "f", Payload: "{% $states.context.State.RetryCount %}" },
          Retry: [
            { ErrorEquals: ["A"], MaxAttempts: 2 },
            { ErrorEquals: ["B"], MaxAttempts: 2 },
          ],
        }),
      },
      {},
      {
        f: (count) => {
          const name = thrown.shift();
          if (name !== undefined) throw errorNamed(name);
          return count;
        },
      },
    );
    expect(run).toMatchObject({ status: "SUCCEEDED", output: 4 });
  });

  test("of an error it does not name leaves it to Catch", async () => {
    const { calls, run } = await play(
      {
        T: task("f", { Retry: [{ ErrorEquals: ["Busy"] }], Catch: [{ ErrorEquals: ["Held"], Next: "H" }] }),
        H: { Type: "Succeed" },
      },
      {},
      { f: throwing("Held") },
    );
    expect([calls.length, run?.status]).toEqual([1, "SUCCEEDED"]);
  });

  test("of a Map begins all its items again", async () => {
    let count = 0;
    const { run, calls } = await play(
      {
        M: {
          Type: "Map",
          MaxConcurrency: 1,
          ItemProcessor: processor({ T: task("f") }),
          Retry: [{ ErrorEquals: ["Busy"] }],
          End: true,
        },
      },
      [1, 2],
      {
        f: (item) => {
          count += 1;
          if (count === 2) throw errorNamed("Busy");
          return item;
        },
      },
    );
    expect(run?.output).toEqual([1, 2]);
    expect(calls.map(({ payload }) => payload)).toEqual([1, 2, 1, 2]);
  });
});

describe("timeouts", () => {
  const never = () => new Promise<never>(() => undefined);
  test("a function that takes longer than TimeoutSeconds is States.Timeout without a cause, and is told to stop", async () => {
    let told = false;
    const { engine, clock } = engineWith({
      f: (_, { signal }) => {
        signal.addEventListener("abort", () => {
          told = true;
        });
        return never();
      },
    });
    engine.deploy("s", story({ T: task("f", { TimeoutSeconds: "{% $states.input.limit %}" }) }));
    await engine.startRun({ story: "s", name: "r", input: { limit: 30 } });
    await engine.idle();
    clock.windBy(29);
    await engine.idle();
    expect(engine.describe("s", "r")?.status).toBe("RUNNING");
    clock.windBy(1);
    await engine.idle();
    expect(engine.describe("s", "r")).toMatchObject({ status: "FAILED", error: "States.Timeout", cause: undefined });
    expect(
      engine
        .history("s", "r")
        .events.map(({ type }) => type)
        .slice(-2),
    ).toEqual(["TaskTimedOut", "ExecutionFailed"]);
    expect(told).toBe(true);
  });

  test("what a timed-out attempt returns late is not taken for the next attempt's result", async () => {
    const release: ((result: string) => void)[] = [];
    const { engine, clock } = engineWith({ f: () => new Promise<string>((resolve) => void release.push(resolve)) });
    const Retry = [{ ErrorEquals: ["States.Timeout"], IntervalSeconds: 1, MaxAttempts: 1 }];
    engine.deploy("s", story({ T: task("f", { TimeoutSeconds: 10, Retry }) }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.idle();
    clock.windBy(10);
    await engine.idle();
    clock.windBy(1);
    await engine.idle();
    expect(release).toHaveLength(2);
    release[0]?.("late");
    await new Promise((resolve) => setImmediate(resolve));
    await engine.idle();
    expect(engine.describe("s", "r")?.status).toBe("RUNNING");
    release[1]?.("in time");
    await engine.settle();
    expect(engine.describe("s", "r")?.output).toBe("in time");
  });

  test("a function that ignores its abort keeps nobody else from running", async () => {
    let first = true;
    const { engine, clock } = engineWith(
      {
        f: () => {
          if (!first) return "ran";
          first = false;
          return never();
        },
      },
      { callsAtOnce: 1 },
    );
    engine.deploy("s", story({ T: task("f", { TimeoutSeconds: 10 }) }));
    await engine.startRun({ story: "s", name: "stuck", input: {} });
    await engine.startRun({ story: "s", name: "next", input: {} });
    await engine.idle();
    expect(engine.describe("s", "next")?.status).toBe("RUNNING");
    clock.windBy(9);
    await engine.startRun({ story: "s", name: "last", input: {} });
    await engine.idle();
    clock.windBy(1);
    await engine.settle();
    expect(engine.describe("s", "stuck")).toMatchObject({ status: "FAILED", error: "States.Timeout" });
    expect(engine.describe("s", "last")).toMatchObject({ status: "SUCCEEDED", output: "ran" });
  });

  test("the story's own TimeoutSeconds end the run as TIMED_OUT, whatever it is in", async () => {
    const { run, events } = await play(
      { W: { Type: "Wait", Seconds: 1000, End: true } },
      {},
      {},
      { TimeoutSeconds: 600 },
    );
    expect(run).toMatchObject({ status: "TIMED_OUT", stoppedAt: "2026-11-24T09:10:00.000Z", error: undefined });
    expect(events.at(-1)).toMatchObject({ type: "ExecutionTimedOut", details: { error: "States.Timeout" } });
  });

  test("a TimeoutSeconds that is no number fails the state and names the field", async () => {
    const { run } = await play({ T: task("f", { TimeoutSeconds: "{% 'soon' %}" }) }, {}, { f: () => null });
    expect(run?.cause).toContain(
      "specified for the field 'TimeoutSeconds' returned an unexpected result type. Expected 'number', but was 'string'",
    );
  });
});

describe("expressions that fail", () => {
  test("by giving nothing, with AWS's words, the state, the event and the field", async () => {
    const { run, events } = await play({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Pass", Output: { to: "{% $states.input.absent %}" }, End: true },
    });
    const cause =
      "An error occurred while executing the state 'B' (entered at the event id #4). The JSONata expression '$states.input.absent' specified for the field 'Output/to' returned nothing (undefined).";
    expect(run).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError", cause });
    expect(events.at(-2)).toMatchObject({
      type: "EvaluationFailed",
      state: "B",
      details: { error: "States.QueryEvaluationError", cause, location: "Output/to" },
    });
  });

  test("by an error of JSONata's own", async () => {
    const { run } = await play({ A: { Type: "Pass", Output: "{% 1 + 'x' %}", End: true } });
    expect(run?.cause).toContain(
      "The JSONata expression '1 + 'x'' specified for the field 'Output' threw an error during evaluation. T2002",
    );
  });

  test("by a variable that is not there", async () => {
    const { run } = await play({ A: { Type: "Pass", Output: "{% $nobody %}", End: true } });
    expect(run?.error).toBe("States.QueryEvaluationError");
  });

  test("by never ending: the step budget stops them", async () => {
    const { run } = await play({
      A: { Type: "Pass", Output: "{% ($f := function($n){ $f($n + 1) }; $f(0)) %}", End: true },
    });
    expect(run).toMatchObject({ error: "States.QueryEvaluationError" });
    expect(run?.cause).toContain("Expression evaluation step limit exceeded");
  });

  test("by recursing without end: the depth budget stops them", async () => {
    const { run } = await play({
      A: { Type: "Pass", Output: "{% ($f := function($n){ 1 + $f($n + 1) }; $f(0)) %}", End: true },
    });
    expect(run).toMatchObject({ error: "States.QueryEvaluationError" });
  });
});

describe("what is too large", () => {
  const large = "é".repeat(131_073);
  test("a function's result of more than 256 KiB of UTF-8 names the integration", async () => {
    const { run, types } = await play({ T: task("f") }, {}, { f: () => large });
    expect(run).toMatchObject({
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
    expect(types.slice(-2)).toEqual(["TaskFailed", "ExecutionFailed"]);
  });

  test.each([
    [0, "SUCCEEDED"],
    [1, "FAILED"],
  ])("a result of 256 KiB, envelope and all, and %i more bytes: %s", async (more, status) => {
    const envelope = JSON.stringify({ ExecutedVersion: "$LATEST", Payload: "", StatusCode: 200 }).length;
    const { run } = await play(
      { T: task("f", { Output: "ok" }) },
      {},
      { f: () => "x".repeat(262_144 - envelope + more) },
    );
    expect(run?.status).toBe(status);
  });

  test("a state's output names the state, and States.ALL around it does not catch it", async () => {
    const { run } = await play({
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "A", States: { A: { Type: "Pass", Output: "{% $pad('x', 262145) %}", End: true } } }],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "H" }],
        End: true,
      },
      H: { Type: "Succeed" },
    });
    expect(run).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause: expect.stringContaining("'A'"),
    });
  });

  test("a history of more than 25,000 events fails the run at the 25,000th", async () => {
    const { run, events } = await play({
      A: { Type: "Pass", Next: "B" },
      B: { Type: "Choice", Choices: [{ Condition: "{% $states.input.stop = true %}", Next: "C" }], Default: "A" },
      C: { Type: "Succeed" },
    });
    expect(run).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(run?.cause).toContain("maximum number of history events (25000)");
    expect(events).toHaveLength(25_000);
    expect(events.at(-1)).toMatchObject({ id: 25_000, type: "ExecutionFailed" });
  });
});
