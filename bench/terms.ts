import type { Bench } from "./bench.ts";
import { gateMeasures } from "./gate.ts";

export const terms: Bench = {
  name: "terms",
  about: "what new terms cost: the gate's own time at each login",
  run: async (say) => [...(await gateMeasures(say))],
};
