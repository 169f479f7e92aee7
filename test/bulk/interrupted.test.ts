import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BulkId } from "#kernel/bulk.ts";
import type { UserId } from "#kernel/ids.ts";
import type { Kill } from "./killed.ts";
import { type BulkWorld, openBulkWorld } from "./world.ts";

// A list is worked off while the process dies at any call, time passes, and an officer stops it: each account ends as the list says.

const namesOf = (world: BulkWorld, count: number): UserId[] =>
  Array.from({ length: count }, (_, number) => world.person(`p${number}`));

/** Without any more faults, until it is over: what Step Functions' retries, timers and the runs of the blocks do. */
const workToTheEnd = async (world: BulkWorld, bulkId: BulkId): Promise<void> => {
  for (let round = 0; round < 60; round += 1) {
    const next = await world.stepOn("workOff", { bulkId });
    await world.driveAll(bulkId);
    if (next === "over") return;
    if (next === "wait") world.clock.wind(1200);
  }
  throw new Error("it never comes to an end");
};

/** What the list says of each account, and what is so. */
const agrees = async (world: BulkWorld, bulkId: BulkId, names: readonly UserId[]): Promise<void> => {
  const said = (await world.entries(bulkId)).map(({ came }) => came === "blocked");
  expect(said).toEqual(names.map((name) => world.blocked(name)));
  // one request for each account at most, however often it was begun with (I2)
  for (const name of names) {
    const ref = await world.subjects.refOf(name);
    expect((await world.requests.ofSubject(ref)).items.length).toBeLessThanOrEqual(1);
  }
};

type Move = { do: "work"; kill: Kill | undefined } | { do: "drive" } | { do: "wind"; seconds: number } | { do: "stop" };
const kill: fc.Arbitrary<Kill> = fc.record({ at: fc.integer({ min: 1, max: 90 }), after: fc.boolean() });
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("work" as const), kill: fc.option(kill, { nil: undefined }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("drive" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("wind" as const), seconds: fc.integer({ min: 1, max: 4000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("stop" as const) }) },
);

describe("a list that is interrupted", () => {
  test("whatever dies and whoever stops it, each account ends as the list says; after a stop nobody more is blocked, and never more than the cap (I2, I5, I13, I17)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 10 }), fc.integer({ min: 1, max: 7 }), async (moves, count) => {
        const perHour = 3;
        const world = openBulkWorld({ perHour });
        try {
          const names = namesOf(world, count);
          const bulkId = await world.running(names, world.block);
          const begunAt: number[] = [];
          let stopped: boolean[] | undefined;
          const blockedNow = () => names.map((name) => world.blocked(name));
          for (const each of moves) {
            const before = blockedNow().filter(Boolean).length;
            if (each.do === "work") await world.stepOn("workOff", { bulkId }, each.kill);
            if (each.do === "drive") await world.driveAll(bulkId);
            if (each.do === "wind") world.clock.wind(each.seconds);
            if (each.do === "stop" && (await world.stop(bulkId)) === "stopping") stopped ??= blockedNow();
            const more = blockedNow().filter(Boolean).length - before;
            for (let place = 0; place < more; place += 1) begunAt.push(Date.parse(world.clock.now()));
          }
          await workToTheEnd(world, bulkId);
          await world.driveAll(bulkId);
          await agrees(world, bulkId, names);
          if (stopped !== undefined) expect(blockedNow()).toEqual(stopped);
          else expect(blockedNow().every(Boolean)).toBe(true);
          for (const moment of begunAt) {
            const within = begunAt.filter((other) => other >= moment && other < moment + 3_600_000);
            expect(within.length).toBeLessThanOrEqual(perHour);
          }
        } finally {
          world.close();
        }
      }),
      { numRuns: 40 },
    );
  }, 240_000);

  test("at every single call, before it and after it, of blocking and of letting in: it goes on where it stood (I17)", async () => {
    for (const action of ["block", "unblock"] as const)
      for (const after of [false, true])
        for (let at = 1; ; at += 1) {
          const world = openBulkWorld({ perHour: 10 });
          try {
            const names = namesOf(world, 2);
            let bulkId = await world.running(names, world.block);
            if (action === "unblock") {
              await workToTheEnd(world, bulkId);
              bulkId = await world.running(names, { action, because: "mistake" });
            }
            const answered = await world.stepOn("workOff", { bulkId }, { at, after });
            await workToTheEnd(world, bulkId);
            for (const { requestId } of await world.blocksOf(names)) await world.driveOn(requestId);
            expect(names.map((name) => world.blocked(name))).toEqual(names.map(() => action === "block"));
            const came = (await world.entries(bulkId)).map((entry) => entry.came);
            expect(came).toEqual(names.map(() => (action === "block" ? "blocked" : "lifted")));
            if (answered !== undefined) break; // there is no such call any more
          } finally {
            world.close();
          }
        }
  }, 240_000);
});
