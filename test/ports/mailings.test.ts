import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UserId } from "#kernel/ids.ts";
import { type Addressee, type Mailings, mostInShard } from "#ports/mailings/mailings.ts";
import { mailingsIn } from "#ports/mailings/recorded-mailings.ts";
import { aCampaign } from "../support/campaigns.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause, type RecordsHost } from "../support/records-host.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";
import { woundClock } from "../support/wound-clock.ts";

const name = { campaignId: aCampaign().campaignId, mailing: "notice" };
const someone = (number: number): Addressee => ({
  userId: UserId.parse(`auth0|p${number}`),
  address: `canary${number}@example.com`,
  locale: "de",
});
const partition = `MAILING#${name.campaignId}#notice`;

describe("whom a mailing goes to", () => {
  let host: RecordsHost;
  let mailings: Mailings;
  const keys = memoryKeys();
  const over = () => mailingsIn({ records: host.records, keys, clock: woundClock(), pause: noPause });
  beforeEach(async () => {
    host = await sqliteInMemory();
    mailings = over();
  });
  afterEach(() => host.close());

  test("is kept in its order, and read by another process", async () => {
    await mailings.keep(name, 1, [someone(2), someone(1)]);
    await mailings.keep(name, 2, [someone(3)]);
    expect(await over().people(name, 1)).toEqual([someone(2), someone(1)]);
    expect(await over().people(name, 2)).toEqual([someone(3)]);
    expect(await mailings.people(name, 3)).toBeUndefined();
    expect(await mailings.people({ ...name, mailing: "reminder-1" }, 1)).toBeUndefined();
  });

  test("is sealed: no address stands in the table (I9)", async () => {
    await mailings.keep(name, 1, [someone(1)]);
    const { items } = await host.records.query(partition);
    expect(items).toHaveLength(2);
    expect(JSON.stringify(items)).not.toMatch(/canary|auth0/);
    expect(items.every(({ expiresAt }) => expiresAt !== undefined)).toBe(true);
  });

  test("is written over by the same shard again: a gathering that died begins anew", async () => {
    await mailings.keep(name, 1, [someone(1)]);
    await over().keep(name, 1, [someone(2)]);
    expect(await mailings.people(name, 1)).toEqual([someone(2)]);
  });

  test("is gone with its key once forgotten, and forgetting twice is the same as once (I9)", async () => {
    for (let shard = 1; shard <= 60; shard += 1) await mailings.keep(name, shard, [someone(shard)]);
    await mailings.forget(name);
    await mailings.forget(name);
    expect((await host.records.query(partition)).items).toEqual([]);
    expect(await mailings.people(name, 1)).toBeUndefined();
  });

  test("fits into one row at its largest, whatever the addresses", async () => {
    const long = (number: number): Addressee => ({
      ...someone(number),
      address: `${"a".repeat(60)}${number}@${"b".repeat(100)}.example.com`,
    });
    const people: Addressee[] = [];
    for (let bytes = 0; bytes < mostInShard.bytes && people.length < mostInShard.people; ) {
      const next = long(people.length);
      people.push(next);
      bytes += next.userId.length + next.address.length + 12;
    }
    await mailings.keep(name, 1, people);
    expect(await mailings.people(name, 1)).toHaveLength(people.length);
  });
});
