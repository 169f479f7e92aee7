import {
  blockerOf,
  keysOf,
  noticesOf,
  readerOf,
  requestsOf,
  schedulesOf,
  subjectsOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { inputOf } from "./model.ts";
import { mailSteps, storeSteps, tenantReadSteps, tenantWriteSteps } from "./steps.ts";

// Four functions, one for each set of rights. Each is bundled alone, with nothing of the others; see infra/bundle.ts.

export const store = /* @__PURE__ */ stepFunction({
  name: "blockingStore",
  steps: storeSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...workflowsOf({}), ...schedulesOf(env) };
  },
});

export const tenantRead = /* @__PURE__ */ stepFunction({
  name: "blockingTenantRead",
  steps: tenantReadSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...readerOf(env) }),
});

export const tenantWrite = /* @__PURE__ */ stepFunction({
  name: "blockingTenantWrite",
  steps: tenantWriteSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...readerOf(env), ...blockerOf(env) }),
});

export const mail = /* @__PURE__ */ stepFunction({
  name: "blockingMail",
  steps: mailSteps,
  inputOf,
  ports: (env) => ({
    ...requestsOf(env),
    ...subjectsOf(env, keysOf(env)),
    ...noticesOf(env),
    publicUrl: env.PUBLIC_URL,
  }),
});
