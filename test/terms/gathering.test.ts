import { describe, expect, test } from "vitest";
import { ListingLost } from "#ports/listing/listing.ts";
import { openWorld } from "./world.ts";

describe("a tenant whose exports fail", () => {
  const failing = (times: number) => {
    let begun = 0;
    const listing = {
      begin: async () => {
        begun += 1;
        return `job_${begun}`;
      },
      accounts: async function* () {
        if (begun <= times) throw new ListingLost("failed");
        yield {
          ...{ userId: "auth0|ada" as never, createdAt: "2026-01-01T00:00:00.000Z" as never },
          ...{ address: "ada@example.com", blocked: false, connections: ["Users"] },
        };
      },
    };
    const gate = { turn: async () => ({ calls: 4 }), rules: async () => [] };
    return { world: openWorld({ tenant: () => ({ listing, gate }) }), begun: () => begun };
  };
  const anHourLater = (world: ReturnType<typeof openWorld>, hours: number) =>
    world.windTo(`2026-11-24T${String(9 + hours).padStart(2, "0")}:00:00.000Z` as never);

  test("is asked again every quarter of an hour, and in the end the notice goes out", async () => {
    const { world, begun } = failing(5);
    const campaignId = await world.begin();
    await anHourLater(world, 6);
    expect(begun()).toBe(6);
    expect(world.sent).toHaveLength(1);
    expect(await world.runOf(campaignId)).toBe("RUNNING");
    await world.close();
  });

  test("fails the run after eight, so that an officer looks; trying again asks as often again (I3, I19)", async () => {
    const { world, begun } = failing(10);
    const campaignId = await world.begin();
    await anHourLater(world, 6);
    expect([begun(), await world.runOf(campaignId)]).toEqual([8, "FAILED"]);
    await world.redrive(campaignId);
    await anHourLater(world, 12);
    expect([begun(), await world.runOf(campaignId)]).toEqual([11, "RUNNING"]);
    expect(world.sent).toHaveLength(1);
    await world.close();
  });
});
