import { bulksOf, keysOf, listsOf, readerOf, requestsOf, subjectsOf, workflowsOf } from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { inputOf } from "./model.ts";
import { bulkSteps } from "./steps.ts";

/** The one function of the story. */
export const work = /* @__PURE__ */ stepFunction({
  name: "bulkWork",
  steps: bulkSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return {
      ...requestsOf(env),
      ...bulksOf(env),
      ...keys,
      ...listsOf(env, keys),
      ...subjectsOf(env, keys),
      ...workflowsOf(env),
      ...readerOf(env),
    };
  },
});
