import { closeForGood, dropAddress, recheck } from "./steps/closing.ts";
import { askToConfirm, parkForConfirmation } from "./steps/confirming.ts";
import { letGo, refuse, tellWithdrawn } from "./steps/declining.ts";
import {
  blockAccount,
  checkNobodySignedIn,
  clearTraces,
  deleteAccount,
  revokeAccess,
  verifyAbsence,
} from "./steps/erasing.ts";
import { passPointOfNoReturn } from "./steps/fencing.ts";
import { acknowledge, openRequest, parkForCoolingOff, parkForRoom } from "./steps/opening.ts";
import { parkForDecision, planDeletion, tellInterim } from "./steps/planning.ts";
import { purgeToClosingRecord, signReceipt, tellDone } from "./steps/proving.ts";
import { lookForExport, parkForExport } from "./steps/waiting.ts";

// Who acts: every step of the story, grouped by the rights it needs. A group is one function in the cloud, with one role. Each step is
// a factory that asks only for the ports it uses; its name is the story's `${placeholder}` and the payload's `step`.

/** Our own stores and the run's tokens; no tenant, no mail. */
export const storeSteps = {
  parkForConfirmation,
  parkForCoolingOff,
  parkForDecision,
  lookForExport,
  parkForExport,
  parkForRoom,
  purgeToClosingRecord,
  dropAddress,
  closeForGood,
  letGo,
};

/** Reads the tenant. */
export const tenantReadSteps = {
  openRequest,
  planDeletion,
  passPointOfNoReturn,
  checkNobodySignedIn,
  verifyAbsence,
  recheck,
};

/** Changes the tenant: blocks, revokes, deletes. */
export const tenantWriteSteps = { blockAccount, revokeAccess, clearTraces, deleteAccount };

/** Signs, and writes receipts. */
export const evidenceSteps = { signReceipt };

/** Sends mail. */
export const mailSteps = { askToConfirm, acknowledge, tellInterim, tellDone, tellWithdrawn, refuse };

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const deletionSteps = /* @__PURE__ */ (() => ({
  ...storeSteps,
  ...tenantReadSteps,
  ...tenantWriteSteps,
  ...evidenceSteps,
  ...mailSteps,
}))();
