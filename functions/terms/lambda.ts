import { bundledDocuments, bundledPolicy } from "#runtime/bundled-files.ts";
import {
  campaignsOf,
  gateOf,
  keysOf,
  listingOf,
  mailingsOf,
  mailPacerOf,
  noticesOf,
  requestsOf,
  subjectsOf,
  termsOf,
  workflowsOf,
} from "#runtime/cloud.ts";
import { stepFunction } from "#runtime/step-function.ts";
import { inputOf } from "./model.ts";
import { gateSteps, gatherSteps, mailSteps, storeSteps } from "./steps.ts";

// Four functions, one for each set of rights. Each is bundled alone, with nothing of the others; see infra/bundle.ts.

export const store = /* @__PURE__ */ stepFunction({
  name: "termsStore",
  steps: storeSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...campaignsOf(env), ...termsOf(env), ...keysOf(env), ...workflowsOf({}) }),
});

export const gather = /* @__PURE__ */ stepFunction({
  name: "termsGather",
  steps: gatherSteps,
  inputOf,
  ports: (env) => ({
    ...requestsOf(env),
    ...campaignsOf(env),
    ...termsOf(env),
    ...mailingsOf(env, keysOf(env)),
    ...listingOf(env, bundledPolicy()),
  }),
});

export const gate = /* @__PURE__ */ stepFunction({
  name: "termsGate",
  steps: gateSteps,
  inputOf,
  ports: (env) => ({ ...requestsOf(env), ...campaignsOf(env), ...termsOf(env), ...gateOf(env, bundledPolicy()) }),
});

export const mail = /* @__PURE__ */ stepFunction({
  name: "termsMail",
  steps: mailSteps,
  inputOf,
  ports: (env) => {
    const keys = keysOf(env);
    return {
      ...requestsOf(env),
      ...campaignsOf(env),
      ...termsOf(env),
      ...subjectsOf(env, keys),
      ...mailingsOf(env, keys),
      ...mailPacerOf(env, bundledPolicy()),
      ...noticesOf(env),
      documents: bundledDocuments(),
      portalUrl: env.PORTAL_URL,
    };
  },
});
