import { bundledPolicy } from "#runtime/bundled-files.ts";
import {
  alertsOf,
  bulksOf,
  campaignsOf,
  eventsOf,
  keysOf,
  noticesOf,
  queueOf,
  readerOf,
  requestsOf,
  stewardOf,
  subjectsOf,
  tasksOf,
  termsOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { functionRights } from "#runtime/functions.ts";
import { readEnvironment } from "#runtime/rights.ts";
import { onSchedule } from "./schedule.ts";

const env = readEnvironment(functionRights.schedule);
const policy = bundledPolicy();
const keys = keysOf(env);

/** What EventBridge Scheduler wakes: every minute for the sweep, and once at each planned moment. */
export const handler = onSchedule(
  {
    ...requestsOf(env),
    ...campaignsOf(env),
    ...bulksOf(env),
    ...keys,
    ...subjectsOf(env, keys),
    ...workflowsOf(env),
    ...readerOf(env),
    ...stewardOf(env),
    ...eventsOf(env),
    ...tasksOf(env, policy),
    ...termsOf(env),
    ...termsOf(env),
    ...queueOf(env),
    ...noticesOf(env),
    ...alertsOf(env, policy),
  },
  { policy, publicUrl: env.PUBLIC_URL },
);
