import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy } from "#kernel/policy.ts";

/**
 * The policy that was deployed with this function, beside the handler. It was parsed when it was bundled, so it is not parsed again: that
 * would load the time zones of the world at every cold start.
 */
export const bundledPolicy = (): Policy =>
  JSON.parse(readFileSync(join(process.env.LAMBDA_TASK_ROOT ?? ".", "policy.json"), "utf8")) as Policy;
