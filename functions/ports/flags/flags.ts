import type { TermsFlag } from "#kernel/gate.ts";
import type { UserId } from "#kernel/ids.ts";

/** Notes on accounts what was accepted in the portal. At a login the gate does it by itself, and nobody calls this. */
export interface Flags {
  /** Already so counts as done. Throws `Busy` or `TenantRefused`. */
  set(userId: UserId, flag: TermsFlag, step: string): Promise<void>;
}
