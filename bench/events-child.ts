import { fileURLToPath } from "node:url";
import { createApi } from "#entry/api/api.ts";
import { webhookRoute } from "#entry/webhook/webhook.ts";
import { systemClock } from "#kernel/clock.ts";
import type { UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { noticed, openEventDoor } from "#local/event-door.ts";
import { listen } from "#local/http-host.ts";
import type { Account } from "#ports/identity/identity.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { jsonLog } from "#runtime/log.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { say } from "./child.ts";
import { logIdOf } from "./some-events.ts";

// The doors for events as they stand on one machine, on disk, under the policy that we ship; only the tenant answers from memory.

const [dataDir = ""] = process.argv.slice(2);
const policy = readPolicy(fileURLToPath(new URL("../policy.yaml", import.meta.url)));
const stores = await openEmbeddedStores({
  dataDir,
  clock: systemClock,
  environment: {},
  mailFrom: policy.controller.contact,
  webhook: null,
  mailsPerMinute: policy.terms.mailsPerMinute,
  keepTasksSeconds: policy.retention.audit,
  publicUrl: "http://127.0.0.1",
});
const log = jsonLog({ sink: () => {} });
const account = (userId: UserId): Account => ({
  userId,
  createdAt: "2025-01-01T00:00:00.000Z" as Instant,
  identities: [{ userId, connection: "Users", social: false }],
  email: "person@example.org",
  emailVerified: true,
  blocked: false,
  addresses: [],
  appMetadata: [],
});
const queue = noticed(stores.eventQueue);
const ports = {
  ...stores.ports,
  queue,
  reader: {
    read: async (userId: UserId) => account(userId),
    roles: async () => [],
    logRecord: async () => undefined,
  },
  steward: {
    sendVerification: async () => {},
    passwordLink: async () => "https://example.com/t",
    block: async () => {},
  },
  workflows: {},
} as unknown as Parameters<typeof openEventDoor>[0]["ports"];
openEventDoor({ ports, queue: stores.eventQueue, sent: queue, policy, site: { ourClients: [] }, log });
const handle = createApi({ publicUrl: "http://127.0.0.1", log }, [
  webhookRoute({ ports: { queue, keys: stores.ports.keys }, streamTokens: async () => ["bench-token"], log }),
]);

const host = await listen(0, {
  log,
  routes: ({ rawPath, rawQueryString }) => {
    if (rawPath === "/auth0/log-events") return handle;
    if (rawPath === "/state") {
      return async () => {
        const state = { waiting: await stores.eventQueue.waiting(), rss: process.memoryUsage().rss };
        return { statusCode: 200, body: JSON.stringify(state) };
      };
    }
    return async () => {
      let unseen = 0;
      const total = Number(rawQueryString);
      for (let from = 0; from < total; from += 100) {
        const ids = Array.from({ length: Math.min(100, total - from) }, (_, place) => logIdOf(from + place));
        unseen += (await stores.ports.events.areSeen(ids)).filter((seen) => !seen).length;
      }
      return { statusCode: 200, body: JSON.stringify({ unseen }) };
    };
  },
});
say({ url: host.url, pid: process.pid });
