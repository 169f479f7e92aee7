import { setTimeout } from "node:timers/promises";
import type { Clock } from "#kernel/clock.ts";
import { gateSecretsIn, termsPagePath } from "#kernel/gate.ts";
import type { Policy } from "#kernel/policy.ts";
import { auth0Flags } from "#ports/flags/auth0-flags.ts";
import { auth0Gate } from "#ports/gate/auth0-gate.ts";
import { clientCredentials } from "#ports/identity/access-token.ts";
import { auth0Blocker } from "#ports/identity/auth0-blocker.ts";
import { auth0Eraser } from "#ports/identity/auth0-eraser.ts";
import { auth0Reader } from "#ports/identity/auth0-reader.ts";
import { auth0Steward } from "#ports/identity/auth0-steward.ts";
import { auth0Listing } from "#ports/listing/auth0-listing.ts";
import type { TenantBucket } from "#ports/pacer/pacer.ts";
import { type BucketLimit, pacerIn } from "#ports/pacer/recorded-pacer.ts";
import type { Ports } from "#ports/ports.ts";
import type { Records } from "#ports/records/records.ts";
import type { SecretName, Secrets } from "#ports/secrets/secrets.ts";
import { jwksTokens } from "#ports/tokens/jwks-tokens.ts";

/** One of the machine clients at the tenant: each has its own rights there. */
export interface TenantClient {
  clock: Clock;
  /** As in `iss`, with its slash at the end: `https://example.eu.auth0.com/`. */
  issuer: string;
  clientId: string;
  secrets: Secrets;
  pacerRecords: Records;
  fetch?: typeof globalThis.fetch | undefined;
}

export interface TenantOptions extends Omit<TenantClient, "clientId"> {
  /** The identifier of our own API at the tenant. */
  audience: string;
  clients: { reader: string; eraser: string; steward: string; blocker: string; gate: string; flag: string };
  policy: Policy;
  /** The table in which the gate's turns are serialised. */
  records: Records;
  publicUrl: string;
}

/** What the tenant allows on its self-service plans, in calls; all clients draw from the same buckets. */
const selfServiceLimits: Record<TenantBucket, BucketLimit> = {
  "read-users": { burst: 40, perMinute: 500 },
  "write-users": { burst: 20, perMinute: 200 },
  "delete-users": { burst: 20, perMinute: 200 },
  "read-logs": { burst: 10, perMinute: 100 },
  other: { burst: 10, perMinute: 150 },
};

const accessOf = (client: TenantClient, secretName: SecretName, patienceSeconds: number) => {
  const { clock, issuer, clientId, secrets, pacerRecords, fetch } = client;
  return {
    baseUrl: `${issuer}api/v2`,
    tokens: clientCredentials({
      issuer,
      audience: `${issuer}api/v2/`,
      clientId,
      secret: () => secrets.read(secretName),
      clock,
      fetch,
    }),
    pacer: pacerIn({ records: pacerRecords, clock, limits: selfServiceLimits }),
    clock,
    // on a clock that stands still nothing would come of waiting
    ...(clock.standsStill !== true && {
      patience: { seconds: patienceSeconds, wait: (seconds: number) => setTimeout(seconds * 1000) },
    }),
    fetch,
  };
};

/** Reads accounts, paced, by the official SDK, with a token of its own. */
export const tenantReader = (client: TenantClient): Ports["reader"] =>
  auth0Reader(accessOf(client, "tenant-reader-client-secret", 20));

/** Lists all accounts, under the reader's client. `flag` is our member of app_metadata. */
export const tenantListing = (client: TenantClient, { flag }: { flag: string }): Ports["listing"] =>
  auth0Listing({ ...accessOf(client, "tenant-reader-client-secret", 20), flag });

/** Blocks, revokes and deletes, in the same way, under the client that may. It waits no longer than the kill switch may take (I13). */
export const tenantEraser = (client: TenantClient): Ports["eraser"] =>
  auth0Eraser(accessOf(client, "tenant-eraser-client-secret", 1));

/** Shuts people out and lets them in, in the same way, under a client that can delete no account. */
export const tenantBlocker = (client: TenantClient): Ports["blocker"] =>
  auth0Blocker(accessOf(client, "tenant-blocker-client-secret", 1));

/** Mails and blocks for reactions, in the same way, under a client that can delete nothing. */
export const tenantSteward = (client: TenantClient): Ports["steward"] =>
  auth0Steward(accessOf(client, "tenant-steward-client-secret", 5));

/** Turns the gate, in the same way, under a client that may change Actions and nothing else. */
export const tenantGate = (
  client: TenantClient,
  { publicUrl, policy, records }: { publicUrl: string; policy: Policy; records: Records },
): Ports["gate"] =>
  auth0Gate({
    access: accessOf(client, "tenant-gate-client-secret", 20),
    records,
    settings: { page: `${publicUrl}${termsPagePath}`, flag: policy.terms.flag, neverGate: policy.terms.neverGate },
    sessionSecret: async () => gateSecretsIn(await client.secrets.read("terms-gate-secret"))[0],
  });

/** Notes accepted terms on accounts, in the same way, under a client that may change app_metadata and nothing else. */
export const tenantFlags = (client: TenantClient, policy: Policy): Ports["flags"] =>
  auth0Flags(accessOf(client, "tenant-flag-client-secret", 2), { name: policy.terms.flag });

export type TenantPort = "reader" | "listing" | "eraser" | "steward" | "blocker" | "gate" | "flags" | "tokens";

/** All ports that reach a tenant, the local one or a real one alike. */
export const tenantPorts = (options: TenantOptions): Pick<Ports, TenantPort> => {
  const { clients, audience, policy, records, publicUrl, ...common } = options;
  return {
    reader: tenantReader({ ...common, clientId: clients.reader }),
    listing: tenantListing({ ...common, clientId: clients.reader }, policy.terms),
    eraser: tenantEraser({ ...common, clientId: clients.eraser }),
    steward: tenantSteward({ ...common, clientId: clients.steward }),
    blocker: tenantBlocker({ ...common, clientId: clients.blocker }),
    gate: tenantGate({ ...common, clientId: clients.gate }, { publicUrl, policy, records }),
    flags: tenantFlags({ ...common, clientId: clients.flag }, policy),
    tokens: jwksTokens({ ...common, audience }),
  };
};
