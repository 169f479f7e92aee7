import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { answerContest } from "#requests/contests.ts";
import { announceLifting, keepRestriction } from "#requests/restrictions.ts";
import { turnSwitch } from "#requests/switch.ts";
import { inDays, Killed, openStanding } from "./world.ts";

const day = 86_400;
const officer = "officer:three";

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

describe.each(Object.entries(faults))("with %s, at each call in turn", (_name, fault) => {
  test("a restriction that shuts sign-in comes to the same end, and everybody is told once (I2, I17)", async () => {
    for (let at = 1; ; at += 1) {
      const world = openStanding();
      const ada = world.person("ada");
      let calls = 0;
      world.gate.pass = (_call, perform) => {
        calls += 1;
        return calls === at ? fault(perform) : perform();
      };
      const asked = await world.ask(ada, { shuts: true });
      if (!asked.accepted) throw new Error(asked.because);
      const { requestId } = asked.request;
      expect(await world.restrict(requestId)).toBe("rest");
      expect(world.accounts.get(ada)?.blocked).toBe(true);
      expect((await world.subjectOf(ada)).restriction).toMatchObject({ requestId, shutsSignIn: true });
      await announceLifting(world as never)(requestId, { by: officer, because: "data-is-right" });
      expect(await world.restrict(requestId)).toBe("wait");
      expect((await world.subjectOf(ada)).restriction).toBeDefined();
      world.clock.wind(3 * day + 1);
      expect(await world.restrict(requestId)).toBe("closed");
      expect(world.accounts.get(ada)?.blocked).toBe(false);
      expect((await world.subjectOf(ada)).restriction).toBeUndefined();
      expect(world.ledger).toEqual(["blocked", "unblocked"]);
      expect(world.mails.map(({ key }) => key.split("/")[1])).toEqual(["restriction", "lifting-1", "lifted"]);
      expect((await world.restrictionOf(requestId))?.state).toBe("ended");
      world.close();
      if (calls < at) return;
    }
  }, 120_000);

  test("a contest comes to the same end, and everybody is told once (I2, I17)", async () => {
    for (let at = 1; ; at += 1) {
      const world = openStanding();
      const ada = world.person("ada");
      const block = await world.propose(ada, { end: inDays(world, 14) });
      await world.driveOn(block);
      let calls = 0;
      world.gate.pass = (_call, perform) => {
        calls += 1;
        return calls === at ? fault(perform) : perform();
      };
      const requestId = await world.contest(ada, block);
      expect(await world.judge(requestId)).toBe("wait");
      const answer = { outcome: "lift", because: "mistake" } as const;
      expect(await answerContest(world as never)(requestId, { by: officer, answer })).toBe("answered");
      expect(await world.judge(requestId)).toBe("closed");
      world.gate.pass = (_call, perform) => perform();
      await world.driveOn(block);
      expect(world.accounts.get(ada)?.blocked).toBe(false);
      expect(world.mails.filter(({ key }) => key.startsWith(requestId)).map(({ key }) => key.split("/")[1])).toEqual([
        "acknowledged",
        "answer",
      ]);
      world.close();
      if (calls < at) return;
    }
  }, 120_000);
});

describe("what comes late or out of order", () => {
  test("nothing is lifted that was not announced, kept that is over, or answered twice", async () => {
    const world = openStanding();
    const ada = world.person("ada");
    const asked = await world.ask(ada);
    if (!asked.accepted) throw new Error(asked.because);
    const { requestId } = asked.request;
    // before it stands
    expect(await announceLifting(world as never)(requestId, { by: officer, because: "mistake" })).toBe("over");
    await world.restrict(requestId);
    // it never goes by time alone
    world.clock.wind(400 * day);
    expect(await world.restrict(requestId)).toBe("rest");
    expect(await world.restrictionOf(requestId)).toMatchObject({ state: "review-due" });
    await announceLifting(world as never)(requestId, { by: officer, because: "ground-gone" });
    await world.restrict(requestId);
    expect(await announceLifting(world as never)(requestId, { by: officer, because: "mistake" })).toBe("already");
    const reviewAt = new Date(Date.parse(world.clock.now()) + 30 * day * 1000).toISOString() as never;
    expect(await keepRestriction(world as never)(requestId, { by: officer, reviewAt })).toBe("kept");
    world.clock.wind(4 * day);
    expect(await world.restrict(requestId)).toBe("rest");
    expect((await world.subjectOf(ada)).restriction).toBeDefined();
    expect(world.mails.map(({ key }) => key.split("/")[1])).toEqual(["restriction", "lifting-1", "kept-1"]);
    await announceLifting(world as never)(requestId, { by: "person", because: "person-asks" });
    expect(await world.restrict(requestId)).toBe("closed");
    expect(await keepRestriction(world as never)(requestId, { by: officer, reviewAt })).toBe("over");
    world.close();
  });

  test("while the switch is off a restriction is lifted all the same, and shuts nobody out by the way (I13)", async () => {
    const world = openStanding();
    const ada = world.person("ada");
    const asked = await world.ask(ada);
    if (!asked.accepted) throw new Error(asked.because);
    const { requestId } = asked.request;
    await world.restrict(requestId);
    // fraud protects others, so its block passes; then destructive work is switched off
    const block = await world.propose(ada, { end: inDays(world, 14), reason: "fraud" });
    await world.step("openRequest", block);
    await world.step("passFence", block);
    await turnSwitch(world as never)(true, "officer:lead").catch(() => undefined); // nobody is parked that could be woken
    await announceLifting(world as never)(requestId, { by: "person", because: "person-asks" });
    expect(await world.restrict(requestId)).toBe("closed");
    expect(world.accounts.get(ada)?.blocked).toBe(false);
    expect(world.accounts.get(ada)?.restricted).toBeUndefined();
    world.close();
  });

  test("who could not be told is not lifted, until an officer says how else they were", async () => {
    const world = openStanding();
    const ada = world.person("ada");
    world.accounts.set(ada, { ...(world.accounts.get(ada) as never as object), emailVerified: false } as never);
    const asked = await world.ask(ada);
    if (!asked.accepted) throw new Error(asked.because);
    const { requestId } = asked.request;
    await world.restrict(requestId);
    await announceLifting(world as never)(requestId, { by: officer, because: "data-is-right" });
    expect(await world.restrict(requestId)).toBe("rest");
    world.clock.wind(30 * day);
    expect(await world.restrict(requestId)).toBe("rest");
    expect((await world.requests.find(requestId))?.attention?.error).toBe("LiftingNotTold");
    await announceLifting(world as never)(requestId, { by: officer, because: "data-is-right", toldBy: "letter" });
    expect(await world.restrict(requestId)).toBe("wait");
    world.clock.wind(3 * day + 1);
    expect(await world.restrict(requestId)).toBe("closed");
    world.close();
  });

  test("a ground that must be weighed waits for an officer, and restricts nothing before", async () => {
    const world = openStanding();
    const ada = world.person("ada");
    const asked = await world.ask(ada, { ground: "unlawful", shuts: true });
    if (!asked.accepted) throw new Error(asked.because);
    expect(await world.restrict(asked.request.requestId)).toBe("decide");
    expect((await world.subjectOf(ada)).restriction).toBeUndefined();
    expect(world.accounts.get(ada)?.blocked).toBe(false);
    world.close();
  });
});
