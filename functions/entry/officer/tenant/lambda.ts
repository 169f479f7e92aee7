import { bundledDocuments, bundledFile, bundledPolicy } from "#runtime/bundled-files.ts";
import {
  auditOf,
  bulksOf,
  campaignsOf,
  eventsOf,
  keysOf,
  listsOf,
  readerOf,
  requestsOf,
  schedulesOf,
  subjectsOf,
  termsOf,
  tokensOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { createApi } from "../../api/api.ts";
import type { StoryGraph } from "../model.ts";
import { officerTenantRoutes } from "./routes.ts";

const env = readEnvironment(functionRights.officerTenant);
const keys = keysOf(env);

/** The officers' doors that look at the tenant, in a function of their own: no other of theirs can. */
export const handler = createApi(
  { publicUrl: env.PUBLIC_URL, webOrigins: env.WEB_ORIGINS },
  officerTenantRoutes({
    ports: {
      ...requestsOf(env),
      ...auditOf(env),
      ...keys,
      ...subjectsOf(env, keys),
      ...workflowsOf(env),
      ...schedulesOf(env),
      ...tokensOf(env),
      ...readerOf(env),
      ...eventsOf(env),
      ...termsOf(env),
      ...campaignsOf(env),
      ...bulksOf(env),
      ...listsOf(env, keys),
    },
    policy: bundledPolicy(),
    documents: bundledDocuments(),
    stories: bundledFile<Record<string, StoryGraph>>("stories.json"),
  }),
);
