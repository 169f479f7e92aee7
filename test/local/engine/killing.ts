import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemClock } from "#kernel/clock.ts";
import { openEngine } from "#local/engine/engine.ts";

const host = fileURLToPath(new URL("./killed-host.ts", import.meta.url));
const longEnough = 15_000;

/** Starts the host and kills it so long after it opened its journal; true when it came to its end before. */
const live = async (file: string, effects: string, milliseconds: number): Promise<boolean> => {
  const child = spawn(process.execPath, [host, file, effects], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const opened = new Promise<void>((resolve) => {
    child.stdout.on("data", (text) => {
      said += text;
      resolve();
    });
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await Promise.race([opened, gone]);
  await Promise.race([sleep(milliseconds), gone]);
  child.kill("SIGKILL");
  await gone;
  return said.includes("over");
};

/** How a journey ended, in what must not depend on kills; and every effect it left, as often as it left it. */
const endOf = (file: string, effects: string) => {
  const engine = openEngine({ file, clock: systemClock, invoke: async () => null });
  const run = engine.describe("s", "r");
  const { events } = engine.history("s", "r", { limit: 1_000 });
  void engine.stop({ drainSeconds: 0 });
  const lines = readFileSync(effects, "utf8").trim().split("\n");
  return {
    status: run?.status,
    output: run?.output,
    types: events.map(({ type }) => type).sort(),
    /** Events are numbered from 1 without a gap. */
    numbered: events.every(({ id }, place) => id === place + 1),
    effects: [...new Set(lines)].sort(),
    lines,
  };
};

/** The journey of killed-host.ts when nobody disturbs it. */
export const undisturbedJourney = async (folder: string) => {
  const files = [join(folder, "quiet.db"), join(folder, "quiet.txt")] as const;
  if (!(await live(...files, longEnough))) throw new Error("the journey did not come to its end");
  const { lines: _, ...end } = endOf(...files);
  return end;
};

/** The same journey, killed so many milliseconds after each of its starts, and then left alone. `repeated`: effects beyond the first. */
export const killedJourney = async (folder: string, name: string, instants: readonly number[]) => {
  const files = [join(folder, `${name}.db`), join(folder, `${name}.txt`)] as const;
  let kills = 0;
  for (const instant of instants) {
    if (await live(...files, instant)) break;
    kills += 1;
  }
  if (!(await live(...files, longEnough))) throw new Error("the journey did not come to its end");
  const { lines, ...end } = endOf(...files);
  return { ...end, kills, repeated: lines.length - end.effects.length };
};
