import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type BlockEnd, type BlockState, blockAfter, blockMoves } from "#kernel/block.ts";
import type { RequestId, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { declareMoves, UnsoundMoves } from "#kernel/moves.ts";
import { planOf } from "#kernel/plan.ts";
import { approvePlan } from "#requests/approve.ts";
import { keepBlock, liftBlock } from "#requests/blocks.ts";
import { aPolicy } from "../support/requests.ts";
import { type Blocking, openBlocking } from "./world.ts";

const day = 86_400;
let world: Blocking;
let ada: UserId;
beforeEach(() => {
  world = openBlocking();
  ada = world.person("ada");
});
afterEach(() => world.close());
const until = (days: number): BlockEnd => ({ kind: "until", at: plus(world.clock.now(), days * day) });
const lifted: BlockEnd = { kind: "lifted" };
const request = async (requestId: RequestId) => {
  const found = await world.requests.find(requestId);
  if (found === undefined) throw new Error("gone");
  return found;
};
const over = async (requestId: RequestId) =>
  ((await request(requestId)).progress.block as { over?: { because: string } }).over?.because;
const approve = async (requestId: RequestId, officer: string) =>
  approvePlan(world as never)(requestId, { officer, planDigest: planOf(await request(requestId))?.digest ?? "" });

describe("the table of states", () => {
  test("holds together: it was checked whole when it was declared", () => {
    expect(Object.keys(blockMoves)).toHaveLength(7);
    expect(blockAfter("proposed", "pass")).toBe("imposing");
  });

  test.each([
    ["a move to nowhere", { a: { go: "b" } }, /b, which is no state/],
    ["a state that nothing leads to", { a: {}, b: {} }, /nothing leads to b/],
    ["a circle without an end", { a: { go: "b" }, b: { go: "a" } }, /no way leads from a/],
  ])("with %s is refused at the start", (_what, moves, message) => {
    expect(() => declareMoves("a", moves as never)).toThrow(UnsoundMoves);
    expect(() => declareMoves("a", moves as never)).toThrow(message);
  });

  test.each(["lifting", "declined", "ended"] satisfies BlockState[])("nothing is lifted that is %s", (state) => {
    expect(blockAfter(state, "lift")).toBeUndefined();
  });

  test("an event that comes late is refused", async () => {
    const id = await world.propose(ada, { end: until(3) });
    await world.driveOn(id);
    world.clock.wind(4 * day);
    await world.driveOn(id);
    const keep = await keepBlock(world as never, world.policy)(id, { by: "officer:two", end: until(5) });
    expect(keep).toBe("over");
    expect(await liftBlock(world as never)(id, { by: "officer:two", because: "mistake" })).toBe("over");
  });
});

describe("four eyes (I12)", () => {
  test("a block without an end waits for another officer, and not for the one who proposed it", async () => {
    const id = await world.propose(ada, { end: lifted });
    expect(await world.driveOn(id)).toBe("decide");
    expect(world.accounts.get(ada)?.blocked).toBe(false);
    expect(await approve(id, "officer:one")).toBe("four-eyes");
    expect(await world.driveOn(id)).toBe("decide");
    expect(await approve(id, "officer:two")).toBe("approved");
    expect(await world.driveOn(id)).toBe("rest");
    expect(world.accounts.get(ada)?.blocked).toBe(true);
    expect((await request(id)).status).toBe("in-force");
    expect([...world.planned.keys()]).toEqual([`look-again-${id}`]);
  });

  test("so does a block of an officer", async () => {
    world.roles.set(ada, ["officer"]);
    const id = await world.propose(ada, { end: until(3) });
    expect(await world.driveOn(id)).toBe("decide");
    expect(planOf(await request(id))?.oddities).toEqual(["about-staff"]);
  });

  test("somebody who became an officer after the plan was made is planned anew", async () => {
    const id = await world.propose(ada, { end: until(3) });
    await world.step("openRequest", id);
    world.roles.set(ada, ["officer"]);
    expect(await world.step("passFence", id)).toEqual({ outcome: "plan-changed" });
    expect(await world.driveOn(id)).toBe("decide");
  });

  test("a proposal nobody approves lapses, and nobody was shut out or told", async () => {
    const id = await world.propose(ada, { end: lifted });
    await world.driveOn(id);
    world.clock.wind(3 * day + 1);
    expect(await world.driveOn(id)).toBe("closed");
    expect([await world.stateOf(id), await over(id), world.ledger, world.mails]).toEqual([
      "declined",
      "not-approved",
      [],
      [],
    ]);
    expect((await request(id)).status).toBe("refused");
  });

  test("nobody makes a block endless alone by keeping it", async () => {
    const id = await world.propose(ada, { end: until(3) });
    await world.driveOn(id);
    const keep = (by: string) => keepBlock(world as never, world.policy)(id, { by, end: lifted });
    expect(await keep("officer:one")).toBe("four-eyes");
    expect(await keep("officer:two")).toBe("kept");
    expect(await world.driveOn(id)).toBe("rest");
  });
});

describe("the fence says no", () => {
  test.each([["admin"]])("to a block of somebody with the role %s (I13)", async (role) => {
    world.roles.set(ada, [role]);
    const id = await world.propose(ada, { end: until(3) });
    expect(await world.driveOn(id)).toBe("closed");
    expect([await over(id), world.ledger]).toEqual(["protected", []]);
  });

  test("to an automatic block of an officer", async () => {
    world.roles.set(ada, ["officer"]);
    const id = await world.propose(ada, { end: { kind: "review", by: plus(world.clock.now(), day) }, by: "system" });
    await world.driveOn(id);
    await approve(id, "officer:two");
    expect(await world.driveOn(id)).toBe("closed");
    expect(await over(id)).toBe("protected");
  });

  test("while the person's data is restricted, unless it protects others (GDPR Article 18(2))", async () => {
    const ref = await world.subjects.refOf(ada);
    const restriction = {
      requestId: "01JDF7Z8R5QK3V9X2M4N6P8S0T" as RequestId,
      since: world.clock.now(),
      shutsSignIn: false,
    };
    await world.requests.changeSubject(ref, (subject) => ({
      outcome: 0,
      subject: { ...subject, restriction },
      audit: [],
    }));
    const id = await world.propose(ada, { end: until(3) });
    expect([await world.driveOn(id), await over(id)]).toEqual(["closed", "restricted"]);
    const other = await world.propose(ada, { end: until(3), reason: "rights-of-others" });
    expect(await world.driveOn(other)).toBe("wait");
  });

  test("to an account that is somebody's new one under the old id, or gone (I7)", async () => {
    const id = await world.propose(ada, { end: until(3) });
    const account = world.accounts.get(ada);
    if (account !== undefined) world.accounts.set(ada, { ...account, createdAt: plus(world.clock.now(), 60) });
    expect([await world.driveOn(id), await over(id), world.ledger]).toEqual(["closed", "account-gone", []]);
  });

  test("to the eleventh in an hour; it waits, and passes when a place is free (I13)", async () => {
    const ids: RequestId[] = [];
    for (let n = 0; n < 11; n += 1) ids.push(await world.propose(world.person(`p${n}`), { end: until(3) }));
    const came = [];
    for (const id of ids) came.push(await world.driveOn(id));
    expect(came).toEqual([...Array(10).fill("wait"), "room"]);
    expect(world.ledger).toHaveLength(10);
    world.clock.wind(3601);
    expect(await world.driveOn(ids[10] as RequestId)).toBe("wait");
  });

  test("to more of all users than policy lets be shut out in a day; the hour over is not enough (I13)", async () => {
    world.close();
    const policy = aPolicy();
    const cap = { perHour: 10, ofUsersPerDay: 0.2 }; // per cent of the 1000 that there are
    world = openBlocking({ ...policy, blocking: { ...policy.blocking, cap } });
    const ids: RequestId[] = [];
    for (let n = 0; n < 3; n += 1) ids.push(await world.propose(world.person(`p${n}`), { end: until(9) }));
    const came = [];
    for (const id of ids) came.push(await world.driveOn(id));
    expect(came).toEqual(["wait", "wait", "room"]);
    world.clock.wind(2 * 3600);
    expect(await world.driveOn(ids[2] as RequestId)).toBe("room");
    world.clock.wind(day);
    expect(await world.driveOn(ids[2] as RequestId)).toBe("wait");
  });
});

describe("an automatic block (GDPR Article 22)", () => {
  const automatic = () =>
    world.propose(ada, { end: { kind: "review", by: plus(world.clock.now(), 2 * day) }, by: "system" });

  test("that nobody looks at by its time is lifted", async () => {
    const id = await automatic();
    expect(await world.driveOn(id)).toBe("wait");
    expect(world.mails[0]?.text).toMatch(/A person looks at it in any case/);
    world.clock.wind(2 * day + 1);
    expect([await world.driveOn(id), await over(id)]).toEqual(["closed", "not-reviewed"]);
    expect(world.accounts.get(ada)?.blocked).toBe(false);
  });

  test("that an officer has looked at stands until the end they gave it", async () => {
    const id = await automatic();
    await world.driveOn(id);
    expect(await keepBlock(world as never, world.policy)(id, { by: "officer:two", end: until(10) })).toBe("kept");
    world.clock.wind(3 * day);
    expect(await world.driveOn(id)).toBe("wait");
    expect(world.accounts.get(ada)?.blocked).toBe(true);
    world.clock.wind(8 * day);
    expect([await world.driveOn(id), await over(id)]).toEqual(["closed", "time-over"]);
  });
});

test("a block of an officer's that is due for its review stands on, with an alarm: no time decides in an officer's place", async () => {
  const id = await world.propose(ada, { end: { kind: "review", by: plus(world.clock.now(), 5 * day) } });
  await world.driveOn(id);
  world.clock.wind(5 * day + 1);
  expect(await world.driveOn(id)).toBe("wait");
  expect([await world.stateOf(id), (await request(id)).attention?.error]).toEqual(["review-due", "BlockReviewDue"]);
  expect(world.accounts.get(ada)?.blocked).toBe(true);
});

test("a block that was there before ours is noted, and stays when ours is lifted", async () => {
  const account = world.accounts.get(ada);
  if (account !== undefined) world.accounts.set(ada, { ...account, blocked: true });
  const id = await world.propose(ada, { end: until(3) });
  await world.driveOn(id);
  world.clock.wind(4 * day);
  await world.driveOn(id);
  expect([world.accounts.get(ada)?.blocked, world.ledger]).toEqual([true, []]);
  expect(world.mails.at(-1)?.text).toMatch(/Another one still stands/);
});
