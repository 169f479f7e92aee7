import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { systemClock } from "#kernel/clock.ts";
import { Busy } from "#kernel/failure.ts";
import { runningClock, wind } from "#local/engine/wound-clock.ts";
import { RunExists } from "#ports/workflows/workflows.ts";
import { engineWith, processor, story, task } from "./running.ts";

const waiting = story({ W: { Type: "Wait", Seconds: 60, End: true } });

describe("starting a run", () => {
  test("twice with the same name and input is one run while it is open", async () => {
    const { engine, clock } = engineWith();
    engine.deploy("s", waiting);
    const same = { story: "s", name: "r", input: { a: 1, b: 2 } };
    await Promise.all([engine.startRun(same), engine.startRun({ ...same, input: { b: 2, a: 1 } })]);
    expect(engine.list().runs).toHaveLength(1);
    await expect(engine.startRun({ ...same, input: { a: 2 } })).rejects.toThrow(RunExists);
    await wind(engine, clock);
    await expect(engine.startRun(same)).rejects.toThrow(RunExists);
  });

  test("refuses an unknown story, a name AWS would not take, and an input that is too large", async () => {
    const { engine } = engineWith();
    engine.deploy("s", waiting);
    await expect(engine.startRun({ story: "t", name: "r", input: {} })).rejects.toThrow("No story 't'");
    await expect(engine.startRun({ story: "s", name: "a b", input: {} })).rejects.toThrow(RangeError);
    await expect(engine.startRun({ story: "s", name: "r", input: "x".repeat(262_144) })).rejects.toThrow(RangeError);
    expect(engine.list().runs).toEqual([]);
  });
});

describe("looking at runs", () => {
  test("lists them by story and status, the latest first, page by page", async () => {
    const { engine } = engineWith();
    engine.deploy("s", waiting);
    engine.deploy("t", story({ F: { Type: "Fail", Error: "E" } }));
    for (const n of [1, 2, 3]) await engine.startRun({ story: "s", name: `r${n}`, input: {} });
    await engine.startRun({ story: "t", name: "f", input: {} });
    await engine.settle();
    const first = engine.list({ story: "s", limit: 2 });
    expect(first.runs.map(({ name }) => name)).toEqual(["r3", "r2"]);
    expect(engine.list({ story: "s", limit: 2, next: first.next }).runs.map(({ name }) => name)).toEqual(["r1"]);
    expect(engine.list({ status: "FAILED" }).runs.map(({ name }) => name)).toEqual(["f"]);
    expect(engine.describe("s", "nobody")).toBeUndefined();
  });

  test("gives a history page by page", async () => {
    const { engine } = engineWith();
    engine.deploy(
      "s",
      story({ M: { Type: "Map", ItemProcessor: processor({ P: { Type: "Pass", End: true } }), End: true } }),
    );
    await engine.startRun({ story: "s", name: "r", input: [1, 2, 3] });
    await engine.settle();
    const ids: number[] = [];
    let next: string | undefined;
    do {
      const page = engine.history("s", "r", { limit: 4, next });
      ids.push(...page.events.map(({ id }) => id));
      next = page.next;
    } while (next !== undefined);
    expect(ids).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
    expect(engine.history("s", "nobody").events).toEqual([]);
  });
});

describe("the status of a run", () => {
  test("is told at its start, at its end and at a redrive", async () => {
    const { engine, notices } = engineWith();
    engine.deploy("s", story({ F: { Type: "Fail", Error: "E", Cause: "c" } }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    await engine.redrive("s", "r");
    await engine.settle();
    expect(notices.map(({ status, redriveCount }) => [status, redriveCount])).toEqual([
      ["RUNNING", 0],
      ["FAILED", 0],
      ["RUNNING", 1],
      ["FAILED", 1],
    ]);
    expect(notices[1]).toMatchObject({ story: "s", name: "r", error: "E", cause: "c" });
  });

  test("that could not be told is told after a restart", async () => {
    const deaf = engineWith({}, { onRunStatus: () => Promise.reject(new Error("deaf")) });
    deaf.engine.deploy("s", waiting);
    await deaf.engine.startRun({ story: "s", name: "r", input: {} });
    await deaf.engine.settle();
    expect(deaf.faults).toHaveLength(1);
    await deaf.engine.stop({ drainSeconds: 0 });
    const heard = engineWith({}, { file: deaf.file });
    await heard.engine.settle();
    expect(heard.notices.map(({ status }) => status)).toEqual(["RUNNING"]);
  });
});

describe("many runs at once", () => {
  test("never have more functions in flight than allowed, and all come to their end", async () => {
    let [now, most] = [0, 0];
    const f = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return null;
    };
    const { engine } = engineWith({ f }, { callsAtOnce: 7 });
    engine.deploy("s", story({ A: task("f", { Next: "B" }), B: task("f") }));
    await Promise.all(Array.from({ length: 50 }, (_, i) => engine.startRun({ story: "s", name: `r${i}`, input: {} })));
    await engine.settle();
    expect(engine.list({ status: "SUCCEEDED", limit: 100 }).runs).toHaveLength(50);
    expect(most).toBe(7);
  });
});

describe("real time", () => {
  test("wakes a Wait by itself, also on a clock that was wound ahead", async () => {
    const clock = runningClock(systemClock);
    const { engine } = engineWith({}, { clock });
    engine.deploy(
      "s",
      story({ W: { Type: "Wait", Seconds: 3600, Next: "X" }, X: { Type: "Wait", Seconds: 1, End: true } }),
    );
    clock.windBy(7200);
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    clock.windBy(3600);
    await engine.settle();
    expect(engine.describe("s", "r")?.status).toBe("RUNNING");
    for (let looks = 0; looks < 40 && engine.describe("s", "r")?.status === "RUNNING"; looks += 1) await sleep(50);
    expect(engine.describe("s", "r")?.status).toBe("SUCCEEDED");
  });
});

describe("stopping", () => {
  test("lets a step in flight end, takes no new one, and refuses further work", async () => {
    let release: () => void = () => undefined;
    const { engine, calls, reopen } = engineWith({
      slow: () =>
        new Promise((resolve) => {
          release = () => resolve("done");
        }),
      next: () => "next",
    });
    engine.deploy("s", story({ A: task("slow", { Next: "B" }), B: task("next") }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.idle();
    const stopped = engine.stop({ drainSeconds: 5 });
    await expect(engine.startRun({ story: "s", name: "r2", input: {} })).rejects.toThrow(Busy);
    release();
    await stopped;
    expect(calls.map(({ name }) => name)).toEqual(["slow"]);
    const again = reopen();
    await again.settle();
    expect(again.describe("s", "r")).toMatchObject({ status: "SUCCEEDED", output: "next" });
    expect(calls.map(({ name }) => name)).toEqual(["slow", "next"]);
  });
});
