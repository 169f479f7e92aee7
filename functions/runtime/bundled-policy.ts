import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Policy } from "#kernel/policy.ts";

/** The policy that was deployed with this function: policy.yaml as JSON, beside the handler. It was checked when it was bundled. */
export const bundledPolicy = (): Policy =>
  Policy.parse(JSON.parse(readFileSync(join(process.env.LAMBDA_TASK_ROOT ?? ".", "policy.json"), "utf8")));
