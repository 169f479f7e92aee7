import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#kernel/json.ts";
import { wind } from "#local/engine/wound-clock.ts";
import { engineWith, errorNamed, parked, story } from "./running.ts";

/** A run of one parked task, begun, with the token its function was handed. */
const park = async (more: JsonObject = {}, others: JsonObject = {}) => {
  const tokens: string[] = [];
  const workshop = engineWith({
    ask: (payload) => {
      tokens.push((payload as { token: string }).token);
      return { ignored: true };
    },
  });
  workshop.engine.deploy("s", story({ P: parked("ask", more), ...others }));
  await workshop.engine.startRun({ story: "s", name: "r", input: {} });
  await workshop.engine.settle();
  const run = () => workshop.engine.describe("s", "r");
  const types = () => workshop.engine.history("s", "r").events.map(({ type }) => type);
  return { ...workshop, tokens, token: tokens[0] ?? "", run, types };
};

describe("a parked task", () => {
  test("waits for its answer, whatever the function returned, and its result is the answer", async () => {
    const { engine, token, run, types } = await park();
    expect(run()?.status).toBe("RUNNING");
    expect(engine.runsInMemory()).toBe(0);
    expect(await engine.sendTaskSuccess(token, { approved: true })).toBe("accepted");
    expect(run()).toMatchObject({ status: "SUCCEEDED", output: { approved: true } });
    expect(types()).toEqual([
      "ExecutionStarted",
      "TaskStateEntered",
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
      "TaskStateExited",
      "ExecutionSucceeded",
    ]);
  });

  test("fails by the name and cause of the answer", async () => {
    const { engine, token, run } = await park();
    expect(await engine.sendTaskFailure(token, { error: "Withdrawn", cause: "by the person" })).toBe("accepted");
    expect(run()).toMatchObject({ status: "FAILED", error: "Withdrawn", cause: "by the person" });
  });

  test("is answered once: the second answer finds it gone", async () => {
    const { engine, token } = await park({ Next: "W" }, { W: { Type: "Wait", Seconds: 60, End: true } });
    const answers = await Promise.all([engine.sendTaskSuccess(token, 1), engine.sendTaskSuccess(token, 2)]);
    expect(answers).toEqual(["accepted", "TaskTimedOut"]);
    expect(await engine.sendTaskFailure(token, { error: "E" })).toBe("TaskTimedOut");
  });

  test("answered just before its timeout has its answer, at its timeout has none", async () => {
    const early = await park({ TimeoutSeconds: 60 });
    early.clock.windBy(59.999);
    expect(await early.engine.sendTaskSuccess(early.token, "in time")).toBe("accepted");
    expect(early.run()?.output).toBe("in time");

    const late = await park(
      { TimeoutSeconds: 60, Catch: [{ ErrorEquals: ["States.Timeout"], Next: "T" }] },
      { T: { Type: "Succeed" } },
    );
    late.clock.windBy(60);
    expect(await late.engine.sendTaskSuccess(late.token, "too late")).toBe("TaskTimedOut");
    expect(late.run()).toMatchObject({ status: "SUCCEEDED", output: { Error: "States.Timeout" } });
    expect(late.types()).toContain("TaskTimedOut");
  });

  test("may be answered by its own function before that returns", async () => {
    const { engine } = engineWith({
      ask: async (payload): Promise<Json> => {
        await engine.sendTaskSuccess((payload as { token: string }).token, "at once");
        throw errorNamed("TooLate");
      },
    });
    engine.deploy("s", story({ P: parked("ask") }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    expect(engine.describe("s", "r")).toMatchObject({ status: "SUCCEEDED", output: "at once" });
  });

  test("fails when its function throws before an answer", async () => {
    const { engine } = engineWith({
      ask: () => {
        throw errorNamed("Busy");
      },
    });
    engine.deploy("s", story({ P: parked("ask") }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    expect(engine.describe("s", "r")).toMatchObject({ status: "FAILED", error: "Busy" });
  });

  test("that is retried has a new token, and the old one is gone", async () => {
    const { engine, clock, tokens, run } = await park({
      TimeoutSeconds: 60,
      Retry: [{ ErrorEquals: ["States.Timeout"], MaxAttempts: 1 }],
    });
    clock.windBy(60);
    await engine.settle();
    clock.windBy(1);
    await engine.settle();
    expect(tokens).toHaveLength(2);
    expect(await engine.sendTaskSuccess(tokens[0] ?? "", "old")).toBe("TaskTimedOut");
    expect(await engine.sendTaskSuccess(tokens[1] ?? "", "new")).toBe("accepted");
    expect(run()?.output).toBe("new");
  });

  test("tells tokens that are none apart from tokens that are gone", async () => {
    const { engine, token } = await park();
    expect(await engine.sendTaskSuccess("rubbish", 1)).toBe("InvalidToken");
    expect(await engine.sendTaskHeartbeat("1.1.short")).toBe("InvalidToken");
    expect(await engine.sendTaskSuccess(token.replace(/^1\./, "99."), 1)).toBe("TaskDoesNotExist");
    expect(await engine.sendTaskSuccess(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, 1)).toBe(
      "TaskTimedOut",
    );
    expect(await engine.sendTaskSuccess(token, "x".repeat(262_144))).toBe("InvalidOutput");
  });
});

describe("heartbeats", () => {
  test("put off the heartbeat's timeout, but not the task's", async () => {
    const { engine, clock, token, run } = await park({ TimeoutSeconds: 100, HeartbeatSeconds: 30 });
    for (let beats = 0; beats < 3; beats += 1) {
      clock.windBy(29);
      expect(await engine.sendTaskHeartbeat(token)).toBe("accepted");
    }
    expect(engine.nextTimerAt()).toBe("2026-11-24T09:01:40.000Z");
    await wind(engine, clock);
    expect(run()).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  });

  test("that stay away are caught as States.HeartbeatTimeout, and the history says States.Timeout as on AWS", async () => {
    const { engine, clock, run } = await park(
      { TimeoutSeconds: 100, HeartbeatSeconds: 30, Catch: [{ ErrorEquals: ["States.HeartbeatTimeout"], Next: "H" }] },
      { H: { Type: "Succeed", Output: "no heartbeat" } },
    );
    await wind(engine, clock);
    expect(run()).toMatchObject({ status: "SUCCEEDED", output: "no heartbeat", stoppedAt: "2026-11-24T09:00:30.000Z" });
    expect(engine.history("s", "r").events.find(({ type }) => type === "TaskTimedOut")?.details).toMatchObject({
      error: "States.Timeout",
    });
  });
});
