// A host that restart.test.ts starts and kills: one run of some thirty steps, each leaving a line in a file of effects.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "#kernel/clock.ts";
import type { Json, JsonObject } from "#kernel/json.ts";
import { openEngine } from "#local/engine/engine.ts";

const [, , file = "", effects = ""] = process.argv;

const effect = (what: string, next: JsonObject): JsonObject => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Arguments: { FunctionName: "effect", Payload: { what, of: "{% $states.input %}" } },
  Output: "{% $states.result.Payload %}",
  ...next,
});

const definition: JsonObject = {
  QueryLanguage: "JSONata",
  StartAt: "First",
  States: {
    First: effect("first", {
      Assign: { seen: "{% $states.result.Payload %}" },
      Output: "{% $range(1, 10, 1) %}",
      Next: "Each",
    }),
    Each: {
      Type: "Map",
      MaxConcurrency: 3,
      ItemProcessor: {
        StartAt: "One",
        States: {
          One: effect("one", { Next: "Breath" }),
          Breath: { Type: "Wait", Seconds: 0, Next: "Two" },
          Two: effect("two", { End: true }),
        },
      },
      Next: "Pause",
    },
    Pause: { Type: "Wait", Seconds: 1, Output: "both", Next: "Both" },
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "Left",
          States: { Left: effect("left", { Next: "Left again" }), "Left again": effect("left-again", { End: true }) },
        },
        {
          StartAt: "Right",
          States: {
            Right: effect("right", { Next: "Right again" }),
            "Right again": effect("right-again", { End: true }),
          },
        },
      ],
      Next: "Last",
    },
    Last: effect("last", {
      Arguments: {
        FunctionName: "effect",
        Payload: { what: "last", of: { both: "{% $states.input %}", seen: "{% $seen %}" } },
      },
      End: true,
    }),
  },
};

const engine = openEngine({
  file,
  clock: systemClock,
  log: (message, error) => console.error(message, error),
  invoke: async (_, payload: Json) => {
    await sleep(4);
    const { what, of } = payload as { what: string; of: Json };
    appendFileSync(effects, `${what} ${JSON.stringify(of)}\n`);
    await sleep(4);
    return `${what}(${typeof of === "object" ? JSON.stringify(of) : of})`;
  },
});
process.stdout.write("open\n");
if (engine.describe("s", "r") === undefined) {
  engine.deploy("s", definition);
  await engine.startRun({ story: "s", name: "r", input: "start" });
}
while (engine.describe("s", "r")?.status === "RUNNING") await sleep(5);
await engine.stop();
process.stdout.write("over\n");
