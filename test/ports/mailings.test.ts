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
/** Everybody in a shard, as whoever opens it reads them. */
const everybody = async (mailings: Mailings, shard: number): Promise<Addressee[] | undefined> => {
  const opened = await mailings.open(name, shard);
  return opened?.at(Array.from({ length: opened.people }, (_, place) => place));
};
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
    expect(await everybody(over(), 1)).toEqual([someone(2), someone(1)]);
    expect(await everybody(over(), 2)).toEqual([someone(3)]);
    expect(await everybody(mailings, 3)).toBeUndefined();
    expect(await mailings.open({ ...name, mailing: "reminder-1" }, 1)).toBeUndefined();
  });

  test("is sealed: no address stands in the table (I9)", async () => {
    await mailings.keep(name, 1, [someone(1)]);
    const { items } = await host.records.query(partition);
    expect(items).toHaveLength(3); // the key, the shard's head, and its one page
    expect(JSON.stringify(items)).not.toMatch(/canary|auth0/);
    expect(items.every(({ expiresAt }) => expiresAt !== undefined)).toBe(true);
  });

  test("is written over by the same shard again: a gathering that died begins anew", async () => {
    await mailings.keep(name, 1, [someone(1), ...Array.from({ length: 60 }, (_, number) => someone(number))]);
    await over().keep(name, 1, [someone(2)]);
    expect(await everybody(mailings, 1)).toEqual([someone(2)]);
  });

  test("is gone with its key once forgotten, and forgetting twice is the same as once (I9)", async () => {
    for (let shard = 1; shard <= 60; shard += 1) await mailings.keep(name, shard, [someone(shard)]);
    await mailings.forget(name);
    await mailings.forget(name);
    expect((await host.records.query(partition)).items).toEqual([]);
    expect(await mailings.open(name, 1)).toBeUndefined();
  });

  test("gives those at some places only, in the order that was asked for", async () => {
    await mailings.keep(
      name,
      1,
      Array.from({ length: 120 }, (_, number) => someone(number)),
    );
    const opened = await mailings.open(name, 1);
    expect(opened?.people).toBe(120);
    expect(await opened?.at([119, 0, 50])).toEqual([someone(119), someone(0), someone(50)]);
    await mailings.forget(name);
    expect(await opened?.at([0])).toBeUndefined();
  });

  test("fits into one transaction at its largest, whatever the addresses", async () => {
    const long = (number: number): Addressee => ({
      ...someone(number),
      userId: UserId.parse(`auth0|${"u".repeat(200)}${number}`),
      address: `${"a".repeat(60)}@${"b".repeat(180)}.example.com`,
    });
    await mailings.keep(
      name,
      1,
      Array.from({ length: mostInShard }, (_, number) => long(number)),
    );
    expect(await everybody(mailings, 1)).toHaveLength(mostInShard);
  });
});
