import { lookAtDecision, parkForDecision, parkForRoom, passFence } from "./steps/deciding.ts";
import { closeBlock, follow, liftBlock, parkUntilTheEnd } from "./steps/following.ts";
import { agreeAgain, checkShutOut, endAccess, imposeBlock } from "./steps/imposing.ts";
import { openRequest } from "./steps/opening.ts";
import { tellLifted, tellShutOut } from "./steps/telling.ts";

// Who acts: every step of the story, grouped by the rights it needs. A group is one function in the cloud, with one role.

/** Our own stores, the run's tokens and planned wakings; no tenant, no mail. */
export const storeSteps = { parkForDecision, lookAtDecision, parkForRoom, follow, parkUntilTheEnd, closeBlock };

/** Reads the tenant. */
export const tenantReadSteps = { openRequest, passFence, checkShutOut };

/** Changes the tenant: shuts people out, ends their access, lets them in. */
export const tenantWriteSteps = { imposeBlock, endAccess, agreeAgain, liftBlock };

/** Sends mail. */
export const mailSteps = { tellShutOut, tellLifted };

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const blockingSteps = /* @__PURE__ */ (() => ({
  ...storeSteps,
  ...tenantReadSteps,
  ...tenantWriteSteps,
  ...mailSteps,
}))();
