import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { type Desk, leadsRights, openOfficersDesk } from "../entry/officer/desk.ts";
import { at } from "../support/requests.ts";

// Hostile inputs of our own for what officers decide about blocks and lists of them, of the kinds of the sample, which holds none of these
// operations (`block_user`, `bulk_create`): each is answered with its class and stores nothing (I7, I13, I15).

let desk: Desk;
let olivia: string;
beforeEach(() => {
  desk = openOfficersDesk();
  olivia = desk.signInOfficer("olivia", leadsRights);
});
afterEach(() => desk.close());

const end = { kind: "review", by: at("2026-12-24") };
const block = { userId: "auth0|eve", reason: "abuse", reach: "everywhere", end };
const list = { action: "block", userIds: ["auth0|eve"], reason: "abuse", reach: "everywhere", end };
const applications = (clients: unknown) => ({ clients, connections: [] });

const ids: [title: string, userId: unknown][] = [
  ["an empty user id", ""],
  ["a dotted one", "auth0|.."],
  ["every user", "auth0|*"],
  ["a path", "auth0|a/../b"],
  ["a query", "auth0|x?fields=a"],
  ["an invisible sign", "auth0|e\u200bve"],
  ["600 signs", `auth0|${"x".repeat(600)}`],
  ["a list", ["auth0|eve"]],
  ["an object", { $ne: null }],
];
const words: [title: string, more: object][] = [
  ["a reason that nobody knows", { reason: "dislike" }],
  ["a reason of Object's", { reason: "constructor" }],
  ["a reach that is a wish", { reach: "nearly everywhere" }],
  ["no application at all", { reach: applications([]) }],
  ["the id of an application that is a path", { reach: applications(["../../clients"]) }],
  ["the id of an application that is a formula", { reach: applications(["=1+1"]) }],
  ["eleven applications", { reach: applications(Array(11).fill("shop")) }],
  ["an end of one's own kind", { end: { kind: "never" } }],
  ["an end on no day", { end: { kind: "until", at: "2027-02-30T00:00:00.000Z" } }],
  ["an end that is past", { end: { kind: "until", at: at("2020-01-01") } }],
  ["two ends", { end: { kind: "review", by: at("2026-12-24"), at: at("2026-12-24") } }],
  ["a file number of a line feed", { reference: "M-9\nlevel=error" }],
  ["a file number that is a formula", { reference: "=HYPERLINK(1)" }],
  ["another officer's name beside it", { setBy: "officer:sub_x" }],
  ["a state of one's choice", { state: "in-force" }],
  ["that a machine did it", { automatic: true }],
  ["an approval beside it", { approved: { by: "officer:sub_x", at: at("2026-11-24") } }],
];

/** Everything that an input could have moved. */
const standing = async () => ({
  blocks: (await desk.ports.requests.inWeek("block", "2026-W48", { limit: 100 })).items,
  lists: (await desk.ports.bulks.list()).items,
  planned: [...desk.planned],
  started: [...desk.started],
});

const refused = async (path: string, body: object) => {
  const before = await standing();
  const answer = await desk.call("POST", path, { as: olivia, body });
  expect([answer.statusCode, answer.headers["content-type"]]).toEqual([422, "application/problem+json"]);
  expect(answer.body).not.toMatch(/at \w+ \(|\.ts:/);
  expect(await standing()).toEqual(before);
};

describe("a block of one person", () => {
  test.each(ids)("for %s is refused, and stores nothing", (_, userId) =>
    refused("/officer/blocks", { ...block, userId }),
  );
  test.each(words)("with %s is refused, and stores nothing", (_, more) =>
    refused("/officer/blocks", { ...block, ...more }),
  );

  test("of oneself is refused (I12)", async () => {
    const answer = await desk.call("POST", "/officer/blocks", {
      as: olivia,
      body: { ...block, userId: "auth0|olivia" },
    });
    expect(answer.statusCode).toBe(403);
    expect((await standing()).blocks).toEqual([]);
  });

  test("sent five times at once under one key is one block (I2)", async () => {
    const headers = { "idempotency-key": "one" };
    const send = () => desk.call("POST", "/officer/blocks", { as: olivia, body: block, headers });
    const answers = await Promise.all(Array.from({ length: 5 }, send));
    for (const { statusCode } of answers) expect([202, 503]).toContain(statusCode);
    expect((await standing()).blocks).toHaveLength(1);
    const other = await desk.call("POST", "/officer/blocks", {
      as: olivia,
      body: { ...block, reason: "fraud" },
      headers,
    });
    expect(other.statusCode).toBe(409);
  });

  test.each(["01AN", "..", "%2e%2e", "*", "undefined"])("lifted by the id %j is one that is not there", async (id) => {
    const path = `/officer/blocks/${encodeURIComponent(id)}`;
    const answer = await desk.call("DELETE", path, { as: olivia, query: "because=mistake" });
    expect(answer.statusCode).toBe(404);
  });

  test.each(["time-over", "stopped", "not-approved", "__proto__"])(
    "is lifted by nobody for %s: that is the story's own reason",
    async (because) => {
      const request: RequestId = await desk.given("ben", {});
      const answer = await desk.call("DELETE", `/officer/blocks/${request}`, {
        as: olivia,
        query: `because=${because}`,
      });
      expect([400, 422]).toContain(answer.statusCode);
    },
  );
});

describe("a list of people", () => {
  test.each(words)("with %s is refused, and stores nothing", (_, more) =>
    refused("/officer/bulk-blocks", { ...list, ...more }),
  );
  test.each([
    ["nobody", []],
    ["1,001 people", Array(1001).fill("auth0|eve")],
    ["a word", "auth0|eve"],
    ["an object", { 0: "auth0|eve", length: 1 }],
    ["a list in it", [["auth0|eve"]]],
    ["an id without an end", ["x".repeat(513)]],
  ])("that names %s is refused, and stores nothing", (_, userIds) =>
    refused("/officer/bulk-blocks", { ...list, userIds }),
  );

  test("of ids that lead elsewhere is taken in, and none of them is ever looked up (I7)", async () => {
    const userIds = ids.flatMap(([, userId]) =>
      typeof userId === "string" && userId.length > 0 && userId.length < 513 ? [userId] : [],
    );
    const answer = await desk.call("POST", "/officer/bulk-blocks", { as: olivia, body: { ...list, userIds } });
    expect(answer.statusCode).toBe(202);
    const [entries = []] = await desk.ports.bulks.pages((answer.json as { bulkId: never }).bulkId);
    expect(entries.map(({ verdict }) => verdict)).toEqual(userIds.map(() => "no-user-id"));
  });

  test("of a megabyte is refused before it is read", async () => {
    const raw = `{"action":"block","userIds":["${"x".repeat(1_000_000)}"]}`;
    const headers = { "content-type": "application/json" };
    const answer = await desk.call("POST", "/officer/bulk-blocks", { as: olivia, headers, raw });
    expect(answer.statusCode).toBe(413);
  });

  test.each(["bulk_", "..", "bulk_../..", "*", "bulk_01kaaaaaaaaaaaaaaaaaaaaaaa"])(
    "approved or stopped by the id %j is one that is not there",
    async (id) => {
      const path = `/officer/bulk-blocks/${encodeURIComponent(id)}`;
      const body = { planDigest: "0".repeat(64) };
      expect((await desk.call("POST", `${path}/approve`, { as: olivia, body })).statusCode).toBe(404);
      expect((await desk.call("POST", `${path}/stop`, { as: olivia })).statusCode).toBe(404);
    },
  );
});
