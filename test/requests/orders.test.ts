import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { decideFence, type FenceReading } from "#requests/fence.ts";
import { decideHold } from "#requests/hold.ts";
import { decideWithdrawal } from "#requests/withdraw.ts";
import { accepted, entry, received } from "../support/acceptances.ts";
import { noPause } from "../support/records-host.ts";
import { aHold, aPlan, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

const [anna, ben] = [subjectRef("a"), subjectRef("b")];

/** Two people who wait, and the five things that can happen to them at the same time. `pass` stands before every call to the table. */
const scene = async (pass: (call: string) => Promise<unknown>) => {
  const desk = await openDesk(sqliteInMemory);
  const now = desk.clock.now();
  const [one, other] = [
    await accepted(desk.requests, { ...received(anna, now), progress: { plan: aPlan() } }),
    await accepted(desk.requests, { ...received(ben, now), progress: { plan: aPlan() } }),
  ];
  const { get, query, index, transact } = desk.records;
  const slow =
    <Input extends unknown[], Output>(name: string, call: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      await pass(name);
      return call(...input);
    };
  const records = {
    get: slow("get", get),
    query: slow("query", query),
    index: slow("index", index),
    transact: slow("transact", transact),
  };
  const requests = requestsIn({ records, clock: desk.clock, pause: noPause });
  const later = plus(now, 8 * 86_400);
  const reading: FenceReading = {
    now: later,
    coolingOffUntil: plus(now, 7 * 86_400),
    sameAccount: true,
    sameLogins: true,
    protectedRoles: [],
    caps: [{ pool: "selfService", slots: 2, restSeconds: 3600 }],
  };
  const fence = (id: RequestId) =>
    requests.change(id, (facts) => decideFence(facts, reading), { pools: ["selfService"] });
  return {
    desk,
    one: one.requestId,
    acts: {
      fenceOne: () => fence(one.requestId),
      fenceOther: () => fence(other.requestId),
      hold: () => requests.changeSubject(anna, (subject) => decideHold(subject, aHold())),
      withdraw: () => requests.change(one.requestId, (facts) => decideWithdrawal(facts, later)),
      switchOff: async () => {
        await requests.turnKillSwitch({ off: true, since: later }, entry("kill-switch-off", later));
        return "off";
      },
    },
  };
};

type Act = "fenceOne" | "fenceOther" | "hold" | "withdraw" | "switchOff";
const all: Act[] = ["fenceOne", "fenceOther", "hold", "withdraw", "switchOff"];

const permutations = (acts: readonly Act[]): Act[][] =>
  acts.length === 0
    ? [[]]
    : acts.flatMap((act) => permutations(acts.filter((each) => each !== act)).map((rest) => [act, ...rest]));

describe("two deletions, a hold, a withdrawal and the kill switch", () => {
  test("in each of their 120 orders: whatever was acknowledged before the fence wins, and nothing after it (I4, I5, I13)", async () => {
    for (const order of permutations(all)) {
      const { desk, acts } = await scene(async () => {});
      const said = new Map<Act, string>();
      for (const act of order) said.set(act, await acts[act]());
      const isEarlier = (act: Act, other: Act) => order.indexOf(act) < order.indexOf(other);
      const stopped = (["hold", "withdraw", "switchOff"] as const).filter((act) => isEarlier(act, "fenceOne"));
      expect([order, said.get("fenceOne") === "go"]).toEqual([order, stopped.length === 0]);
      expect(said.get("fenceOther")).toBe(isEarlier("switchOff", "fenceOther") ? "switched-off" : "go");
      const passed = said.get("fenceOne") === "go";
      expect(said.get("withdraw")).toBe(passed && isEarlier("fenceOne", "withdraw") ? "too-late" : "withdrawn");
      expect(said.get("hold")).toBe(passed && isEarlier("fenceOne", "hold") ? "too-late" : "placed");
      await desk.close();
    }
  });

  test("all at once, however their calls fall between each other: no two that exclude each other both succeed (I4, I5, I11, I13)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const { desk, one, acts } = await scene((call) => scheduler.schedule(Promise.resolve(), call));
        const work = Promise.all(all.map(async (act): Promise<[Act, string]> => [act, await acts[act]()]));
        await scheduler.waitFor(work);
        const said = Object.fromEntries(await work) as Record<Act, string>;
        const passed = said.fenceOne === "go";
        expect([said.withdraw, said.hold]).toEqual(passed ? ["too-late", "too-late"] : [said.withdraw, "placed"]);
        if (!passed) expect(said.withdraw).toBe("withdrawn");
        expect(["go", "switched-off"]).toContain(said.fenceOther);
        // as many entries as decisions, in a chain that is whole
        expect(await desk.events(one)).toHaveLength(3);
        await desk.close();
      }),
      { numRuns: 150 },
    );
  });
});
