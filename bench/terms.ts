import type { Bench } from "./bench.ts";
import { campaignMeasures } from "./campaign.ts";
import { gateMeasures } from "./gate.ts";

export const terms: Bench = {
  name: "terms",
  about:
    "what new terms cost: the gate's own time at each login; a whole campaign at the tenant, in dollars, in time and in memory",
  run: async (say) => [...(await gateMeasures(say)), ...(await campaignMeasures(say))],
};
