import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { liftBlock } from "#requests/blocks.ts";
import { turnSwitch } from "#requests/switch.ts";
import { type Blocking, type Gate, openBlocking } from "./world.ts";

const day = 86_400;

/** The process is gone: nothing catches it, and the next attempt begins anew. */
class Killed extends Error {}

/** Drives over faults and deaths alike, as retries and restarts do. */
const driveThrough = async (world: Blocking, requestId: RequestId): Promise<string> => {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    try {
      return await world.drive(requestId);
    } catch (error) {
      if (!(error instanceof Busy || error instanceof Killed)) throw error;
    }
  }
  throw new Error("it never comes to an end");
};

const faults: Record<string, (perform: () => Promise<unknown>) => Promise<unknown>> = {
  "F1: an error before the effect": async () => {
    throw new Busy("no");
  },
  "F2: an answer that is lost": async (perform) => {
    await perform();
    throw new Busy("no");
  },
  "F9: a death before the call": async () => {
    throw new Killed();
  },
  "F10: a death after the effect": async (perform) => {
    await perform();
    throw new Killed();
  },
};

describe.each(Object.entries(faults))("a block and its end, with %s", (_name, fault) => {
  test("at each call in turn, comes to the same end, and everybody is told once (I2, I17)", async () => {
    for (let at = 1; ; at += 1) {
      const world = openBlocking();
      const ada = world.person("ada");
      let calls = 0;
      const gate: Gate = (_call, perform) => {
        calls += 1;
        return calls === at ? fault(perform) : perform();
      };
      world.gate.pass = gate;
      const end = { kind: "until" as const, at: plus(world.clock.now(), 14 * day) };
      const requestId = await world.propose(ada, { end });
      expect(await driveThrough(world, requestId)).toBe("wait");
      expect(world.accounts.get(ada)?.blocked).toBe(true);
      expect(world.access.get(ada)).toBe(0);
      world.clock.wind(15 * day);
      expect(await driveThrough(world, requestId)).toBe("closed");
      expect(world.accounts.get(ada)?.blocked).toBe(false);
      expect(world.ledger).toEqual(["blocked", "unblocked"]);
      expect(world.mails.map(({ key }) => key)).toEqual([`${requestId}/block`, `${requestId}/lifted`]);
      expect(await world.stateOf(requestId)).toBe("ended");
      world.close();
      if (calls < at) return;
    }
  }, 120_000);
});

describe("two decisions about one person at the same time", () => {
  test("one block begins while another is lifted: however the calls fall, the account ends up blocked", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const world = openBlocking();
        const ada = world.person("ada");
        const end = { kind: "until" as const, at: plus(world.clock.now(), 14 * day) };
        const first = await world.propose(ada, { end });
        await world.driveOn(first);
        const second = await world.propose(ada, { end });
        world.gate.pass = async (call, perform) => {
          await scheduler.schedule(Promise.resolve(), call);
          return perform();
        };
        const lifting = liftBlock(world as never)(first, { by: "officer:two", because: "mistake" }).then(() =>
          world.driveOn(first),
        );
        const imposing = world.driveOn(second);
        await scheduler.waitFor(Promise.all([lifting, imposing]));
        expect(world.accounts.get(ada)?.blocked).toBe(true);
        expect([await world.stateOf(first), await world.stateOf(second)]).toEqual(["ended", "in-force"]);
        world.close();
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test("a proposal is declined before the fence, or it passes and is lifted: never both (I5)", async () => {
    for (const order of ["decline first", "fence first"]) {
      const world = openBlocking();
      const ada = world.person("ada");
      const end = { kind: "until" as const, at: plus(world.clock.now(), 14 * day) };
      const requestId = await world.propose(ada, { end });
      await world.step("openRequest", requestId);
      if (order === "fence first") await world.step("passFence", requestId);
      const outcome = await liftBlock(world as never)(requestId, { by: "officer:two", because: "mistake" });
      expect(outcome).toBe(order === "fence first" ? "lifted" : "declined");
      expect(await world.driveOn(requestId)).toBe("closed");
      expect(world.accounts.get(ada)?.blocked).toBe(false);
      expect(world.ledger).toEqual([]);
      expect(world.mails).toEqual([]);
      world.close();
    }
  });

  test("while the switch is off, no lifting shuts anybody out by the way; on again, what waited is carried out (I13)", async () => {
    const world = openBlocking();
    const ada = world.person("ada");
    const end = { kind: "until" as const, at: plus(world.clock.now(), 14 * day) };
    const atShop = await world.propose(ada, { end, reach: { clients: ["shop"], connections: [] } });
    await world.driveOn(atShop);
    const everywhere = await world.propose(ada, { end });
    await world.step("openRequest", everywhere);
    await world.step("passFence", everywhere);
    await turnSwitch(world as never)(true, "officer:lead").catch(() => undefined); // nobody is parked that could be woken
    await liftBlock(world as never)(atShop, { by: "officer:two", because: "mistake" });
    expect(await world.driveOn(atShop)).toBe("closed");
    expect(world.accounts.get(ada)).toMatchObject({ blocked: false, applicationBlocks: [] });
    await turnSwitch(world as never)(false, "officer:lead").catch(() => undefined);
    expect(await world.driveOn(everywhere)).toBe("wait");
    expect(world.accounts.get(ada)?.blocked).toBe(true);
    world.close();
  });

  test("the switch stops a block that has passed the fence, and lets every lifting through (I13)", async () => {
    const world = openBlocking();
    const [ada, ben] = [world.person("ada"), world.person("ben")];
    const end = { kind: "until" as const, at: plus(world.clock.now(), 14 * day) };
    const standing = await world.propose(ada, { end });
    await world.driveOn(standing);
    const next = await world.propose(ben, { end });
    await world.step("openRequest", next);
    await world.step("passFence", next);
    await turnSwitch(world as never)(true, "officer:lead").catch(() => undefined); // nobody is parked that could be woken
    await expect(world.step("imposeBlock", next)).rejects.toThrow(/switched off/);
    expect(world.accounts.get(ben)?.blocked).toBe(false);
    await liftBlock(world as never)(standing, { by: "officer:two", because: "mistake" });
    expect(await world.driveOn(standing)).toBe("closed");
    expect(world.accounts.get(ada)?.blocked).toBe(false);
    world.close();
  });
});
