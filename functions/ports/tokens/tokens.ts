import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";

/** Who calls, as proven by an access token of the tenant. */
export interface Caller {
  userId: UserId;
  /** When the account was made that signed in: a later one under the same id is somebody else (I7). Absent when the token does not say. */
  accountCreatedAt?: Instant | undefined;
  permissions: string[];
  /** When the person last proved who they are; absent when the token does not say: then it counts as not fresh. */
  authenticatedAt?: Instant | undefined;
  /** When a second factor was last shown. */
  secondFactorAt?: Instant | undefined;
  /** True when another identity provider vouched for the login. */
  federated: boolean;
  /** True in a rights session: proven by a link to a verified address, and by no login. */
  bySession?: boolean | undefined;
}

/** Checks access tokens: signature, issuer, audience, times (RFC 9068, Auth0's dialect). */
export interface Tokens {
  /** Throws `TokenRefused`. `Busy` when the issuer's keys cannot be had just now. */
  verify(accessToken: string): Promise<Caller>;
}

export class TokenRefused extends Error {
  override readonly name = "TokenRefused" as const;
}
