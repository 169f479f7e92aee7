import type { Clock } from "#kernel/clock.ts";
import { clientCredentials } from "#ports/identity/access-token.ts";
import { auth0Eraser } from "#ports/identity/auth0-eraser.ts";
import { auth0Reader } from "#ports/identity/auth0-reader.ts";
import type { TenantBucket } from "#ports/pacer/pacer.ts";
import { type BucketLimit, pacerIn } from "#ports/pacer/recorded-pacer.ts";
import type { Ports } from "#ports/ports.ts";
import type { Records } from "#ports/records/records.ts";
import type { SecretName, Secrets } from "#ports/secrets/secrets.ts";
import { jwksTokens } from "#ports/tokens/jwks-tokens.ts";

export interface TenantOptions {
  clock: Clock;
  /** As in `iss`, with its slash at the end: `https://example.eu.auth0.com/`. */
  issuer: string;
  /** The identifier of our own API at the tenant. */
  audience: string;
  /** Client ids of the two machine clients: each has its own rights. */
  clients: { reader: string; eraser: string };
  secrets: Secrets;
  pacerRecords: Records;
  fetch?: typeof globalThis.fetch;
}

/** What the tenant allows on its self-service plans, in calls; both clients draw from the same buckets. */
const selfServiceLimits: Record<TenantBucket, BucketLimit> = {
  "read-users": { burst: 40, perMinute: 500 },
  "write-users": { burst: 20, perMinute: 200 },
  "delete-users": { burst: 20, perMinute: 200 },
  other: { burst: 10, perMinute: 150 },
};

/** The ports that reach a tenant, the local one or a real one alike: the official SDK, paced, each client with a token of its own. */
export const tenantPorts = (options: TenantOptions): Pick<Ports, "reader" | "eraser" | "tokens"> => {
  const { clock, issuer, audience, clients, secrets, pacerRecords, fetch } = options;
  const pacer = pacerIn({ records: pacerRecords, clock, limits: selfServiceLimits });
  const accessOf = (clientId: string, secretName: SecretName) => ({
    baseUrl: `${issuer}api/v2`,
    tokens: clientCredentials({
      issuer,
      audience: `${issuer}api/v2/`,
      clientId,
      secret: () => secrets.read(secretName),
      clock,
      fetch,
    }),
    pacer,
    clock,
    fetch,
  });
  return {
    reader: auth0Reader(accessOf(clients.reader, "tenant-reader-client-secret")),
    eraser: auth0Eraser(accessOf(clients.eraser, "tenant-eraser-client-secret")),
    tokens: jwksTokens({ issuer, audience, clock, fetch }),
  };
};
