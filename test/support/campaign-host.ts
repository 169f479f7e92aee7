import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type CampaignId, campaignIdOf, campaignRun } from "#kernel/campaign.ts";
import { days } from "#kernel/duration.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, instantOf, plus } from "#kernel/instant.ts";
import { stillClock } from "#local/engine/wound-clock.ts";
import { openRuns } from "#local/runs.ts";
import type { Ports } from "#ports/ports.ts";
import { RecipientAway } from "#ports/recipients/recipients.ts";
import type { RunEvent } from "#ports/workflows/workflows.ts";
import { sweepCampaigns } from "#requests/campaigns.ts";
import { publish } from "#requests/publish.ts";
import type { Decision } from "#requests/rehearsal.ts";
import { readDocuments } from "#runtime/document-files.ts";
import { openEmbeddedStores } from "#runtime/embedded.ts";
import { jsonLog } from "#runtime/log.ts";
import { readPolicy } from "#runtime/policy-file.ts";
import { tenantPorts } from "#runtime/tenant-ports.ts";
import type { TenantFacts } from "./people-tenant.ts";

const root = new URL("../..", import.meta.url);
const version = "2027-01";
const by = "officer:one";

/**
 * A whole campaign for the terms that we ship, as it runs on one machine, on a clock that stands still until it is wound: our stores on
 * disk, the story, and a tenant in another process. `watch` puts something in the place of single ports, such as a mail service.
 */
export const openCampaignHost = async (
  dataDir: string,
  { issuer, clients, secrets }: TenantFacts,
  watch: (ports: Omit<Ports, "workflows">) => Partial<Ports>,
) => {
  const policy = readPolicy(fileURLToPath(new URL("policy.yaml", root)));
  const documents = readDocuments(fileURLToPath(new URL("auth0", root)));
  const clock = stillClock(instantOf(Date.now()));
  const publicUrl = "http://127.0.0.1";
  const stores = await openEmbeddedStores({
    dataDir,
    clock,
    environment: {},
    mailFrom: policy.controller.contact,
    webhook: null,
    mailsPerMinute: policy.terms.mailsPerMinute,
    keepTasksSeconds: policy.retention.audit,
    publicUrl,
  });
  for (const [name, value] of Object.entries(secrets))
    await stores.secrets.write(name as Parameters<typeof stores.secrets.write>[0], value);

  const asked: string[] = [];
  const counted: typeof fetch = (input, init) => {
    asked.push(new URL(String(input)).pathname);
    return fetch(input, init);
  };
  const access = { pacerRecords: stores.pacerRecords, secrets: stores.secrets, records: stores.requestRecords };
  const tenant = tenantPorts({
    ...access,
    ...{ clock, issuer, clients, policy, publicUrl, audience: "https://habeas.dev/api", fetch: counted },
  });
  const recipients = {
    ask: () => Promise.reject(new RecipientAway("a campaign asks none")),
    isFrom: async () => false,
  };
  const all = { ...stores.ports, ...tenant, recipients, queue: { send: async () => {} } };
  const ports = { ...all, ...watch(all) };
  const file = join(dataDir, "engine.db");
  const log = jsonLog({ sink: () => {} });
  const runs = await openRuns({ file, clock, policy, log, ports, publicUrl, portalUrl: publicUrl, documents });
  const whole = { ...ports, workflows: runs.workflows };

  const campaignId = campaignIdOf("terms", version);
  const effectiveAt = plus(clock.now(), days(7));
  const decide = async (digest?: string): Promise<Decision> => {
    const wish = { document: "terms", version, change: "material" as const, audience: {}, effectiveAt };
    const outcome = await publish(whole, policy, documents)(wish, by, digest);
    if ("fault" in outcome) throw new Error(outcome.fault);
    return outcome.decision;
  };
  const publication = async () => {
    const found = await ports.terms.findPublication({ document: "terms", version });
    if (found === undefined) throw new Error("nothing was published");
    return found;
  };
  const campaign = async () => {
    const found = await ports.campaigns.find(campaignId);
    if (found === undefined) throw new Error("there is no campaign");
    return found;
  };

  return {
    ...{ clock, campaignId, effectiveAt, version, ports: whole },
    ...{ requiredAt: plus(effectiveAt, policy.terms.grace), publication, campaign },
    remindAt: policy.terms.remindBefore.map((before) => plus(effectiveAt, policy.terms.grace - before)).toSorted(),
    /** As an officer does it: rehearses, and publishes what was rehearsed. */
    publish: async (): Promise<void> => {
      const { digest } = await decide();
      asked.splice(0); // a rehearsal is no part of the campaign, and may be had as often as one likes
      await decide(digest);
    },
    /** Somebody accepts, and only our records know it yet. */
    accept: async (userId: string): Promise<void> => {
      await ports.terms.record({
        ...{ kind: "terms", document: "terms", version, answer: "accepted", locale: "en", how: "portal" },
        subjectRef: await ports.subjects.refOf(UserId.parse(userId)),
        sha256: (await publication()).hashes.en ?? "",
        at: clock.now(),
        group: "Username-Password-Authentication",
      });
    },
    /** Time passes from timer to timer, and the minutely sweep starts what goes on in a next run. */
    windTo: async (moment: Instant): Promise<void> => {
      for (;;) {
        await runs.engine.settle();
        await sweepCampaigns(whole)(clock.now());
        await runs.engine.settle();
        const next = runs.engine.nextTimerAt();
        if (next === undefined || next > moment) break;
        clock.windTo(next);
      }
      clock.windTo(moment);
      await runs.engine.settle();
    },
    /** The history of each run, the first one first. */
    histories: async (): Promise<RunEvent[][]> => {
      const { attempt: last } = await campaign();
      const found: RunEvent[][] = [];
      for (let attempt = 1; attempt <= last; attempt += 1) found.push(await historyOf(whole, campaignId, attempt));
      return found;
    },
    /** Calls to the Management API since the publication, those of the export jobs apart. */
    calls: () => {
      const made = asked.filter((path) => path.startsWith("/api/v2/"));
      const ofExports = made.filter((path) => path.startsWith("/api/v2/jobs")).length;
      return { defaultMode: made.length - ofExports, ofExports };
    },
    close: async (): Promise<void> => {
      await runs.close();
      stores.close();
    },
  };
};

const historyOf = async ({ workflows }: Pick<Ports, "workflows">, campaignId: CampaignId, attempt: number) => {
  const events: RunEvent[] = [];
  let next: string | undefined;
  do {
    const page = await workflows.history("terms", campaignRun({ campaignId, attempt }), next);
    events.push(...page.events);
    next = page.next;
  } while (next !== undefined);
  return events;
};
