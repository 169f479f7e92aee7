import { assemble } from "./steps/assembling.ts";
import { checkAccount, collect, noteMissing } from "./steps/collecting.ts";
import { refuse, removePackage, tellReady, tellWithdrawn } from "./steps/ending.ts";
import { acknowledge, openRequest, parkForDecision, tellInterim } from "./steps/opening.ts";

// Who acts: every step of the story, grouped by the rights it needs. A group is one function in the cloud, with one role. The steps that
// ask recipients are shared with other stories: requests/recipients.

/** Our own stores, the files of exports, and the run's tokens; no tenant, no mail. */
export const storeSteps = { parkForDecision, noteMissing, removePackage };

/** Reads the tenant, and keeps what it says. */
export const tenantReadSteps = { openRequest, collect, checkAccount };

/** Puts the package together: the one that may take minutes. */
export const packageSteps = { assemble };

/** Sends mail. */
export const mailSteps = { acknowledge, tellInterim, tellReady, tellWithdrawn, refuse };

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const exportSteps = /* @__PURE__ */ (() => ({
  ...storeSteps,
  ...tenantReadSteps,
  ...packageSteps,
  ...mailSteps,
}))();
