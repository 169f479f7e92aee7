import { closeForGood, dropAddress, recheck } from "./steps/closing.ts";
import { blockAccount, checkNobodySignedIn, deleteAccount, revokeAccess, verifyAbsence } from "./steps/erasing.ts";
import { passPointOfNoReturn, refuse } from "./steps/fencing.ts";
import { acknowledge, openRequest, parkForCoolingOff, parkForRoom, tellWithdrawn } from "./steps/opening.ts";
import { purgeToClosingRecord, signReceipt, tellDone } from "./steps/proving.ts";

// Who acts: every step of the story, grouped by the rights it needs. A group is one function in the cloud, with one role. Each step is
// a factory that asks only for the ports it uses; its name is the story's `${placeholder}` and the payload's `step`.

/** Our own stores and the run's tokens; no tenant, no mail. */
export const storeSteps = { parkForCoolingOff, parkForRoom, purgeToClosingRecord, dropAddress, closeForGood };

/** Reads the tenant. */
export const tenantReadSteps = { openRequest, passPointOfNoReturn, checkNobodySignedIn, verifyAbsence, recheck };

/** Changes the tenant: blocks, revokes, deletes. */
export const tenantWriteSteps = { blockAccount, revokeAccess, deleteAccount };

/** Signs, and writes receipts. */
export const evidenceSteps = { signReceipt };

/** Sends mail. */
export const mailSteps = { acknowledge, tellDone, tellWithdrawn, refuse };

export const deletionSteps = { ...storeSteps, ...tenantReadSteps, ...tenantWriteSteps, ...evidenceSteps, ...mailSteps };
