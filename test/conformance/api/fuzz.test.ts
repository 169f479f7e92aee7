import { describe, expect, test } from "vitest";
import { openWorld } from "../../entry/api/world.ts";
import { type Document, type Shot, shooter } from "./shots.ts";

const shots = 100_000;
/** What 100,000 calls may leave behind: the store of a few requests, and what is not collected yet. */
const heapBound = 256 * 1024 * 1024;

describe("100,000 calls, made from the API's own document and bent byte by byte (I15)", () => {
  test("all have a definite answer below 500, and leave the memory as it was", { timeout: 600_000 }, async () => {
    const world = openWorld();
    const token = world.signIn("ada");
    const document = (await world.call("GET", "/openapi.json")).json as Document;
    const { requestId } = (await world.call("POST", "/requests", { as: token, body: { kind: "deletion" } })).json;
    const shoot = shooter(document, { token, requestId, seed: 20_261_124 });
    const statuses = new Map<number, number>();
    const bad: { shot: Shot; status: unknown }[] = [];
    const before = process.memoryUsage().heapUsed;
    let largest = 0;
    for (let number = 0; number < shots; number += 1) {
      const shot = shoot();
      const { statusCode } = await world.call(shot.method, shot.path, shot);
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      if (!(statusCode >= 200 && statusCode < 500)) bad.push({ shot, status: statusCode });
      if (number % 1000 === 0) largest = Math.max(largest, process.memoryUsage().heapUsed - before);
    }
    // a fuzz that never gets past the first check would prove nothing
    for (const status of [200, 204, 400, 401, 404, 405, 409, 413, 415, 422])
      expect([...statuses.keys()]).toContain(status);
    expect(bad).toEqual([]);
    expect(largest).toBeLessThan(heapBound);
    // and the next ordinary call is answered as ever
    const { statusCode } = await world.call("GET", `/requests/${requestId}`, { as: token });
    expect(statusCode).toBe(200);
    world.close();
  });
});
