import type { Clock } from "#kernel/clock.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Store } from "./store.ts";

/** What can happen to an account. */
type Effect =
  | "user-created"
  | "user-changed"
  | "user-blocked"
  | "user-unblocked"
  | "user-deleted"
  | "email-changed"
  | "password-changed"
  | "identity-linked"
  | "identity-unlinked"
  | "logged-in"
  | "sessions-ended"
  | "refresh-tokens-revoked"
  | "device-credentials-deleted"
  | "grants-deleted"
  | "roles-assigned"
  | "roles-removed"
  | "permissions-removed"
  | "organizations-left"
  | "invitations-deleted"
  | "second-factors-deleted"
  | "brute-force-blocked"
  | "brute-force-unblocked"
  | "ticket-created"
  | "verification-mail-sent";

/** Who did it: an application by its token, a person at the login page, or the tenant itself. */
export interface Cause {
  clientId?: string | undefined;
  correlationId?: string | undefined;
}

/** One effect on one account. Tests read these; they survive a restart, and the account. */
export interface LedgerEntry extends Cause {
  number: number;
  at: Instant;
  effect: Effect;
  userId: string;
  /** How many things it concerned: sessions ended, grants deleted ... */
  count: number;
}

export interface Ledger {
  record(effect: Effect, userId: string, cause: Cause, count?: number): void;
  /** All entries, or those of one account, oldest first. */
  read(userId?: string): LedgerEntry[];
}

export const openLedger = (store: Store, clock: Clock): Ledger => {
  const insert = store.database.prepare("INSERT INTO ledger (user_id, body) VALUES (?, ?)");
  const all = store.database.prepare("SELECT number, body FROM ledger ORDER BY number");
  const ofUser = store.database.prepare("SELECT number, body FROM ledger WHERE user_id = ? ORDER BY number");
  return {
    record: (effect, userId, cause, count = 1) => {
      const { clientId, correlationId } = cause;
      insert.run(userId, JSON.stringify({ at: clock.now(), effect, userId, clientId, correlationId, count }));
    },
    read: (userId) =>
      (userId === undefined ? all.all() : ofUser.all(userId)).map((row) => ({
        number: Number(row.number),
        ...(JSON.parse(String(row.body)) as Omit<LedgerEntry, "number">),
      })),
  };
};
