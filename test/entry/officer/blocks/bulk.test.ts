import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BulkId } from "#kernel/bulk.ts";
import { at } from "../../../support/requests.ts";
import { type Desk, leadsRights, officersRights, openOfficersDesk } from "../desk.ts";

let desk: Desk;
let olivia: string;
beforeEach(() => {
  desk = openOfficersDesk();
  olivia = desk.signInOfficer("olivia", officersRights);
});
afterEach(() => desk.close());

const end = { kind: "review", by: at("2026-12-24") };
const blockOf = (more: object = {}) => ({
  action: "block",
  userIds: ["auth0|ada", "auth0|ben"],
  reason: "abuse",
  reach: "everywhere",
  end,
  ...more,
});
const open = async (body: object = blockOf()) => {
  const { statusCode, json } = await desk.call("POST", "/officer/bulk-blocks", { as: olivia, body });
  return { status: statusCode, bulk: json as { bulkId: string; state: string; actions: unknown[] } };
};

describe("a list that an officer hands in", () => {
  test("is taken in and masked: nobody's id comes back, and none stands in the table of the requests (I9)", async () => {
    const { status, bulk } = await open();
    expect([status, bulk.state]).toEqual([202, "checking"]);
    for (const path of ["", "/entries"]) {
      const { json } = await desk.call("GET", `/officer/bulk-blocks/${bulk.bulkId}${path}`, { as: olivia });
      expect(JSON.stringify(json)).not.toContain("auth0|ada");
    }
    expect(JSON.stringify(await desk.ports.bulks.pages(BulkId.parse(bulk.bulkId)))).not.toContain("ada");
    const { json } = await desk.call("GET", "/officer/bulk-blocks", { as: olivia });
    expect(json).toMatchObject({ bulks: [{ bulkId: bulk.bulkId, openedBy: "me", people: 2 }] });
  });

  test("says of itself what is no user id and what stands there twice", async () => {
    const { bulk } = await open(blockOf({ userIds: ["auth0|ada", "..", "auth0|ada", "auth0|a/../b", "*"] }));
    const { json } = await desk.call("GET", `/officer/bulk-blocks/${bulk.bulkId}/entries`, { as: olivia });
    expect(json).toMatchObject({
      entries: [{ number: 1 }, { verdict: "no-user-id" }, { verdict: "repeated" }, { verdict: "no-user-id" }, {}],
    });
  });

  test.each([
    ["has no end", blockOf({ end: { kind: "lifted" } })],
    ["ends in the past", blockOf({ end: { kind: "until", at: at("2020-01-01") } })],
    ["names nobody", blockOf({ userIds: [] })],
    ["names too many", blockOf({ userIds: Array.from({ length: 1001 }, (_, number) => `auth0|p${number}`) })],
    ["names somebody by an endless id", blockOf({ userIds: ["a".repeat(513)] })],
    ["says nothing free", blockOf({ note: "troublemakers" })],
    ["names no reason", blockOf({ reason: "dislike" })],
    ["lets in for a reason of the story's own", { action: "unblock", userIds: ["auth0|ada"], because: "time-over" }],
  ])("is refused where it %s, and nothing is stored (I15)", async (_, body) => {
    const { status } = await open(body);
    expect(status).toBe(422);
    expect((await desk.ports.bulks.list()).items).toEqual([]);
  });

  test("of a thousand is taken in", async () => {
    const userIds = Array.from({ length: 1000 }, (_, number) => `auth0|${String(number).padStart(24, "0")}`);
    expect((await open(blockOf({ userIds }))).status).toBe(202);
  });

  test("is approved by nobody alone, and stopped by anybody who may block; once over it stays so (I12)", async () => {
    const { bulk } = await open();
    const path = `/officer/bulk-blocks/${bulk.bulkId}`;
    const id = BulkId.parse(bulk.bulkId);
    const planDigest = "a".repeat(64);
    await desk.ports.bulks.change(id, (now) => ({
      outcome: undefined,
      bulk: { ...now, state: "proposed", planDigest },
      audit: [],
    }));
    const approve = (as: string, digest = planDigest) =>
      desk.call("POST", `${path}/approve`, { as, body: { planDigest: digest } });
    const lead = desk.signInOfficer("lea", leadsRights);
    expect((await approve(olivia)).statusCode).toBe(403);
    expect((await approve(lead, "b".repeat(64))).statusCode).toBe(409);
    expect((await approve(lead)).statusCode).toBe(200);
    expect((await desk.call("POST", `${path}/stop`, { as: olivia })).statusCode).toBe(200);
    expect((await approve(lead)).statusCode).toBe(409);
    expect((await desk.ports.bulks.find(id))?.state).toBe("stopping");
  });
});
