import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BulkId } from "#kernel/bulk.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { bulkChain } from "#ports/audit/audit.ts";
import { type Journey, openJourney } from "./journey.ts";

const day = 86_400;
const people = ["auth0|ada", "auth0|sam", "auth0|tom", "auth0|zoe"];

let journey: Journey;
beforeEach(async () => {
  journey = await openJourney(undefined, (text) =>
    text.replace("perHour: 10, ofUsersPerDay: 1 % } # blocks", "perHour: 3, ofUsersPerDay: 10 % } # blocks"),
  );
});
afterEach(() => journey.close());

interface View {
  bulkId: BulkId;
  state: string;
  planDigest: string;
  verdicts: Record<string, number>;
  came: Record<string, number>;
}
const as = async (who: string, method: string, path: string, body?: object) =>
  journey.call(method, path, await journey.signInOfficer(`${who}@example.com`), body);
const blockOf = (userIds: string[], more: object = {}) => ({
  action: "block",
  userIds,
  reason: "abuse",
  reach: "everywhere",
  end: { kind: "until", at: plus(journey.clock.now(), 60 * day) },
  ...more,
});
const open = async (body: object): Promise<View> => {
  const answer = await as("officer", "POST", "/officer/bulk-blocks", body);
  expect([answer.status, answer.status === 202 ? "" : await answer.text()]).toEqual([202, ""]);
  const { bulkId } = (await answer.json()) as View;
  await journey.windBy(60);
  return read(bulkId);
};
const read = async (bulkId: BulkId): Promise<View> =>
  (await (await as("officer", "GET", `/officer/bulk-blocks/${bulkId}`)).json()) as View;
const entries = async (bulkId: BulkId) =>
  (
    (await (await as("officer", "GET", `/officer/bulk-blocks/${bulkId}/entries`)).json()) as {
      entries: { number: number; verdict: string; came?: string }[];
    }
  ).entries;
const approve = async ({ bulkId, planDigest }: View, who = "officer2") =>
  (await as(who, "POST", `/officer/bulk-blocks/${bulkId}/approve`, { planDigest })).status;
const blocked = async (userId: string) => (await journey.system.ports.reader.read(UserId.parse(userId)))?.blocked;
const allBlocked = async () => Promise.all(people.map(blocked));

