import { bundledPolicy } from "#runtime/bundled-files.ts";
import { archiveOf, auditOf, campaignsOf, keysOf, requestsOf } from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { onEvidence } from "./evidence.ts";

const env = readEnvironment(functionRights.evidence);

/** What EventBridge Scheduler wakes for checkpoints and retention. */
export const handler = onEvidence(
  { ...requestsOf(env), ...campaignsOf(env), ...auditOf(env), ...keysOf(env), ...archiveOf(env) },
  bundledPolicy(),
);
