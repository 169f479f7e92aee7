import { fileURLToPath } from "node:url";
import { systemClock } from "#kernel/clock.ts";
import { makeSeed } from "#local/seed/seed.ts";
import type { User } from "#local/tenant/records.ts";
import { openTenant, type Tenant } from "#local/tenant/tenant.ts";

/** The seeded tenant's other parts belong to people who are not in this one. */
const nobodyElse = {
  memberships: [],
  organizations: [],
  invitations: [],
  sessions: [],
  refreshTokens: [],
  publicKeys: [],
  grants: [],
  secondFactors: [],
  passkeys: [],
};

/** What a campaign's host must know of its tenant. */
export interface TenantFacts {
  issuer: string;
  clients: Record<"reader" | "eraser" | "steward" | "blocker" | "gate" | "flag", string>;
  secrets: Record<string, string>;
}

/** A tenant with these people and nobody else, whose exports are done at once. */
export const openPeopleTenant = (users: User[]): Promise<Tenant> =>
  openTenant({
    file: ":memory:",
    clock: systemClock,
    auth0Dir: fileURLToPath(new URL("../../auth0", import.meta.url)),
    keywords: {
      PORTAL_URL: "http://127.0.0.1:1",
      CONSOLE_URL: "http://127.0.0.1:2",
      API_URL: "http://127.0.0.1:3",
      SHOP_URL: "https://shop.example.com",
      LOG_STREAM_URL: "http://127.0.0.1:9/nobody-listens",
      LOG_STREAM_TOKEN: "a-token-that-nobody-asks-for",
    },
    seed: () => ({ ...makeSeed(systemClock.now()), ...nobodyElse, users }),
    plan: "off",
    behaviour: { exportSeconds: 0 },
  });

export const factsOf = (tenant: Tenant): TenantFacts => ({
  issuer: tenant.issuer,
  clients: {
    reader: tenant.clientId("Habeas reader"),
    eraser: tenant.clientId("Habeas eraser"),
    steward: tenant.clientId("Habeas steward"),
    blocker: tenant.clientId("Habeas blocker"),
    gate: tenant.clientId("Habeas gate"),
    flag: tenant.clientId("Habeas flag"),
  },
  secrets: {
    "tenant-reader-client-secret": tenant.clientSecret("Habeas reader"),
    "tenant-gate-client-secret": tenant.clientSecret("Habeas gate"),
    "terms-gate-secret": "a-secret-that-is-long-enough-for-anything",
  },
});
