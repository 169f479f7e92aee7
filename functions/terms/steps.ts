import { closeCampaign, decideNext, nextRun, openCampaign, parkCampaign } from "./steps/deciding.ts";
import { beginListing, forgetListing, gatherPeople } from "./steps/gathering.ts";
import { endMailing, mailShard } from "./steps/mailing.ts";
import { takeBack, turnGate } from "./steps/turning.ts";

// Who acts: every step of a campaign, grouped by the rights it needs.

/** Our own records and the run's token; no person, no tenant, no mail. */
export const storeSteps = { openCampaign, decideNext, parkCampaign, closeCampaign, forgetListing, nextRun };

/** Lists the tenant's accounts, and keeps whom a mailing goes to, sealed. */
export const gatherSteps = { beginListing, gatherPeople };

/** Turns the tenant's gate. */
export const gateSteps = { turnGate, takeBack };

/** Mails. */
export const mailSteps = { mailShard, endMailing };

/** All of them, for the embedded host. Pure, so that no function in the cloud is bundled with the steps of another. */
export const termsSteps = /* @__PURE__ */ (() => ({ ...storeSteps, ...gatherSteps, ...gateSteps, ...mailSteps }))();
