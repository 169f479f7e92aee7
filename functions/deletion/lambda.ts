import {
  archiveOf,
  eraserOf,
  keysOf,
  noticesOf,
  readerOf,
  requestsOf,
  subjectsOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { inputOf } from "./model.ts";
import { evidenceSteps, mailSteps, storeSteps, tenantReadSteps, tenantWriteSteps } from "./steps.ts";

// Five functions, one for each set of rights. Each is bundled alone, with nothing of the others; see infra/bundle.ts.

export const store = /* @__PURE__ */ stepFunction({
  name: "deletionStore",
  steps: storeSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...workflowsOf({}), ...archiveOf(env) };
  },
});

export const tenantRead = /* @__PURE__ */ stepFunction({
  name: "deletionTenantRead",
  steps: tenantReadSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...readerOf(env) }),
});

export const tenantWrite = /* @__PURE__ */ stepFunction({
  name: "deletionTenantWrite",
  steps: tenantWriteSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...subjectsOf(env, keysOf(env)), ...readerOf(env), ...eraserOf(env) }),
});

export const evidence = /* @__PURE__ */ stepFunction({
  name: "deletionEvidence",
  steps: evidenceSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return { ...requestsOf(env), ...keys, ...subjectsOf(env, keys), ...archiveOf(env) };
  },
});

export const mail = /* @__PURE__ */ stepFunction({
  name: "deletionMail",
  steps: mailSteps,
  inputOf,
  ports: (env) => ({
    ...requestsOf(env),
    ...subjectsOf(env, keysOf(env)),
    ...archiveOf(env),
    ...noticesOf(env),
    publicUrl: env.PUBLIC_URL,
  }),
});
