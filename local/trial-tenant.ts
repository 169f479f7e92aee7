import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { streamTokensIn } from "#entry/webhook/stream-tokens.ts";
import type { Clock } from "#kernel/clock.ts";
import { days } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { peopleUnderHold } from "#local/seed/named-people.ts";
import { makeSeed } from "#local/seed/seed.ts";
import { openTenant, type Tenant } from "#local/tenant/tenant.ts";
import type { Ports } from "#ports/ports.ts";
import { SecretMissing } from "#ports/secrets/secrets.ts";
import { placeHold } from "#requests/hold.ts";
import type { EmbeddedStores } from "#runtime/embedded.ts";
import { type TenantPort, tenantPorts } from "#runtime/tenant-ports.ts";

/** The API's identifier and so the audience of access tokens, as `auth0/resource-servers` names it. */
export const audience = "https://habeas.dev/api";

export interface TrialTenant {
  tenant: Tenant;
  ports: Pick<Ports, TenantPort>;
  calls(): number;
  /** The seed names a person whose data must be kept; the hold itself is a matter of Habeas. Placed once. */
  placeSeededHolds(ports: Pick<Ports, "clock" | "requests" | "schedules" | "subjects">): Promise<void>;
}

/** What the tenant's log stream sends; made at the first start. */
const streamToken = async ({ secrets }: EmbeddedStores): Promise<string> => {
  const [known] = await streamTokensIn(secrets)();
  if (known !== undefined) return known;
  const made = randomBytes(36).toString("base64url");
  await secrets.write("log-stream-tokens", made);
  return made;
};

/** What gate and terms page share; made at the first start. */
const keepGateSecret = async ({ secrets }: EmbeddedStores): Promise<void> => {
  try {
    await secrets.read("terms-gate-secret");
  } catch (error) {
    if (!(error instanceof SecretMissing)) throw error;
    await secrets.write("terms-gate-secret", randomBytes(36).toString("base64url"));
  }
};

/** Opens the local tenant, set up from `auth0/`, and the ports that reach it as they would reach a real one. */
export const openTrialTenant = async ({
  dataDir,
  clock,
  port,
  urls,
  stores,
  policy,
}: {
  dataDir: string;
  clock: Clock;
  port: number;
  urls: { api: string; portal: string; console: string };
  stores: EmbeddedStores;
  policy: Policy;
}): Promise<TrialTenant> => {
  const tenant = await openTenant({
    file: join(dataDir, "tenant.db"),
    clock,
    port,
    auth0Dir: fileURLToPath(new URL("../auth0", import.meta.url)),
    keywords: {
      PORTAL_URL: urls.portal,
      CONSOLE_URL: urls.console,
      API_URL: urls.api,
      SHOP_URL: "https://shop.example.com",
      LOG_STREAM_URL: `${urls.api}/auth0/log-events`,
      LOG_STREAM_TOKEN: await streamToken(stores),
    },
    seed: () => makeSeed(clock.now()),
  });
  await stores.secrets.write("tenant-reader-client-secret", tenant.clientSecret("Habeas reader"));
  await stores.secrets.write("tenant-eraser-client-secret", tenant.clientSecret("Habeas eraser"));
  await stores.secrets.write("tenant-steward-client-secret", tenant.clientSecret("Habeas steward"));
  await stores.secrets.write("tenant-blocker-client-secret", tenant.clientSecret("Habeas blocker"));
  await stores.secrets.write("tenant-gate-client-secret", tenant.clientSecret("Habeas gate"));
  await stores.secrets.write("tenant-flag-client-secret", tenant.clientSecret("Habeas flag"));
  await keepGateSecret(stores);
  let calls = 0;
  const counted: typeof fetch = (input, init) => {
    calls += 1;
    return fetch(input, init);
  };
  return {
    tenant,
    ports: tenantPorts({
      clock,
      issuer: tenant.issuer,
      audience,
      clients: {
        reader: tenant.clientId("Habeas reader"),
        eraser: tenant.clientId("Habeas eraser"),
        steward: tenant.clientId("Habeas steward"),
        blocker: tenant.clientId("Habeas blocker"),
        gate: tenant.clientId("Habeas gate"),
        flag: tenant.clientId("Habeas flag"),
      },
      policy,
      records: stores.requestRecords,
      publicUrl: urls.api,
      secrets: stores.secrets,
      pacerRecords: stores.pacerRecords,
      fetch: counted,
    }),
    calls: () => calls,
    placeSeededHolds: async (ports) => {
      for (const id of peopleUnderHold) {
        const userId = UserId.parse(id);
        if ((await ports.subjects.find(userId)) !== undefined) continue; // placed at an earlier start, or released since
        const now = ports.clock.now();
        await placeHold(ports)(await ports.subjects.refOf(userId), {
          holdId: "seeded-hold",
          owner: "officer:seed",
          ground: "legal claims, GDPR Article 17(3)(e)",
          placedAt: now,
          reviewAt: plus(now, days(20)),
        });
      }
    },
  };
};
