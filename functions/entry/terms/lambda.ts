import { bundledDocuments, bundledPolicy } from "#runtime/bundled-files.ts";
import { flagsOf, keysOf, requestsOf, secretsOf, subjectsOf, termsOf, tokensOf } from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { jsonLog } from "#runtime/log.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { createApi } from "../api/api.ts";
import { termsRoutes } from "./routes.ts";

const env = readEnvironment(functionRights.termsPage);
const keys = keysOf(env);
const policy = bundledPolicy();

/** Terms, notices and consents behind API Gateway: the one door that may note an answer at the tenant, and that knows the gate's secret. */
export const handler = createApi(
  { publicUrl: env.PUBLIC_URL, webOrigins: env.WEB_ORIGINS },
  termsRoutes({
    publicUrl: env.PUBLIC_URL,
    portalUrl: env.PORTAL_URL,
    issuer: env.TENANT_ISSUER,
    ports: {
      ...requestsOf(env),
      ...keys,
      ...subjectsOf(env, keys),
      ...tokensOf(env),
      ...termsOf(env),
      ...flagsOf(env, policy),
      secrets: secretsOf(env),
    },
    policy,
    documents: bundledDocuments(),
    log: jsonLog(),
  }),
);
