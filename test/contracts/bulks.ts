import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bulk, type BulkEntry, type BulkId, newBulkId } from "#kernel/bulk.ts";
import { bulkChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import type { Bulks } from "#ports/bulks/bulks.ts";
import { bulksIn } from "#ports/bulks/recorded-bulks.ts";
import type { Records } from "#ports/records/records.ts";
import { type MakeRecordsHost, noPause, type RecordsHost } from "../support/records-host.ts";
import { at } from "../support/requests.ts";
import { watchedRecords } from "../support/watched-records.ts";

const opened = { event: "list-opened", at: at("2026-11-24"), actor: "officer:one", facts: {} };
const aBulk = (more: Partial<Bulk> = {}): Bulk => ({
  bulkId: newBulkId(more.openedAt ?? at("2026-11-24")),
  wish: { action: "unblock", because: "mistake" },
  people: 30,
  openedBy: "officer:one",
  openedAt: at("2026-11-24"),
  state: "checking",
  attempt: 1,
  unstarted: false,
  decideBy: at("2026-11-27"),
  until: at("2026-12-22"),
  ...more,
});
const pages: BulkEntry[][] = [Array.from({ length: 25 }, () => ({})), Array.from({ length: 5 }, () => ({}))];

/** What lists of accounts must do over any table. */
export const bulksContract = (name: string, make: MakeRecordsHost) =>
  describe(`lists of accounts: ${name}`, () => {
    let host: RecordsHost;
    let bulks: Bulks;
    let bulk: Bulk;
    let bulkId: BulkId;
    const over = (records: Records) => bulksIn({ records, pause: noPause });
    const set = (more: Partial<Bulk>) =>
      bulks.change(bulkId, (now) => ({ outcome: undefined, bulk: { ...now, ...more }, audit: [] }));
    const begin = (of: Bulks, place: number) =>
      of.changePage<"begun" | "stopped">(bulkId, 2, (now, entries) =>
        now.state === "running"
          ? {
              outcome: "begun",
              entries: entries.map((entry, at_) => (at_ === place ? { ...entry, begunAt: at("2026-11-25") } : entry)),
            }
          : { outcome: "stopped" },
      );
    beforeEach(async () => {
      host = await make();
      bulks = over(host.records);
      bulk = aBulk();
      bulkId = bulk.bulkId;
      await bulks.open(bulk, pages, [opened]);
    });
    afterEach(() => host.close());

    test("are stored with their pages and their audit; the same once more changes nothing (I2, I11)", async () => {
      await bulks.open({ ...bulk, people: 1 }, [[{}]], [opened]);
      expect(await bulks.find(bulkId)).toEqual(bulk);
      expect(await bulks.pages(bulkId)).toEqual(pages);
      const audit = auditIn(host);
      expect((await audit.entries(bulkChain(bulkId))).items).toMatchObject([opened]);
      expect(await audit.verify(bulkChain(bulkId))).toBeUndefined();
    });

    test("one that is not there has no pages, and no change", async () => {
      const other = newBulkId(at("2026-11-24"));
      expect(await bulks.find(other)).toBeUndefined();
      expect(await bulks.pages(other)).toEqual([]);
      const nothing = () => ({ outcome: undefined, audit: [] });
      await expect(bulks.change(other, nothing)).rejects.toMatchObject({ name: "UnknownBulk" });
      await expect(bulks.changePage(other, 1, nothing)).rejects.toMatchObject({ name: "UnknownBulk" });
      await expect(bulks.changePage(bulkId, 3, nothing)).rejects.toMatchObject({ name: "UnknownBulk" });
    });

    test("know their table of moves, and keep what a later version wrote (I18)", async () => {
      await set({ colour: "green" } as Partial<Bulk>);
      await set({ state: "proposed" });
      await expect(set({ state: "finished" })).rejects.toMatchObject({ name: "ForbiddenMove" });
      expect(await bulks.find(bulkId)).toMatchObject({ state: "proposed", colour: "green" });
    });

    test("after a stop was answered nobody more is begun with, whoever was about to (I5)", async () => {
      await set({ state: "proposed" });
      await set({ state: "running" });
      expect(await begin(bulks, 0)).toBe("begun");
      let pending = true;
      const watched = watchedRecords(host.records, async () => {
        if (!pending) return;
        pending = false;
        await set({ state: "stopping", stopped: { by: "officer:two", at: at("2026-11-25") } });
      });
      expect(await begin(over(watched), 1)).toBe("stopped");
      expect((await bulks.pages(bulkId))[1]?.map(({ begunAt }) => begunAt !== undefined)).toEqual([
        true,
        false,
        false,
        false,
        false,
      ]);
    });

    test("two who write one page at once lose nothing of each other's", async () => {
      await set({ state: "proposed" });
      await set({ state: "running" });
      await Promise.all([0, 1, 2, 3, 4].map((place) => begin(bulks, place)));
      expect((await bulks.pages(bulkId))[1]?.every(({ begunAt }) => begunAt !== undefined)).toBe(true);
    });

    test("are listed newest first, and name what no run has begun or taken (I1)", async () => {
      const later = aBulk({ openedAt: at("2026-11-25"), unstarted: true });
      await bulks.open(later, pages, [opened]);
      await set({ wait: { sealedToken: "x", decidedAt: at("2026-11-26") } });
      await host.eventually(async () => {
        expect((await bulks.list()).items.map((each) => each.bulkId)).toEqual([later.bulkId, bulkId]);
        const first = await bulks.list({ limit: 1 });
        expect((await bulks.list({ cursor: first.cursor })).items).toMatchObject([{ bulkId }]);
        expect(await bulks.unstarted(at("2026-11-26"))).toMatchObject([{ bulkId: later.bulkId }]);
        expect(await bulks.unstarted(at("2026-11-25"))).toEqual([]);
        expect(await bulks.unanswered(at("2026-11-27"))).toMatchObject([{ bulkId }]);
      });
    });
  });
