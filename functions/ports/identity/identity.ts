import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { LinkedIdentity, Locale } from "#kernel/subject.ts";

/** An account as the tenant holds it now, in the fields that decisions need. */
export interface Account {
  userId: UserId;
  createdAt: Instant;
  identities: LinkedIdentity[];
  email?: string | undefined;
  emailVerified: boolean;
  locale?: Locale | undefined;
  blocked: boolean;
}

/** What still lets somebody in, by number. */
export interface Access {
  sessions: number;
  refreshTokens: number;
  deviceCredentials: number;
  grants: number;
}

/** What the tenant's plan cannot list or revoke (sessions and refresh tokens below Enterprise) is named, never silently zero. */
export interface AccessReading extends Access {
  notAvailable: (keyof Access)[];
}

/** Reads the tenant with the reader's own client. Every call may throw `Busy`, or `TenantRefused` when the tenant says a final no. */
export interface IdentityReader {
  /** Read by id: immediately consistent. Undefined when there is no such account. */
  read(userId: UserId): Promise<Account | undefined>;
  access(userId: UserId): Promise<AccessReading>;
  /** Names of the account's roles. */
  roles(userId: UserId): Promise<string[]>;
}

/**
 * Changes the tenant with the eraser's own client. Already so counts as done. `step` is sent as X-Correlation-ID so that we know
 * our own writes again. Every call may throw `Busy` or `TenantRefused`.
 */
export interface IdentityEraser {
  block(userId: UserId, step: string): Promise<void>;
  /** Ends sessions, refresh tokens, device credentials and grants, as far as the plan allows; the tenant may carry it out later. */
  revokeAccess(userId: UserId, step: string): Promise<{ revoked: Access; notAvailable: (keyof Access)[] }>;
  /** Deletes the account with its linked identities. Gone already counts as done. */
  erase(userId: UserId, step: string): Promise<void>;
}

/** The tenant refused for good: `statusCode` and `errorCode` say why; its words are never carried on, they may hold personal data. */
export class TenantRefused extends Error {
  override readonly name = "TenantRefused" as const;
  readonly statusCode: number;
  readonly errorCode: string | undefined;
  constructor(operation: string, statusCode: number, errorCode: string | undefined) {
    super(`${operation} was refused with ${statusCode}${errorCode === undefined ? "" : ` ${errorCode}`}`);
    this.statusCode = statusCode;
    this.errorCode = errorCode;
  }
}