describe("a list of people is blocked", () => {
  test("the dry run says what each would meet and touches nobody, another officer approves it, and each ends as it says", async () => {
    const names = [
      ...people,
      "auth0|blocked",
      "auth0|admin",
      "auth0|officer",
      "auth0|officer2",
      "auth0|nobody",
      "no id",
      "auth0|ada",
    ];
    const proposed = await open(blockOf(names));
    expect(proposed).toMatchObject({
      state: "proposed",
      verdicts: {
        "would-block": 4,
        "already-blocked": 1,
        protected: 1,
        "own-account": 1,
        "needs-approval": 1,
        "not-known": 1,
        "no-user-id": 1,
        repeated: 1,
      },
      came: {},
    });
    expect((await entries(proposed.bulkId)).map(({ verdict }) => verdict).slice(3, 7)).toEqual([
      "would-block",
      "already-blocked",
      "protected",
      "own-account",
    ]);
    expect(await allBlocked()).toEqual([false, false, false, false]);
    expect(await approve(proposed, "officer")).toBe(403);
    expect(await approve({ ...proposed, planDigest: "0".repeat(64) })).toBe(409);
    expect(await approve(proposed)).toBe(200);
    await journey.windBy(300);
    // three an hour, by this policy: the fourth waits for room (I13)
    expect((await allBlocked()).filter((each) => each === true)).toHaveLength(3);
    await journey.windBy(2 * 3600);
    expect(await allBlocked()).toEqual([true, true, true, true]);
    // who approved it is on it: nobody is blocked by their own yes
    expect(await read(proposed.bulkId)).toMatchObject({ state: "finished", came: { blocked: 4, skipped: 7 } });
    const { items } = await journey.system.ports.audit.entries(bulkChain(proposed.bulkId));
    expect(items.map(({ event }) => event)).toEqual([
      "list-opened",
      "list-checked",
      "list-approval-refused",
      "list-approval-refused",
      "list-approved",
      "list-finished",
    ]);
    expect(JSON.stringify(items)).not.toMatch(/auth0|example\.com/);
    const run = await journey.system.ports.workflows.describe("bulk", `${proposed.bulkId}.1`);
    expect(run?.status).toBe("SUCCEEDED");
  });

  test("a stop holds before the next account: who waits for room is never blocked, who is blocked stays so (I5)", async () => {
    const proposed = await open(blockOf(people));
    await approve(proposed);
    await journey.windBy(300);
    expect((await as("lead", "POST", `/officer/bulk-blocks/${proposed.bulkId}/stop`)).status).toBe(200);
    await journey.windBy(6 * 3600);
    const ended = await read(proposed.bulkId);
    expect(ended).toMatchObject({ state: "stopped", came: { blocked: 3, left: 1 } });
    expect((await allBlocked()).filter((each) => each === true)).toHaveLength(3);
    const came = (await entries(proposed.bulkId)).map((entry) => entry.came === "blocked");
    expect(came).toEqual(await allBlocked());
    expect((await as("lead", "POST", `/officer/bulk-blocks/${proposed.bulkId}/stop`)).status).toBe(409);
  });

  test("nobody approves: it lapses, and nobody was touched", async () => {
    const proposed = await open(blockOf(people));
    await journey.windBy(3 * day + 60);
    expect((await read(proposed.bulkId)).state).toBe("lapsed");
    expect(await approve(proposed)).toBe(409);
    expect(await allBlocked()).toEqual([false, false, false, false]);
  });

  test("the kill switch holds it back, and it goes on when it is on again (I13)", async () => {
    const proposed = await open(blockOf(people.slice(0, 2)));
    await as("lead", "PUT", "/officer/kill-switch", { off: true });
    await approve(proposed);
    await journey.windBy(1800);
    expect(await allBlocked()).toEqual([false, false, false, false]);
    await as("lead", "PUT", "/officer/kill-switch", { off: false });
    await journey.windBy(3600);
    expect(await allBlocked()).toEqual([true, true, false, false]);
  });
});

describe("a list of people is let in again", () => {
  test("each block of ours is lifted; who was blocked by hand stays so, and the list says it", async () => {
    const proposed = await open(blockOf(people.slice(0, 3)));
    await approve(proposed);
    await journey.windBy(600);
    const back = await open({ action: "unblock", userIds: [...people, "auth0|blocked"], because: "mistake" });
    expect(back).toMatchObject({
      state: "proposed",
      verdicts: { "would-lift": 3, "not-blocked": 1, "blocked-by-others": 1 },
    });
    await approve(back);
    await journey.windBy(900);
    expect(await read(back.bulkId)).toMatchObject({ state: "finished", came: { lifted: 3, skipped: 2 } });
    expect(await allBlocked()).toEqual([false, false, false, false]);
    expect(await blocked("auth0|blocked")).toBe(true);
  });
});

describe("what stands on a list", () => {
  test("is in no history, no audit and no log; a page is shown to who says why, and that is on record (I9, I10)", async () => {
    const proposed = await open(blockOf(people));
    await approve(proposed);
    await journey.windBy(300);
    const { events } = await journey.system.ports.workflows.history("bulk", `${proposed.bulkId}.1`);
    expect(JSON.stringify([events, journey.lines])).not.toMatch(/auth0\|/);
    const body = { page: 1, because: "complaint" };
    const answer = await as("officer", "POST", `/officer/bulk-blocks/${proposed.bulkId}/reveal`, body);
    expect(await answer.json()).toMatchObject({ entries: [{ number: 1, name: "auth0|ada" }, {}, {}, {}] });
    const { items } = await journey.system.ports.audit.entries(bulkChain(proposed.bulkId));
    expect(items.map(({ event }) => event)).toContain("list-revealed");
    await journey.windBy(30 * day);
    expect((await as("officer", "POST", `/officer/bulk-blocks/${proposed.bulkId}/reveal`, body)).status).toBe(404);
  });
});
