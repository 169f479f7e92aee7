import type { BlockReason } from "./block.ts";
import type { Policy } from "./policy.ts";

/** Roles and ids that are never blocked, and roles whose holders are blocked by two officers only. */
export interface StandingOf {
  /** Roles of the account that policy protects, or "named" where policy names the account. */
  protectedBy: string[];
  /** Roles of the account that ask for a second officer. */
  staffRoles: string[];
}

/** What policy says about the roles of an account. */
export const standingOf = (userIds: readonly string[], roles: readonly string[], { blocking }: Policy): StandingOf => ({
  protectedBy: [
    ...(blocking.protected.users.some((id) => userIds.includes(id)) ? ["named"] : []),
    ...roles.filter((role) => blocking.protected.roles.includes(role)),
  ],
  staffRoles: roles.filter((role) => blocking.fourEyes.roles.includes(role)),
});

const forOthers: readonly BlockReason[] = ["rights-of-others", "authority-order", "fraud"];

/** Whether somebody is shut out for this although their data is restricted: it protects others (GDPR Article 18(2)). */
export const protectsOthers = (reason: BlockReason): boolean => forOthers.includes(reason);
