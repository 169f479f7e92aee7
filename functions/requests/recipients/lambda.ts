import { bundledPolicy } from "#runtime/bundled-files.ts";
import {
  archiveOf,
  keysOf,
  recipientsOf,
  requestsOf,
  schedulesOf,
  subjectsOf,
  tasksOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { recipientInputOf } from "./model.ts";
import { recipientCallSteps, recipientStoreSteps } from "./steps.ts";

// Two functions that every story may use: what is only ours to write, and what calls out.

export const store = /* @__PURE__ */ stepFunction({
  name: "recipientsStore",
  steps: recipientStoreSteps,
  inputOf: recipientInputOf,
  ports: (env) => ({ ...requestsOf(env), ...keysOf(env), ...workflowsOf({}) }),
});

export const calls = /* @__PURE__ */ stepFunction({
  name: "recipients",
  steps: recipientCallSteps,
  inputOf: recipientInputOf,
  ports: (env) => ({
    ...requestsOf(env),
    ...subjectsOf(env, keysOf(env)),
    ...recipientsOf(env),
    ...tasksOf(env, bundledPolicy()),
    ...archiveOf(env),
    ...schedulesOf(env),
    publicUrl: env.PUBLIC_URL,
  }),
});
