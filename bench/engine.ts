import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bench, median } from "./bench.ts";
import { startChild } from "./child.ts";

const times = 5;

const inFolder = async <T>(use: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), "habeas-bench-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** One task of engine-child.ts, to its end: what it said, and how long it took until it said it. */
const run = async (task: string, folder: string): Promise<{ said: Record<string, number>; readyMs: number }> => {
  const child = await startChild("engine-child.ts", task, folder);
  const { ready, readyMs } = child;
  await child.stop();
  return { said: ready as Record<string, number>, readyMs };
};

/** The middle of several rounds, each on an empty disk. */
const middle = async (task: string, field: string, note: (line: string) => void): Promise<number> => {
  const values: number[] = [];
  for (let time = 1; time <= times; time += 1) {
    note(`${task}, round ${time} of ${times}`);
    values.push(await inFolder(async (folder) => (await run(task, folder)).said[field] ?? Number.NaN));
  }
  return median(values);
};

const restart = (note: (line: string) => void): Promise<number> =>
  inFolder(async (folder) => {
    note("10,000 runs begin to wait");
    await run("wait", folder);
    const values: number[] = [];
    for (let time = 1; time <= times; time += 1) {
      note(`restart, round ${time} of ${times}`);
      values.push((await run("restart", folder)).readyMs);
    }
    return median(values);
  });

export const engine: Bench = {
  name: "engine",
  about: "how fast stories run to disk with their full history, and what waiting costs",
  run: async (note) => [
    {
      metric: "transitions_per_second",
      value: await middle("transitions", "perSecond", note),
      unit: "1/s",
      goal: ">= 15,000",
    },
    {
      metric: "heap_bytes_per_waiting_run",
      value: await middle("wait", "bytesPerRun", note),
      unit: "B",
      goal: "< 200",
    },
    { metric: "restart_ms_with_10000_waiting", value: await restart(note), unit: "ms", goal: "< 2,000" },
    { metric: "map_5000_items_ms", value: await middle("map", "ms", note), unit: "ms", goal: "< 1,000" },
  ],
};
