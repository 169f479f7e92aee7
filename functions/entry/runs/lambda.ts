import { bulksOf, campaignsOf, requestsOf } from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { markNeedsAttention } from "./run-ended.ts";

/** What EventBridge calls with the detail of a run that failed, timed out or was aborted. */
const env = readEnvironment(functionRights.runEnded);
export const handler = markNeedsAttention({ ...requestsOf(env), ...campaignsOf(env), ...bulksOf(env) });
