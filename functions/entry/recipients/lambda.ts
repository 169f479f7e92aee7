import { bundledPolicy } from "#runtime/bundled-files.ts";
import {
  archiveOf,
  keysOf,
  recipientsOf,
  requestsOf,
  tasksOf,
  uploadAddressesOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { createApi } from "../api/api.ts";
import { recipientRoutes } from "./routes.ts";

const env = readEnvironment(functionRights.recipientAnswers);
const policy = bundledPolicy();

/** Where recipients answer, behind API Gateway: it knows their secrets, and nobody's person. */
export const handler = createApi(
  { publicUrl: env.PUBLIC_URL },
  recipientRoutes({
    ports: {
      ...requestsOf(env),
      ...keysOf(env),
      ...workflowsOf({}),
      ...tasksOf(env, policy),
      ...archiveOf(env, { presign: uploadAddressesOf() }),
      ...recipientsOf(env),
    },
    policy,
  }),
);
