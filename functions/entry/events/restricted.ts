import { protectsOthers } from "#kernel/block-standing.ts";
import type { Start, TaskKind } from "#kernel/reaction.ts";

/** What an officer would weigh enforcement by; anybody can cause these events by typing somebody's address. */
const towardsEnforcement: readonly TaskKind[] = ["breached-password", "brute-force"];

/**
 * What is not started about somebody whose data is only stored (GDPR Article 18): what enforces, but to protect others, and what reminds.
 * What keeps the stored data safe goes on, for that is part of storing it (Article 32): a warning to the person that somebody tries to get
 * in, an officer's look at a login that succeeded, a block that stood already. So do notes, and the person's own requests.
 */
export const restsWhileRestricted = (start: Start): boolean => {
  if (start === "verification-mail") return true;
  if (typeof start !== "object") return false;
  if ("block" in start) return !protectsOthers(start.block);
  return "task" in start && towardsEnforcement.includes(start.task);
};
