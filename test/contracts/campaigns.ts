import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Campaign, newShard } from "#kernel/campaign.ts";
import { campaignChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import type { Campaigns } from "#ports/campaigns/campaigns.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import type { Records } from "#ports/records/records.ts";
import { aCampaign } from "../support/campaigns.ts";
import { type MakeRecordsHost, noPause, type RecordsHost } from "../support/records-host.ts";
import { at } from "../support/requests.ts";
import { watchedRecords } from "../support/watched-records.ts";

const opened = { event: "campaign-opened", at: at("2026-11-24"), actor: "officer:one", facts: {} };
const next = aCampaign({ version: "2027-06", openedAt: at("2026-11-25") });

/** What campaigns must do over any table. */
export const campaignsContract = (name: string, make: MakeRecordsHost) =>
  describe(`campaigns: ${name}`, () => {
    let host: RecordsHost;
    let campaigns: Campaigns;
    const over = (records: Records) => campaignsIn({ records, pause: noPause });
    const open = (campaign: Campaign = aCampaign()) => campaigns.open(campaign, [opened]);
    const set = (more: Partial<Campaign>, of = aCampaign()) =>
      campaigns.change(of.campaignId, (campaign) => ({
        outcome: undefined,
        campaign: { ...campaign, ...more },
        audit: [],
      }));
    const { campaignId } = aCampaign();
    beforeEach(async () => {
      host = await make();
      campaigns = over(host.records);
    });
    afterEach(() => host.close());

    describe("opening", () => {
      test("stores the campaign with its audit, in a chain of its own (I11)", async () => {
        expect(await open()).toEqual({ opened: true, campaign: aCampaign() });
        expect(await campaigns.find(campaignId)).toEqual(aCampaign());
        const audit = auditIn(host);
        expect((await audit.entries(campaignChain(campaignId))).items).toMatchObject([opened]);
        expect(await audit.verify(campaignChain(campaignId))).toBeUndefined();
      });

      test("the same version again answers with the campaign it has", async () => {
        await open();
        expect(await open(aCampaign({ openedBy: "officer:two" }))).toEqual({
          opened: false,
          campaign: aCampaign(),
        });
      });
    });

    describe("changing", () => {
      test("decides again when somebody else changed it meanwhile", async () => {
        await open();
        let pending = true;
        const watched = watchedRecords(host.records, async () => {
          if (!pending) return;
          pending = false;
          await set({ stopped: { by: "officer:one", at: at("2026-11-25") } });
        });
        const seen = await over(watched).change(campaignId, (campaign) => ({
          outcome: campaign.stopped?.by,
          campaign: { ...campaign, unstarted: true },
          audit: [],
        }));
        expect(seen).toBe("officer:one");
        expect(await campaigns.find(campaignId)).toMatchObject({ unstarted: true, stopped: { by: "officer:one" } });
      });

      test("knows its table of moves", async () => {
        await open();
        await set({ status: "undone" });
        await expect(set({ status: "asking" })).rejects.toMatchObject({ name: "ForbiddenMove" });
      });

      test("of one that is not there says so", async () => {
        await expect(set({ status: "asking" })).rejects.toMatchObject({ name: "UnknownCampaign" });
      });

      test("keeps what a later version wrote (I18)", async () => {
        await open({ ...aCampaign(), colour: "green" } as Campaign);
        await set({ status: "asking" });
        expect(await campaigns.find(campaignId)).toMatchObject({ status: "asking", colour: "green" });
      });
    });

    describe("lists", () => {
      test("show the newest first", async () => {
        await open();
        await open(next);
        await host.eventually(async () => {
          const { items } = await campaigns.list();
          expect(items.map(({ version }) => version)).toEqual(["2027-06", "2026-12"]);
        });
        const first = await campaigns.list({ limit: 1 });
        expect((await campaigns.list({ cursor: first.cursor })).items).toMatchObject([{ version: "2026-12" }]);
      });

      test("name what no run has begun, and what no run has taken, since before a moment (I1)", async () => {
        await open(aCampaign({ unstarted: true }));
        await host.eventually(async () => {
          expect(await campaigns.unstarted(at("2026-11-25"))).toMatchObject([{ campaignId }]);
          expect(await campaigns.unstarted(at("2026-11-24"))).toEqual([]);
          expect(await campaigns.unanswered(at("2026-11-30"))).toEqual([]);
        });
        const wait = { sealedToken: "x", until: at("2026-12-01"), decidedAt: at("2026-11-26") };
        await set({ unstarted: false, wait });
        await host.eventually(async () => {
          expect(await campaigns.unstarted(at("2026-11-25"))).toEqual([]);
          expect(await campaigns.unanswered(at("2026-11-27"))).toMatchObject([{ campaignId }]);
        });
        await set({ wait: undefined });
        await host.eventually(async () => expect(await campaigns.unanswered(at("2026-11-27"))).toEqual([]));
      });
    });

    describe("a shard of a mailing", () => {
      const name = (shard: number, mailing = "notice") => ({ campaignId, mailing, shard });
      const take = (of: Campaigns, shard = 1) =>
        of.changeShard<number | "stopped">(name(shard), (campaign, before = newShard(3)) =>
          campaign.stopped === undefined
            ? { outcome: before.next, shard: { ...before, next: before.next + 1 } }
            : { outcome: "stopped" },
        );

      test("goes on from where it is, each by itself and in order", async () => {
        await open();
        expect([await take(campaigns, 2), await take(campaigns, 1), await take(campaigns, 1)]).toEqual([0, 0, 1]);
        expect((await campaigns.shards(campaignId, "notice")).map((shard) => shard.next)).toEqual([2, 1]);
        expect(await campaigns.shards(campaignId, "reminder-1")).toEqual([]);
      });

      test("lets no two workers take the same place (I2)", async () => {
        await open();
        let pending = true;
        const watched = watchedRecords(host.records, async () => {
          if (!pending) return;
          pending = false;
          await take(campaigns);
        });
        expect(await take(over(watched))).toBe(1);
      });

      test("takes up nobody more once a stop was answered (I5)", async () => {
        await open();
        let pending = true;
        const watched = watchedRecords(host.records, async () => {
          if (!pending) return;
          pending = false;
          await set({ stopped: { by: "officer:one", at: at("2026-11-25") } });
        });
        expect(await take(over(watched))).toBe("stopped");
        expect(await campaigns.shards(campaignId, "notice")).toEqual([]);
      });
    });
  });
