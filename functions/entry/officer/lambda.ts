import { bundledDocuments, bundledFile, bundledPolicy } from "#runtime/bundled-files.ts";
import {
  archiveOf,
  auditOf,
  campaignsOf,
  eventsOf,
  keysOf,
  noticesOf,
  queueOf,
  requestsOf,
  schedulesOf,
  subjectsOf,
  tasksOf,
  termsOf,
  tokensOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { createApi } from "../api/api.ts";
import type { StoryGraph } from "./model.ts";
import { officerRoutes } from "./routes.ts";

const env = readEnvironment(functionRights.officer);
const keys = keysOf(env);
const policy = bundledPolicy();

/** The officers' part of the HTTP API, with rights of its own; what looks at the tenant is a function beside it. */
export const handler = createApi(
  { publicUrl: env.PUBLIC_URL, webOrigins: env.WEB_ORIGINS },
  officerRoutes({
    ports: {
      ...requestsOf(env),
      ...auditOf(env),
      ...archiveOf(env),
      ...keys,
      ...subjectsOf(env, keys),
      ...workflowsOf(env),
      ...schedulesOf(env),
      ...noticesOf(env),
      ...tokensOf(env),
      ...eventsOf(env),
      ...tasksOf(env, policy),
      ...queueOf(env),
      ...termsOf(env),
      ...campaignsOf(env),
    },
    policy,
    documents: bundledDocuments(),
    stories: bundledFile<Record<string, StoryGraph>>("stories.json"),
  }),
);
