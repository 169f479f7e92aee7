import type { ApplicationBlock } from "#kernel/block.ts";
import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { PickedEvent } from "#kernel/log-event.ts";
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
  /** Every address that the account or a linked login names, verified or not: where a warning may reach the person. */
  addresses: string[];
  /** Names of the members of app_metadata, never their values: policy tells by them what is kept of whom. */
  appMetadata: string[];
  /** What stands in our own member of app_metadata: where the post-login Action turns this person away. */
  applicationBlocks?: ApplicationBlock[] | undefined;
  /** Our mark that the person's data is only stored (GDPR Article 18); absent while it is not. */
  restricted?: true | undefined;
}

/** A block of Auth0's own after too many wrong passwords: one identifier, held back from one address. */
export interface BruteForceBlock {
  identifier: string;
  ip?: string | undefined;
}

/** How far a person's data reaches in the tenant beside the account itself, in numbers. */
export interface Extent {
  organizations: number;
  /** To the person's addresses, in these organisations: they hold the address, and the tenant keeps them after the account is gone. */
  invitations: number;
  bruteForceBlocks: number;
  /** Entries about the account in the tenant's log; they go when its retention ends, counted from the newest. */
  logEvents: number;
  newestLogAt?: Instant | undefined;
  /** When the e-mail address was last changed, or another account linked, since the moment asked for. */
  addressChangedAt?: Instant | undefined;
  linkedAt?: Instant | undefined;
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

/** What the tenant keeps of a person, each with its own list there. */
export const sources = [
  "profile",
  "organizations",
  "organization-roles",
  "invitations",
  "roles",
  "permissions",
  "grants",
  "sessions",
  "refresh-tokens",
  "device-credentials",
  "connected-accounts",
  "authentication-methods",
  "log-events",
] as const;
export type Source = (typeof sources)[number];

/** Whose data is collected. */
export interface CollectedPerson {
  userId: UserId;
  /** Logins linked to the account: what was logged before they were linked is the person's too. */
  logins: readonly UserId[];
  /** Verified: what was logged under it is the person's. */
  address?: string | undefined;
}

/** One page of a source, as the tenant shows it. */
export interface CollectedPage {
  items: JsonObject[];
  /** Where to go on; absent on the last page. Some are good for 24 hours only. */
  next?: string | undefined;
  /** The tenant's plan has no such list. */
  notAvailable?: true | undefined;
}

/** Reads the tenant with the reader's own client. Every call may throw `Busy`, or `TenantRefused` when the tenant says a final no. */
export interface IdentityReader {
  /** Read by id: immediately consistent. Undefined when there is no such account. */
  read(userId: UserId): Promise<Account | undefined>;
  /**
   * Accounts whose own address this is, verified or not. Addresses of linked logins are not searched by Auth0; who has one of those
   * asks by the account's own.
   */
  byEmail(address: string): Promise<Account[]>;
  access(userId: UserId): Promise<AccessReading>;
  /** A page of a source, the first without a cursor: for the person's own package and for nothing else. Empty for an account that is gone. */
  collect(source: Source, person: CollectedPerson, cursor: string | undefined): Promise<CollectedPage>;
  /** The same of these applications alone; sessions belong to none. */
  accessTo(userId: UserId, clients: readonly string[]): Promise<AccessReading>;
  /** Names of the account's roles. */
  roles(userId: UserId): Promise<string[]>;
  /** Auth0's own blocks after wrong passwords: they have nothing to do with `blocked`. Empty for an account that is not there. */
  bruteForceBlocks(userId: UserId): Promise<BruteForceBlock[]>;
  /** Whether Auth0 holds an address back because it tried many accounts. */
  isIpBlocked(ip: string): Promise<boolean>;
  /** `since`: how far back to look for changes. Nothing but zeros for an account that is not there. */
  extent(userId: UserId, addresses: readonly string[], since: Instant): Promise<Extent>;
  /**
   * Records of the tenant's log after one of them, oldest first, at most 100 (the Logs API's checkpoint mode). Without one: the newest
   * record alone, from which the next call goes on.
   */
  logsAfter(logId: string | undefined): Promise<PickedEvent[]>;
  /** One record of the tenant's log, which lags behind what happened; undefined when it is not there, yet or any more. */
  logRecord(logId: string): Promise<PickedEvent | undefined>;
  /** The log streams whose name begins with Habeas: others bring their events to somebody else. */
  streams(): Promise<{ id: string; status: "active" | "paused" | "suspended" }[]>;
  /** How many accounts the tenant has, or how many of a kind, in one call for any number of them; may lag by minutes. */
  countUsers(which?: CountedAccounts): Promise<number>;
}

/** Which accounts are counted: those that are not blocked, and fit everything that is given. */
export interface CountedAccounts {
  /** Any of these. */
  connections?: readonly string[] | undefined;
  /** app_metadata.region, any of these. */
  regions?: readonly string[] | undefined;
  /** Mail may go to them: their address is verified. */
  areMailable?: boolean | undefined;
  /** A member of app_metadata and the version that stands in it. */
  flag?: { name: string; version: string } | undefined;
}

/**
 * Changes the tenant with the eraser's own client. Already so counts as done. `step` is sent as X-Correlation-ID so that we know
 * our own writes again. Every call may throw `Busy` or `TenantRefused`.
 */
export interface IdentityEraser {
  block(userId: UserId, step: string): Promise<void>;
  /**
   * Ends sessions, refresh tokens, device credentials and grants, as far as the plan allows; the tenant may carry it out later. Answers
   * with what it cannot end.
   */
  revokeAccess(userId: UserId, step: string): Promise<{ notAvailable: (keyof Access)[] }>;
  /**
   * Deletes what the tenant keeps beside the account and would not take along: invitations to these addresses in the person's
   * organisations, and brute-force blocks. Must come before the account is deleted: after it nobody knows its organisations.
   */
  clearTraces(userId: UserId, addresses: readonly string[], step: string): Promise<{ invitations: number }>;
  /** Deletes the account with its linked identities. Gone already counts as done. */
  erase(userId: UserId, step: string): Promise<void>;
}

/**
 * Shuts people out and lets them in again, with the blocker's own client, which can delete no account. Already so counts as done; for an
 * account that is gone nothing is done. Every call may throw `Busy` or `TenantRefused`.
 */
export interface IdentityBlocker {
  /**
   * Sets what is named and leaves the rest: `blocked` of the account, and our members of app_metadata. No applications, or no restriction:
   * the member goes.
   */
  setBlock(
    userId: UserId,
    to: {
      blocked?: boolean | undefined;
      applications?: readonly ApplicationBlock[] | undefined;
      restricted?: boolean | undefined;
    },
    step: string,
  ): Promise<void>;
  /** As the eraser's `revokeAccess`. */
  endAccess(userId: UserId, step: string): Promise<{ notAvailable: (keyof Access)[] }>;
  /** Ends what these applications hold of the person, and nothing else. */
  endAccessTo(userId: UserId, clients: readonly string[], step: string): Promise<{ notAvailable: (keyof Access)[] }>;
}

/**
 * Looks after accounts with the steward's own client: what reactions do, and nothing that destroys. `step` is sent as X-Correlation-ID.
 * Every call may throw `Busy` or `TenantRefused`.
 */
export interface IdentitySteward {
  /** Has the tenant send its own verification mail. */
  sendVerification(userId: UserId, step: string): Promise<void>;
  /** A link under which the person sets a new password, good for so many seconds. It is a key to the account: mail it, never keep it. */
  passwordLink(userId: UserId, seconds: number, step: string): Promise<string>;
  /** Blocks the account. Already so counts as done. */
  block(userId: UserId, step: string): Promise<void>;
  /** Lifts Auth0's own blocks after wrong passwords. Gone already counts as done. */
  clearBruteForce(userId: UserId, step: string): Promise<void>;
  /** Lets an address try again that Auth0 held back. Gone already counts as done. */
  releaseIp(ip: string, step: string): Promise<void>;
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
