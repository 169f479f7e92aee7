import { bundledPolicy } from "#runtime/bundled-policy.ts";
import { archiveOf, keysOf, requestsOf, subjectsOf, tokensOf, workflowsOf } from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { createApi } from "./api.ts";

const env = readEnvironment(functionRights.api);
const keys = keysOf(env);

/** The HTTP API behind API Gateway. */
export const handler = createApi({
  ports: {
    ...requestsOf(env),
    ...keys,
    ...subjectsOf(env, keys),
    ...workflowsOf(env),
    ...archiveOf(env),
    ...tokensOf(env),
  },
  policy: bundledPolicy(),
  publicUrl: env.PUBLIC_URL,
  webOrigins: env.WEB_ORIGINS,
});
