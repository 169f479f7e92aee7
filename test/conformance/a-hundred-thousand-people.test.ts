import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mailingsOf, mailingView, termsDetail } from "#entry/officer/terms-view.ts";
import { days, minutes } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import { openCampaignHost } from "../support/campaign-host.ts";
import { campaignPeople } from "../support/campaign-people.ts";

// One campaign over a hundred thousand people, from its publication until it is closed, on a wound clock and under the policy that we ship.

const people = 100_000;
/** Of them accept before the first reminder, and between the two: in our records alone, as in the portal while the tenant is away. */
const [acceptEarly, acceptLate] = [2000, 1000];
const mailings = ["notice", "reminder-1", "reminder-2"];
/** AWS's limit of one run's history. */
const mostEvents = 25_000;

const dataDir = mkdtempSync(join(tmpdir(), "habeas-campaign-"));
let tenant: ChildProcess;
let facts: string;
beforeAll(async () => {
  const program = fileURLToPath(new URL("../support/people-tenant-child.ts", import.meta.url));
  tenant = spawn(process.execPath, [program, String(people)], { stdio: ["ignore", "pipe", "inherit"] });
  if (tenant.stdout === null) throw new Error("the tenant says nothing");
  facts = String((await once(tenant.stdout, "data"))[0]);
}, 120_000);
afterAll(() => {
  tenant.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

/** For everybody, by their place: how often each mailing reached their address. */
const openLedger = (addresses: readonly string[]) => {
  const places = new Map(addresses.map((address, place) => [address, place]));
  const mailed = mailings.map(() => new Uint8Array(people));
  return {
    note: (key: string, to: string): void => {
      const column = mailed[mailings.findIndex((mailing) => key.includes(`/${mailing}/`))];
      const place = places.get(to);
      if (column === undefined || place === undefined)
        throw new Error("a mail that belongs to no mailing, or to nobody");
      column[place] = (column[place] ?? 0) + 1;
    },
    /** Places where it is not as it should be: too often, or not at all. */
    wrong: (mailing: number, should: (place: number) => boolean): number[] =>
      [...(mailed[mailing] ?? [])].flatMap((times, place) => (times === Number(should(place)) ? [] : [place])),
  };
};

test("each of a hundred thousand people is told once, and reminded once for each offset until they accept", {
  timeout: 300_000,
}, async () => {
  const users = campaignPeople(people);
  const ids = users.map(({ user_id }) => user_id);
  const mailable = Uint8Array.from(users, ({ email_verified, blocked, app_metadata }) =>
    Number(email_verified === true && blocked !== true && app_metadata?.habeas_terms === undefined),
  );
  const ledger = openLedger(users.map(({ email }) => String(email)));
  users.splice(0); // what stands for them from here on is small: this process's memory is the campaign's
  let [listed, listedAtLastShard, mostBetweenShards, largestShard] = [0, 0, 0, 0];

  const host = await openCampaignHost(dataDir, JSON.parse(facts), ({ listing, mailings }) => ({
    notices: {
      send: async ({ key, to }) => {
        ledger.note(key, to);
        return "sent" as const;
      },
    },
    listing: {
      begin: listing.begin,
      accounts: async function* (handle) {
        [listed, listedAtLastShard] = [0, 0];
        for await (const account of listing.accounts(handle)) {
          listed += 1;
          yield account;
        }
      },
    },
    mailings: {
      ...mailings,
      keep: async (name, shard, kept) => {
        mostBetweenShards = Math.max(mostBetweenShards, listed - listedAtLastShard);
        largestShard = Math.max(largestShard, kept.length);
        listedAtLastShard = listed;
        return mailings.keep(name, shard, kept);
      },
    },
  }));
  const { windTo, effectiveAt, requiredAt, remindAt, ports, version } = host;
  const rss = () => process.resourceUsage().maxRSS / 1024;

  const before = rss();
  await host.publish();
  await windTo(plus(effectiveAt, minutes(1)));
  expect(await ports.gate.rules()).toMatchObject([{ version, mode: "soft" }]);

  // people all over the list accept, and of those who did none is reminded any more
  const outstanding = ids.flatMap((_, place) => (mailable[place] === 1 && place % 7 === 0 ? [place] : []));
  const [early, late] = [outstanding.slice(0, acceptEarly), outstanding.slice(-acceptLate)];
  for (const place of early) await host.accept(ids[place] ?? "");
  await windTo(plus(remindAt[0] ?? requiredAt, days(2)));
  for (const place of late) await host.accept(ids[place] ?? "");
  await windTo(plus(requiredAt, days(1)));
  const growth = rss() - before;

  expect(await ports.gate.rules()).toMatchObject([{ version, mode: "hard" }]);
  const [acceptedEarly, acceptedLate] = [new Set(early), new Set([...early, ...late])];
  expect(remindAt).toHaveLength(2);
  expect(ledger.wrong(0, (place) => mailable[place] === 1)).toEqual([]);
  expect(ledger.wrong(1, (place) => mailable[place] === 1 && !acceptedEarly.has(place))).toEqual([]);
  expect(ledger.wrong(2, (place) => mailable[place] === 1 && !acceptedLate.has(place))).toEqual([]);

  // the gate is the enforcement: what it costs at the tenant does not grow with people
  expect(host.calls().defaultMode).toBeLessThanOrEqual(10);
  expect(host.calls().ofExports).toBe(mailings.length * 2);

  // no run's history comes near what AWS allows, and none says anything about anybody (I10)
  const histories = await host.histories();
  expect(histories.length).toBeGreaterThan(1);
  expect(Math.max(...histories.map(({ length }) => length))).toBeLessThan(mostEvents / 2);
  const text = JSON.stringify(histories);
  for (const personal of ["@example", "auth0|", "google-oauth2|"]) expect(text).not.toContain(personal);

  // what officers see adds up
  const campaign = await host.campaign();
  const views = await Promise.all(
    mailingsOf(campaign).map(async (each) =>
      mailingView(campaign, each, await ports.campaigns.shards(host.campaignId, each)),
    ),
  );
  const publication = await host.publication();
  const shown = termsDetail(publication, campaign, await ports.terms.counts(publication), views);
  expect(shown).toMatchObject({ status: "closed", accepted: acceptEarly + acceptLate, declined: 0 });
  const sum = (counts: { accepted: number }[]): number => counts.reduce((all, { accepted }) => all + accepted, 0);
  expect([sum(shown.days), sum(shown.locales), sum(shown.groups)]).toEqual(Array(3).fill(acceptEarly + acceptLate));
  const told = mailable.reduce((all, each) => all + each, 0);
  const clean = { done: true, people: told, undelivered: 0, uncertain: 0, perhapsTwice: 0 };
  expect(shown.mailings).toMatchObject([
    { mailing: "notice", ...clean, sent: told, spared: 0 },
    { mailing: "reminder-1", ...clean, sent: told - acceptEarly, spared: acceptEarly },
    { mailing: "reminder-2", ...clean, sent: told - acceptEarly - acceptLate, spared: acceptEarly + acceptLate },
  ]);

  // never more than a shard of them in memory: what is read before one is kept is that shard, and whom it leaves out
  expect(largestShard).toBeLessThanOrEqual(2000);
  expect(mostBetweenShards).toBeLessThan(people / 20);
  expect(growth).toBeLessThan(200);
  await host.close();
});
