import { keysOf, queueOf, secretsOf } from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { jsonLog } from "#runtime/log.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { createApi } from "../api/api.ts";
import { streamTokensIn } from "./stream-tokens.ts";
import { webhookRoute } from "./webhook.ts";

const env = readEnvironment(functionRights.webhook);
const log = jsonLog();

/** Where Auth0's custom log stream delivers, behind API Gateway: it can queue events, and knows nobody. */
export const handler = createApi({ publicUrl: env.PUBLIC_URL, log }, [
  webhookRoute({ ports: { ...queueOf(env), ...keysOf(env) }, streamTokens: streamTokensIn(secretsOf(env)), log }),
]);
