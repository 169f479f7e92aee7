import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bench, median } from "./bench.ts";
import { startChild } from "./child.ts";

const times = 5;

export const start: Bench = {
  name: "start",
  about:
    "how long the whole system takes from the start of its process until it answers, on data that is there already",
  run: async (say) => {
    const dataDir = mkdtempSync(join(tmpdir(), "habeas-bench-"));
    const once = async (): Promise<number> => {
      const child = await startChild("start-child.ts", dataDir);
      await child.stop(); // as hard as it gets: the next start finds what a crash leaves
      return child.readyMs;
    };
    try {
      say("the first start makes keys and people");
      const first = await once();
      const values: number[] = [];
      for (let time = 1; time <= times; time += 1) {
        say(`round ${time} of ${times}`);
        values.push(await once());
      }
      return [
        { metric: "first_ms", value: first, unit: "ms" },
        { metric: "ready_ms", value: median(values), unit: "ms", goal: "<= 5,000" },
      ];
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
};
