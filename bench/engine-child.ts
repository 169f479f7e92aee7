import { join } from "node:path";
import { systemClock } from "#kernel/clock.ts";
import type { Json } from "#kernel/json.ts";
import { openEngine } from "#local/engine/engine.ts";
import { say } from "./child.ts";

// What is measured of the engine runs here, in a process of its own: `transitions`, `wait`, `restart` or `map`, then the journal's folder.

const [task = "", folder = ""] = process.argv.slice(2);
const file = join(folder, "journal.db");
const open = (invoke: (name: string, payload: Json) => Promise<Json> = async () => ({})) =>
  openEngine({ file, clock: systemClock, invoke });

/** A story as ours are: every fourth state calls a function, the others decide and carry on. */
const chain = (length: number): Json => {
  const states = Array.from({ length }, (_, place) => {
    const Next = `State ${place + 1}`;
    const Arguments = { FunctionName: "step", Payload: { place } };
    if (place === length - 1) return [`State ${place}`, { Type: "Succeed" }];
    if (place % 4 === 3)
      return [`State ${place}`, { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments, Next }];
    return [`State ${place}`, { Type: "Pass", Output: { place }, Next }];
  });
  return { QueryLanguage: "JSONata", StartAt: "State 0", States: Object.fromEntries(states) as Json };
};
const waiting: Json = {
  QueryLanguage: "JSONata",
  StartAt: "Wait",
  States: { Wait: { Type: "Wait", Seconds: 30 * 86_400, Next: "Done" }, Done: { Type: "Succeed" } },
};
const mapping: Json = {
  QueryLanguage: "JSONata",
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      Items: "{% [1..5000] %}",
      ItemProcessor: {
        StartAt: "One",
        States: { One: { Type: "Pass", Output: "{% $states.input * 2 %}", End: true } },
      },
      End: true,
    },
  },
};

const startAll = (engine: ReturnType<typeof open>, count: number): Promise<unknown> =>
  Promise.all(
    Array.from({ length: count }, (_, number) =>
      engine.startRun({ story: "story", name: `run-${number}`, input: { number } }),
    ),
  );
const heap = (): number => {
  for (let time = 0; time < 4; time += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

if (task === "transitions") {
  const [runs, length] = [1000, 40];
  const engine = open();
  engine.deploy("story", chain(length));
  const began = performance.now();
  await startAll(engine, runs);
  await engine.settle();
  const seconds = (performance.now() - began) / 1000;
  const done = engine.describe("story", `run-${runs - 1}`)?.status;
  if (done !== "SUCCEEDED") throw new Error(`a run is ${done}`);
  say({ perSecond: (runs * length) / seconds });
  await engine.stop();
} else if (task === "wait") {
  const engine = open();
  engine.deploy("story", waiting);
  await engine.startRun({ story: "story", name: "first", input: {} });
  await engine.settle();
  const before = heap();
  await startAll(engine, 10_000);
  await engine.settle();
  say({ bytesPerRun: (heap() - before) / 10_000 });
  await engine.stop();
} else if (task === "restart") {
  const engine = open();
  await engine.settle();
  const status = engine.describe("story", "run-9999")?.status;
  if (status !== "RUNNING") throw new Error(`a waiting run is ${status}`);
  say({ status });
  await engine.stop();
} else if (task === "map") {
  const engine = open();
  engine.deploy("story", mapping);
  const began = performance.now();
  await engine.startRun({ story: "story", name: "map", input: {} });
  await engine.settle();
  const run = engine.describe("story", "map");
  if ((run?.output as number[] | undefined)?.length !== 5000)
    throw new Error(`the map is ${run?.status}: ${run?.cause}`);
  say({ ms: performance.now() - began });
  await engine.stop();
}
