import { describe, expect, test } from "vitest";
import { campaignRun } from "#kernel/campaign.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import { sweepCampaigns } from "#requests/campaigns.ts";
import { nextRun, openCampaign } from "#terms/steps/deciding.ts";
import { aCampaign } from "../support/campaigns.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy } from "../support/requests.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";
import { woundClock } from "../support/wound-clock.ts";

const { campaignId } = aCampaign();
const handOver = { campaignId, mailing: "notice", shard: 8 };

const open = async () => {
  const { records } = await sqliteInMemory();
  const clock = woundClock("2026-12-17T09:00:00.000Z");
  const campaigns = campaignsIn({ records, pause: noPause });
  const started: string[] = [];
  const workflows = { start: async ({ name }: { name: string }) => void started.push(name) };
  const ports = { clock, campaigns, policy: aPolicy() };
  await campaigns.open(aCampaign({ unstarted: false }), []);
  return {
    ...{ ports, campaigns, started },
    found: () => campaigns.find(campaignId),
    sweep: () => sweepCampaigns({ campaigns, workflows: workflows as never, keys: memoryKeys() as never })(clock.now()),
  };
};

describe("a mailing that goes on in the next run", () => {
  test("is handed over once, however often the step runs (F8)", async () => {
    const { ports, found } = await open();
    await nextRun(ports)(handOver);
    await nextRun(ports)(handOver);
    expect(await found()).toMatchObject({ attempt: 2, unstarted: true });
    await nextRun(ports)({ ...handOver, shard: 16 });
    expect(await found()).toMatchObject({ attempt: 3, progress: { "notice-mailed-to": { shard: 16 } } });
  });

  test("is begun by the sweep, and no more by it once the run has begun (I1)", async () => {
    const { ports, campaigns, started, found, sweep } = await open();
    await nextRun(ports)(handOver);
    await sweep();
    expect(started).toEqual([campaignRun({ campaignId, attempt: 2 })]);
    await openCampaign({ ...ports, campaigns })({ campaignId });
    await sweep();
    expect(started).toHaveLength(1);
    expect(await found()).toMatchObject({ attempt: 2, unstarted: false });
  });
});
