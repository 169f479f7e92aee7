import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { campaignIdOf, campaignRun } from "#kernel/campaign.ts";
import { days, minutes } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, instantOf, plus } from "#kernel/instant.ts";
import { stillClock } from "#local/engine/wound-clock.ts";
import { openRuns } from "#local/runs.ts";
import { RecipientAway } from "#ports/recipients/recipients.ts";
import { sweepCampaigns } from "#requests/campaigns.ts";
import { publish } from "#requests/publish.ts";
import { readDocuments } from "#runtime/document-files.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { jsonLog } from "#runtime/log.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { tenantPorts } from "#runtime/tenant-ports.ts";
import { say } from "./child.ts";

// A whole campaign on a wound clock, as it runs on one machine, against a tenant in another process: so what is measured of memory is ours
// alone. Mail goes to a service that takes everything at once.

interface Given {
  dataDir: string;
  issuer: string;
  clients: { reader: string; eraser: string; steward: string; blocker: string; gate: string; flag: string };
  secrets: Record<string, string>;
  /** Who accepted in our records and bears no flag at the tenant yet. */
  acceptedHere: string[];
}

const given = JSON.parse(process.argv[2] ?? "{}") as Given;
const root = new URL("..", import.meta.url);
const policy = readPolicy(fileURLToPath(new URL("policy.yaml", root)));
const documents = readDocuments(fileURLToPath(new URL("auth0", root)));
const clock = stillClock(instantOf(Date.now()));
const log = jsonLog({ sink: () => {} });
const stores = await openEmbeddedStores({
  dataDir: given.dataDir,
  clock,
  environment: {},
  mailFrom: policy.controller.contact,
  webhook: null,
  mailsPerMinute: policy.terms.mailsPerMinute,
  keepTasksSeconds: policy.retention.audit,
  publicUrl: "http://127.0.0.1",
});
for (const [name, value] of Object.entries(given.secrets)) {
  await stores.secrets.write(name as Parameters<typeof stores.secrets.write>[0], value);
}

const calls: { path: string; method: string }[] = [];
const counted: typeof fetch = (input, init) => {
  calls.push({ path: new URL(String(input)).pathname, method: init?.method ?? "GET" });
  return fetch(input, init);
};
const tenant = tenantPorts({
  clock,
  issuer: given.issuer,
  audience: "https://habeas.dev/api",
  clients: given.clients,
  secrets: stores.secrets,
  pacerRecords: stores.pacerRecords,
  fetch: counted,
  policy,
  records: stores.requestRecords,
  publicUrl: "http://127.0.0.1",
});
let mails = 0;
let lookUps = 0;
const ports = {
  ...stores.ports,
  ...tenant,
  queue: { send: async () => {} },
  subjects: {
    ...stores.ports.subjects,
    find: (userId: UserId) => {
      lookUps += 1;
      return stores.ports.subjects.find(userId);
    },
  },
  recipients: { ask: () => Promise.reject(new RecipientAway("a campaign asks none")), isFrom: async () => false },
  notices: {
    send: async () => {
      mails += 1;
      return "sent" as const;
    },
  },
};
const runs = await openRuns({
  file: join(given.dataDir, "engine.db"),
  clock,
  policy,
  log,
  ports,
  publicUrl: "http://127.0.0.1",
  portalUrl: "http://127.0.0.1",
  documents,
});

gc?.();
const idleRssMb = process.memoryUsage().rss / 2 ** 20;
const version = "2027-01";
const campaignId = campaignIdOf("terms", version);
const effectiveAt = plus(clock.now(), days(7));
const requiredAt = plus(effectiveAt, policy.terms.grace);
const wish = { document: "terms", version, change: "material" as const, audience: {}, effectiveAt };
const all = { ...ports, workflows: runs.workflows };
const rehearsed = await publish(all, policy, documents)(wish, "officer:bench", undefined);
if ("fault" in rehearsed) throw new Error(rehearsed.fault);
calls.length = 0; // the rehearsal is the officers' door's, and is one call for any number of people
const published = await publish(all, policy, documents)(wish, "officer:bench", rehearsed.rehearsal.digest);
if ("fault" in published) throw new Error(published.fault);
const rehearsals = calls.splice(0).filter(({ path }) => path.startsWith("/api/v2/")).length;

/** Time passes as in `wind`, and the minutely sweep starts what goes on in a next run. */
const windTo = async (moment: Instant): Promise<void> => {
  for (;;) {
    await runs.engine.settle();
    await sweepCampaigns(all)(clock.now());
    await runs.engine.settle();
    const next = runs.engine.nextTimerAt();
    if (next === undefined || next > moment) break;
    clock.windTo(next);
  }
  clock.windTo(moment);
  await runs.engine.settle();
};
await windTo(plus(effectiveAt, minutes(1)));
for (const id of given.acceptedHere) {
  await stores.ports.terms.record({
    subjectRef: await stores.ports.subjects.refOf(UserId.parse(id)),
    kind: "terms",
    document: "terms",
    version,
    answer: "accepted",
    sha256: rehearsed.rehearsal.publication.hashes.en ?? "",
    locale: "en",
    at: clock.now(),
    how: "portal",
    group: "bench",
  });
}
const [firstReminder = requiredAt] = rehearsed.rehearsal.remindAt;
await windTo(plus(firstReminder, -1));
const [mailsBefore, began] = [mails, performance.now()];
await windTo(plus(firstReminder, days(1)));
const reminderSeconds = (performance.now() - began) / 1000;
const reminded = mails - mailsBefore;
await windTo(plus(requiredAt, days(1)));

const campaign = await stores.ports.campaigns.find(campaignId);
if (campaign?.status !== "closed")
  throw new Error(`the campaign is ${campaign?.status}: ${campaign?.attention?.error}`);
let transitions = 0;
let longestHistory = 0;
for (let attempt = 1; attempt <= campaign.attempt; attempt += 1) {
  let events = 0;
  let next: string | undefined;
  do {
    const page = await runs.workflows.history("terms", campaignRun({ campaignId, attempt }), next);
    events += page.events.length;
    transitions += page.events.filter(({ type }) => type.endsWith("StateEntered")).length;
    next = page.next;
  } while (next !== undefined);
  longestHistory = Math.max(longestHistory, events);
}

const isManagement = ({ path }: { path: string }): boolean => path.startsWith("/api/v2/");
const isExport = ({ path }: { path: string }): boolean => path.startsWith("/api/v2/jobs");
say({
  auth0Calls: calls.filter((call) => isManagement(call) && !isExport(call)).length + rehearsals,
  exportCalls: calls.filter(isExport).length,
  mails,
  lookUps,
  reminded,
  reminderSeconds,
  transitions,
  runs: campaign.attempt,
  longestHistory,
  idleRssMb,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
});
await runs.close();
stores.close();
