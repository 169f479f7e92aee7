import { describe, expect, test } from "vitest";
import { newBulkId } from "#kernel/bulk.ts";
import { listsIn } from "#ports/lists/recorded-lists.ts";
import { bulksContract } from "../contracts/bulks.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { at } from "../support/requests.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";
import { woundClock } from "../support/wound-clock.ts";

bulksContract("SQLite", sqliteInMemory);

describe("whom a list names", () => {
  test("is kept sealed in its order, read by another process, and not read any more once its time is over (I9)", async () => {
    const host = await sqliteInMemory();
    const [keys, clock] = [memoryKeys(), woundClock()];
    const lists = () => listsIn({ records: host.records, keys, clock, pause: noPause });
    const bulkId = newBulkId(clock.now());
    await lists().keep(bulkId, 1, ["auth0|canary-b", "auth0|canary-a"], at("2026-12-24"));
    await lists().keep(bulkId, 2, ["no id"], at("2026-12-24"));
    expect(await lists().names(bulkId, 1)).toEqual(["auth0|canary-b", "auth0|canary-a"]);
    expect(await lists().names(bulkId, 2)).toEqual(["no id"]);
    expect(await lists().names(bulkId, 3)).toBeUndefined();
    expect(await lists().names(newBulkId(clock.now()), 1)).toBeUndefined();
    const { items } = await host.records.query(`LIST#${bulkId}`);
    expect(items).toHaveLength(3);
    expect(JSON.stringify(items)).not.toMatch(/canary|auth0/);
    expect(items.every(({ expiresAt }) => expiresAt !== undefined)).toBe(true);
    clock.wind(31 * 86_400);
    expect(await lists().names(bulkId, 1)).toBeUndefined();
    await host.close();
  });
});
