import { describe, expect, test } from "vitest";
import { wind } from "#local/engine/wound-clock.ts";
import { killedJourney, undisturbedJourney } from "./killing.ts";
import { engineWith, parked, processor, story, task, temporaryFolder } from "./running.ts";

describe("an engine opened again on its journal", () => {
  test("calls a function again whose outcome was not written", async () => {
    let stuck = true;
    const { engine, reopen, calls } = engineWith({ f: () => (stuck ? new Promise(() => undefined) : "second time") });
    engine.deploy("s", story({ T: task("f") }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.idle();
    await engine.stop({ drainSeconds: 0 });
    stuck = false;
    const again = reopen();
    await again.settle();
    expect(again.describe("s", "r")).toMatchObject({ status: "SUCCEEDED", output: "second time" });
    expect(calls).toHaveLength(2);
    const types = again.history("s", "r").events.map(({ type }) => type);
    expect(types.filter((type) => type === "TaskScheduled")).toHaveLength(1);
  });

  test("keeps the same token for a function that is called again", async () => {
    const tokens: unknown[] = [];
    const { engine, reopen } = engineWith({
      ask: (payload) => {
        tokens.push((payload as { token: string }).token);
        return tokens.length === 1 ? new Promise(() => undefined) : null;
      },
    });
    engine.deploy("s", story({ P: parked("ask") }));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.idle();
    await engine.stop({ drainSeconds: 0 });
    const again = reopen();
    await again.settle();
    expect(tokens[1]).toBe(tokens[0]);
    expect(await again.sendTaskSuccess(String(tokens[0]), "ok")).toBe("accepted");
  });

  test("keeps timers, retries and timeouts, and fires those that passed meanwhile", async () => {
    const { engine, clock, reopen } = engineWith({
      f: () => {
        throw new Error("no");
      },
    });
    engine.deploy("wait", story({ W: { Type: "Wait", Seconds: 86_400, End: true } }));
    engine.deploy(
      "retry",
      story({ T: task("f", { Retry: [{ ErrorEquals: ["Error"], IntervalSeconds: 100, MaxAttempts: 1 }] }) }),
    );
    engine.deploy("limit", story({ W: { Type: "Wait", Seconds: 86_400, End: true } }, { TimeoutSeconds: 50 }));
    for (const name of ["wait", "retry", "limit"]) await engine.startRun({ story: name, name: "r", input: {} });
    await engine.settle();
    await engine.stop();
    clock.windBy(60);
    const again = reopen();
    await again.settle();
    expect(again.describe("limit", "r")?.status).toBe("TIMED_OUT");
    expect(again.nextTimerAt()).toBe("2026-11-24T09:01:40.000Z");
    await wind(again, clock);
    expect(again.describe("retry", "r")?.status).toBe("FAILED");
    expect(again.describe("wait", "r")).toMatchObject({ status: "SUCCEEDED", stoppedAt: "2026-11-25T09:00:00.000Z" });
  });

  test("never runs a finished item of a Map again", async () => {
    let stuck = true;
    const asked: unknown[] = [];
    const { engine, reopen } = engineWith({
      f: (item) => {
        asked.push(item);
        return item === 4 && stuck ? new Promise(() => undefined) : item;
      },
    });
    engine.deploy(
      "s",
      story({ M: { Type: "Map", MaxConcurrency: 2, ItemProcessor: processor({ T: task("f") }), End: true } }),
    );
    await engine.startRun({ story: "s", name: "r", input: [1, 2, 3, 4, 5, 6, 7, 8] });
    await engine.idle();
    await expect.poll(() => asked.length).toBe(8);
    await engine.idle();
    await engine.stop({ drainSeconds: 0 });
    stuck = false;
    const again = reopen();
    await again.settle();
    expect(again.describe("s", "r")?.output).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(asked.filter((item) => item === 4)).toHaveLength(2);
    expect(asked).toHaveLength(9);
  });

  test("keeps each run on the definition it began with (I18)", async () => {
    const { engine, clock, reopen } = engineWith();
    const version = (name: string) =>
      story({ W: { Type: "Wait", Seconds: 60, Next: "P" }, P: { Type: "Pass", Output: name, End: true } });
    engine.deploy("s", version("old"));
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    await engine.stop();
    const again = reopen();
    again.deploy("s", version("new"));
    await again.startRun({ story: "s", name: "r2", input: {} });
    await wind(again, clock);
    expect([again.describe("s", "r")?.output, again.describe("s", "r2")?.output]).toEqual(["old", "new"]);
  });
});

describe("kill -9 at any instant", () => {
  test("comes to the same final state as a run nobody disturbed, and loses or invents no effect (I17)", async () => {
    const folder = temporaryFolder();
    const undisturbed = await undisturbedJourney(folder);
    expect(undisturbed.status).toBe("SUCCEEDED");
    expect(undisturbed.effects).toHaveLength(26);

    const instants = [0, 5, 20, 35, 50].map((base) => base + Math.random() * 25);
    const { kills, repeated, ...after } = await killedJourney(folder, "killed", instants);
    expect(kills).toBeGreaterThanOrEqual(3);
    expect(after).toEqual(undisturbed);
    // A step in flight at a kill runs again, at most three at a time; nothing else does.
    expect(repeated).toBeLessThanOrEqual(kills * 3);
  });
});
