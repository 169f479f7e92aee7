import {
  archiveOf,
  auditOf,
  keysOf,
  noticesOf,
  readerOf,
  requestsOf,
  streamsOf,
  subjectsOf,
  termsOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { inputOf } from "./model.ts";
import { mailSteps, packageSteps, storeSteps, tenantReadSteps } from "./steps.ts";

// Four functions, one for each set of rights. Each is bundled alone, with nothing of the others; see infra/bundle.ts.

export const store = /* @__PURE__ */ stepFunction({
  name: "exportStore",
  steps: storeSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...workflowsOf({}), ...archiveOf(env) };
  },
});

export const tenantRead = /* @__PURE__ */ stepFunction({
  name: "exportTenantRead",
  steps: tenantReadSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...readerOf(env), ...archiveOf(env) }),
});

export const packs = /* @__PURE__ */ stepFunction({
  name: "exportPackage",
  steps: packageSteps,
  inputOf,
  ports: (env) => ({
    ...requestsOf(env),
    ...subjectsOf(env, keysOf(env)),
    ...auditOf(env),
    ...termsOf(env),
    ...archiveOf(env, { putStream: streamsOf() }),
  }),
});

export const mail = /* @__PURE__ */ stepFunction({
  name: "exportMail",
  steps: mailSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...noticesOf(env), ...workflowsOf({}) };
  },
});
