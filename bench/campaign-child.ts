import { days, minutes } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import { openCampaignHost } from "../test/support/campaign-host.ts";
import type { TenantFacts } from "../test/support/people-tenant.ts";
import { say } from "./child.ts";

// A whole campaign on a wound clock, as it runs on one machine, against a tenant in another process: so what is measured of memory is ours
// alone. Mail goes to a service that takes everything at once.

interface Given {
  dataDir: string;
  tenant: TenantFacts;
  /** Who accepted in our records and bears no flag at the tenant yet. */
  acceptedHere: string[];
}

const given = JSON.parse(process.argv[2] ?? "{}") as Given;
let [mails, lookUps] = [0, 0];
const host = await openCampaignHost(given.dataDir, given.tenant, ({ subjects }) => ({
  notices: {
    send: async () => {
      mails += 1;
      return "sent" as const;
    },
  },
  subjects: {
    ...subjects,
    find: (userId) => {
      lookUps += 1;
      return subjects.find(userId);
    },
  },
}));
const { windTo, effectiveAt, remindAt, requiredAt } = host;

gc?.();
const idleRssMb = process.memoryUsage().rss / 2 ** 20;
await host.publish();
await windTo(plus(effectiveAt, minutes(1)));
for (const id of given.acceptedHere) await host.accept(id);
const [firstReminder = requiredAt] = remindAt;
await windTo(plus(firstReminder, -1));
const [mailsBefore, began] = [mails, performance.now()];
await windTo(plus(firstReminder, days(1)));
const reminderSeconds = (performance.now() - began) / 1000;
const reminded = mails - mailsBefore;
await windTo(plus(requiredAt, days(1)));
const peakRssMb = process.resourceUsage().maxRSS / 1024;

const { status, attention } = await host.campaign();
if (status !== "closed") throw new Error(`the campaign is ${status}: ${attention?.error}`);
const histories = await host.histories();
const { defaultMode, ofExports } = host.calls();
say({
  auth0Calls: defaultMode,
  exportCalls: ofExports,
  mails,
  lookUps,
  reminded,
  reminderSeconds,
  transitions: histories.flat().filter(({ type }) => type.endsWith("StateEntered")).length,
  runs: histories.length,
  longestHistory: Math.max(...histories.map(({ length }) => length)),
  idleRssMb,
  peakRssMb,
});
await host.close();
