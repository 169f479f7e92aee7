import { keysOf, requestsOf, workflowsOf } from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { onSchedule } from "./schedule.ts";

const env = readEnvironment(functionRights.schedule);

/** What EventBridge Scheduler wakes: every minute for the sweep, and once at each planned moment. */
export const handler = onSchedule({ ...requestsOf(env), ...keysOf(env), ...workflowsOf(env) });
