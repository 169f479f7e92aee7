import { bundledDocuments, bundledFile, bundledPolicy } from "#runtime/bundled-files.ts";
import {
  archiveOf,
  downloadAddressesOf,
  flagsOf,
  keysOf,
  requestsOf,
  schedulesOf,
  secretsOf,
  subjectsOf,
  termsOf,
  tokensOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { jsonLog } from "#runtime/log.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { termsRoutes } from "../terms/routes.ts";
import { apiRoutes, createApi } from "./api.ts";

const env = readEnvironment(functionRights.api);
const keys = keysOf(env);

const policy = bundledPolicy();
const common = { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...tokensOf(env) };

const web = { publicUrl: env.PUBLIC_URL, webOrigins: env.WEB_ORIGINS };

/** The HTTP API for people, behind API Gateway. */
export const handler = createApi(web, [
  ...apiRoutes({
    ...web,
    ports: {
      ...common,
      ...workflowsOf(env),
      ...archiveOf(env, { presignDownload: downloadAddressesOf() }),
      ...schedulesOf(env),
    },
    policy,
    description: async () => ({ ...bundledFile<object>("openapi.json"), servers: [{ url: env.PUBLIC_URL }] }),
  }),
  ...termsRoutes({
    publicUrl: env.PUBLIC_URL,
    portalUrl: env.PORTAL_URL,
    issuer: env.TENANT_ISSUER,
    ports: { ...common, ...termsOf(env), ...flagsOf(env, policy), secrets: secretsOf(env) },
    policy,
    documents: bundledDocuments(),
    log: jsonLog(),
  }),
]);
