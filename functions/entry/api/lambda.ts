import { bundledFile, bundledPolicy } from "#runtime/bundled-files.ts";
import {
  archiveOf,
  downloadAddressesOf,
  keysOf,
  requestsOf,
  schedulesOf,
  subjectsOf,
  tokensOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { apiRoutes, createApi } from "./api.ts";

const env = readEnvironment(functionRights.api);
const keys = keysOf(env);

const web = { publicUrl: env.PUBLIC_URL, webOrigins: env.WEB_ORIGINS };

/** The HTTP API for people, behind API Gateway. */
export const handler = createApi(
  web,
  apiRoutes({
    ...web,
    ports: {
      ...requestsOf(env),
      ...keys,
      ...subjectsOf(env, keys),
      ...tokensOf(env),
      ...workflowsOf(env),
      ...archiveOf(env, { presignDownload: downloadAddressesOf() }),
      ...schedulesOf(env),
    },
    policy: bundledPolicy(),
    description: async () => ({ ...bundledFile<object>("openapi.json"), servers: [{ url: env.PUBLIC_URL }] }),
  }),
);
