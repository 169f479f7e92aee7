import { carryOutAnswer } from "./steps/carrying-out.ts";
import { closeContest, lookAtContest, parkForAnswer } from "./steps/following.ts";
import { openRequest } from "./steps/opening.ts";
import { acknowledge, tellAnswer, tellOverdue } from "./steps/telling.ts";

// Who acts: every step of the story, grouped by the rights it needs. A group is one function in the cloud, with one role.

/** Our own stores, the runs' tokens, and the run of the block. */
export const storeSteps = { lookAtContest, parkForAnswer, carryOutAnswer, closeContest };

/** Reads the tenant. */
export const tenantReadSteps = { openRequest };

/** Sends mail. */
export const mailSteps = { acknowledge, tellOverdue, tellAnswer };

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const contestSteps = /* @__PURE__ */ (() => ({ ...storeSteps, ...tenantReadSteps, ...mailSteps }))();
