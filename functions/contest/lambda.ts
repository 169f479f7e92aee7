import { keysOf, noticesOf, readerOf, requestsOf, subjectsOf, workflowsOf } from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { inputOf } from "./model.ts";
import { mailSteps, storeSteps, tenantReadSteps } from "./steps.ts";

// Three functions, one for each set of rights. Each is bundled alone, with nothing of the others; see infra/bundle.ts.

export const store = /* @__PURE__ */ stepFunction({
  name: "contestStore",
  steps: storeSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...workflowsOf(env) };
  },
});

export const tenantRead = /* @__PURE__ */ stepFunction({
  name: "contestTenantRead",
  steps: tenantReadSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...readerOf(env) }),
});

export const mail = /* @__PURE__ */ stepFunction({
  name: "contestMail",
  steps: mailSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...noticesOf(env) }),
});
