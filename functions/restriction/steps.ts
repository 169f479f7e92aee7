import { beginRestriction, parkForRoom, passFence } from "./steps/beginning.ts";
import { acknowledge, parkForDecision, refuse, tellInterim, tellWithdrawn } from "./steps/deciding.ts";
import { closeRestriction, follow, parkForLifting } from "./steps/following.ts";
import { checkLifted, letIn } from "./steps/lifting.ts";
import { markAccount } from "./steps/marking.ts";
import { openRequest } from "./steps/opening.ts";
import { checkShutOut, endAccess, shutSignIn } from "./steps/shutting.ts";
import { tellKept, tellLifted, tellLifting, tellStands } from "./steps/telling.ts";

// Who acts: every step of the story, grouped by the rights it needs. A group is one function in the cloud, with one role. The steps that
// ask recipients are shared with other stories: requests/recipients.

/** Our own stores, the run's tokens and planned wakings; no tenant, no mail. */
export const storeSteps = {
  parkForDecision,
  beginRestriction,
  parkForRoom,
  follow,
  parkForLifting,
  closeRestriction,
};

/** Reads the tenant. */
export const tenantReadSteps = { openRequest, passFence, checkShutOut, checkLifted };

/** Changes the tenant: marks the account, shuts sign-in where the person asked for it, and takes both back. */
export const tenantWriteSteps = { markAccount, shutSignIn, endAccess, letIn };

/** Sends mail. */
export const mailSteps = {
  acknowledge,
  tellInterim,
  tellWithdrawn,
  refuse,
  tellStands,
  tellLifting,
  tellKept,
  tellLifted,
};

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const restrictionSteps = /* @__PURE__ */ (() => ({
  ...storeSteps,
  ...tenantReadSteps,
  ...tenantWriteSteps,
  ...mailSteps,
}))();
