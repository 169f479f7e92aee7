import type { Clock } from "#kernel/clock.ts";
import type { Instant } from "#kernel/instant.ts";
import type { KeptActions } from "./actions/kept-actions.ts";
import type { Configuration } from "./configuration.ts";
import type { Faults } from "./faults.ts";
import type { SigningKeys } from "./keys.ts";
import type { Later } from "./later.ts";
import type { Ledger } from "./ledger.ts";
import type { Logs } from "./log-events.ts";
import type { LogStreams } from "./log-streams.ts";
import type { RateLimits } from "./rate-limits.ts";
import type {
  BruteForceBlock,
  ConnectedAccount,
  Grant,
  Invitation,
  Job,
  Memberships,
  Organization,
  Passkey,
  Password,
  PublicKeyCredential,
  RefreshToken,
  Role,
  SecondFactor,
  Session,
  User,
} from "./records.ts";
import type { Collection, Store } from "./store.ts";

/** How the tenant behaves where Auth0's documents leave it open, or where tests want to see the harder case. */
export interface Behaviour {
  /** Seconds until a 202 has taken effect. */
  asynchronousSeconds: number;
  /** Seconds until search and role lists show a write. */
  indexLagSeconds: number;
  /** Seconds until an export of users is done. */
  exportSeconds: number;
  /** False: the tenant's plan exports no users. */
  userExports: boolean;
  /** False: the session and refresh-token endpoints say no, as below Enterprise. */
  sessionManagement: boolean;
  /** `warn`: a profile over 10 KB is accepted and logged; `refuse`: it is a 400. */
  profileLimit: "warn" | "refuse";
  /** True: a blocked account's refresh tokens still work. Auth0 does not say; the product must revoke them. */
  blockedMayRefresh: boolean;
  /** Wrong passwords for one identifier from one address until it is blocked. */
  bruteForceThreshold: number;
  /** Accounts for which one address gave wrong passwords until the address itself is held back. */
  suspiciousAddressThreshold: number;
  /** True: whatever is changed about an Action cannot be built. */
  buildsFail: boolean;
}

export const usualBehaviour: Behaviour = {
  asynchronousSeconds: 1,
  indexLagSeconds: 3,
  exportSeconds: 5,
  userExports: true,
  sessionManagement: true,
  profileLimit: "warn",
  blockedMayRefresh: false,
  bruteForceThreshold: 10,
  suspiciousAddressThreshold: 100,
  buildsFail: false,
};

/** Everything the tenant remembers, by kind. */
export interface Records {
  users: Collection<User>;
  /** What search sees: lags behind `users`. */
  index: Collection<User>;
  /** What the lists of members see: lags behind `memberships`. */
  membershipIndex: Collection<Memberships>;
  passwords: Collection<Password>;
  sessions: Collection<Session>;
  refreshTokens: Collection<RefreshToken>;
  publicKeys: Collection<PublicKeyCredential>;
  grants: Collection<Grant>;
  memberships: Collection<Memberships>;
  roles: Collection<Role>;
  organizations: Collection<Organization>;
  invitations: Collection<Invitation>;
  secondFactors: Collection<SecondFactor>;
  passkeys: Collection<Passkey>;
  connectedAccounts: Collection<ConnectedAccount>;
  blocks: Collection<BruteForceBlock>;
  failures: Collection<{ count: number }>;
  /** Addresses held back for trying many accounts, and which accounts each has tried in vain. */
  heldAddresses: Collection<{ at: Instant }>;
  failedAddresses: Collection<{ identifiers: string[] }>;
  jobs: Collection<Job>;
}

export const openRecords = (store: Store): Records => ({
  users: store.collection("users"),
  index: store.collection("index"),
  membershipIndex: store.collection("membership-index"),
  passwords: store.collection("passwords"),
  sessions: store.collection("sessions"),
  refreshTokens: store.collection("refresh-tokens"),
  publicKeys: store.collection("public-keys"),
  grants: store.collection("grants"),
  memberships: store.collection("memberships"),
  roles: store.collection("roles"),
  organizations: store.collection("organizations"),
  invitations: store.collection("invitations"),
  secondFactors: store.collection("second-factors"),
  passkeys: store.collection("passkeys"),
  connectedAccounts: store.collection("connected_accounts"),
  blocks: store.collection("blocks"),
  failures: store.collection("failures"),
  heldAddresses: store.collection("held-addresses"),
  failedAddresses: store.collection("failed-addresses"),
  jobs: store.collection("jobs"),
});

/** What every endpoint works with. */
export interface Core {
  clock: Clock;
  store: Store;
  records: Records;
  ledger: Ledger;
  logs: Logs;
  streams: LogStreams;
  later: Later;
  keys: SigningKeys;
  limits: RateLimits;
  faults: Faults;
  behaviour: Behaviour;
  configuration: Configuration;
  actions: KeptActions;
  /** With the slash at its end, as Auth0 writes it into `iss`. */
  issuer: string;
  managementAudience: string;
  clientSecret(clientId: string): string | undefined;
}
