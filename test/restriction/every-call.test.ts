import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { proposeBlock } from "#requests/blocks.ts";
import { approveBulk, openBulk } from "#requests/bulks.ts";
import { answerContest, contestBlock } from "#requests/contests.ts";
import { openRequest } from "#requests/open.ts";
import { announceLifting, restrictionWish } from "#requests/restrictions.ts";
import { type Fault, openStories } from "./stories.ts";

// The stories themselves, on the engine: each call of a store, a port or a recipient fails once, and everything comes to the same end.

const [hour, day] = [3600, 86_400];
const officers = { setter: "officer:one", other: "officer:two", third: "officer:three" };

/** The function's process is gone in the middle of its work: what Lambda says of it, and the story tries again by that name. */
class FunctionDied extends Error {
  override readonly name = "Sandbox.Timedout";
}

// F3 to F6 reach a step as `Busy`, before or after the effect; answers that are cut (F7) are the ports' own tests
const faults: Record<string, Fault> = {
  "F1: an error before the effect": async () => {
    throw new Busy("no");
  },
  "F2: an answer that is lost": async (perform) => {
    await perform();
    throw new Busy("no");
  },
  "F9: a death before the call": async () => {
    throw new FunctionDied();
  },
  "F10: a death after the effect": async (perform) => {
    await perform();
    throw new FunctionDied();
  },
};

type Stories = ReturnType<typeof openStories>;

/** Plays it with the fault at the first call, at the second, and so on, until no call is left. */
const atEachCall = async (fault: Fault, play: (stories: Stories, when: string) => Promise<void>): Promise<void> => {
  for (let nth = 1; ; nth += 1) {
    const stories = openStories(fault, nth);
    try {
      await play(stories, `call ${nth}`);
    } finally {
      await stories.close();
    }
    if (stories.calls() < nth) return;
  }
};

const requestOf = async ({ whole }: Stories, requestId: RequestId) => {
  const found = await whole.requests.find(requestId);
  if (found === undefined) throw new Error(`there is no request ${requestId}`);
  return found;
};
const mailsOf = ({ world }: Stories, requestId: RequestId) =>
  world.mails.filter(({ key }) => key.startsWith(requestId)).map(({ key }) => key.split("/")[1]);
const block = async ({ whole, world }: Stories, name: string): Promise<RequestId> => {
  const end = { kind: "until" as const, at: plus(world.clock.now(), 14 * day) };
  const wish = { userId: world.person(name), reason: "abuse", reach: "everywhere", end, by: officers.setter } as const;
  const proposed = await proposeBlock(whole as never, world.policy)(wish);
  if (!proposed.accepted) throw new Error(proposed.because);
  return proposed.request.requestId;
};

describe.each(Object.entries(faults))("with %s, at each call that a step makes", (_name, fault) => {
  test("a restriction that shuts sign-in, and its lifting: the account, the person and the recipient hear of it once (I2, I17, I19)", async () => {
    await atEachCall(fault, async (stories, when) => {
      const { world, whole } = stories;
      const ada = world.person("ada");
      const asked = await openRequest(
        whole as never,
        world.policy,
      )({
        kind: "restriction",
        channel: "self-service",
        userId: ada,
        proof: {},
        progress: restrictionWish("accuracy-contested", true),
      });
      if (!asked.accepted) throw new Error(asked.because);
      const { requestId } = asked.request;
      await stories.windBy(hour);
      expect(world.accounts.get(ada), when).toMatchObject({ blocked: true, restricted: true });
      await announceLifting(whole as never)(requestId, { by: officers.other, because: "data-is-right" });
      await stories.windBy(2 * day);
      expect((await world.subjectOf(ada)).restriction, when).toMatchObject({ requestId });
      await stories.windBy(2 * day);
      expect(await requestOf(stories, requestId), when).toMatchObject({
        status: "fulfilled",
        progress: { restriction: { state: "ended" } },
        closedAt: expect.anything(),
      });
      expect((await world.subjectOf(ada)).restriction, when).toBeUndefined();
      expect(world.accounts.get(ada)?.blocked, when).toBe(false);
      expect(world.accounts.get(ada)?.restricted, when).toBeUndefined();
      expect(world.ledger, when).toEqual(["blocked", "unblocked"]);
      expect(mailsOf(stories, requestId), when).toEqual(["restriction", "lifting-1", "lifted"]);
      expect([...stories.told.values()], when).toEqual(["restrict newsletter", "lift newsletter"]);
      expect(
        [...world.planned.keys()].filter((name) => name.startsWith("look-again")),
        when,
      ).toEqual([]);
    });
  }, 240_000);
});

// each way to fail beside these two meets a step as one of them does; the whole four are played above
const [before, after] = Object.entries(faults).filter(([name]) => name.startsWith("F1:") || name.startsWith("F10:"));
describe.each([before, after] as [string, Fault][])("with %s, at each call that a step makes", (_name, fault) => {
  test("a block, its contest and its lifting: the answer is carried out once, and told once (I2, I17, I19)", async () => {
    await atEachCall(fault, async (stories, when) => {
      const { world, whole } = stories;
      const contested = await block(stories, "ada");
      await stories.windBy(hour);
      const userId = "auth0|ada" as never;
      expect(world.accounts.get(userId)?.blocked, when).toBe(true);
      const wish = { channel: "self-service", userId, proof: {}, ground: "not-true" } as const;
      const asked = await contestBlock(
        whole as never,
        world.policy,
      )({ ...wish, block: await requestOf(stories, contested) });
      if (!asked.accepted) throw new Error(asked.because);
      const { requestId } = asked.request;
      await stories.windBy(hour);
      const answer = { outcome: "lift", because: "mistake" } as const;
      expect(await answerContest(whole as never)(requestId, { by: officers.third, answer }), when).toBe("answered");
      await stories.windBy(hour);
      for (const id of [contested, requestId]) {
        expect(await requestOf(stories, id), when).toMatchObject({ status: "fulfilled", closedAt: expect.anything() });
      }
      expect(world.accounts.get(userId)?.blocked, when).toBe(false);
      expect(world.ledger, when).toEqual(["blocked", "unblocked"]);
      expect(mailsOf(stories, contested), when).toEqual(["block", "lifted"]);
      expect(mailsOf(stories, requestId), when).toEqual(["acknowledged", "answer"]);
    });
  }, 240_000);

  test("a list is looked at, waits for another officer, and is worked off: one block for the account (I2, I17, I19)", async () => {
    await atEachCall(fault, async (stories, when) => {
      const { world, whole } = stories;
      const names = [world.person("ada")];
      const end = { kind: "until" as const, at: plus(world.clock.now(), 60 * day) };
      const wish = { action: "block", reason: "abuse", reach: "everywhere", end } as const;
      const { bulkId } = await openBulk(whole as never, world.policy)({ wish, names, by: officers.setter });
      await stories.windBy(hour);
      const looked = await whole.bulks.find(bulkId);
      expect(looked?.state, when).toBe("proposed");
      expect((await whole.bulks.pages(bulkId)).flat(), when).toEqual(names.map(() => ({ verdict: "would-block" })));
      expect(world.ledger, when).toEqual([]);
      const approval = { by: officers.other, planDigest: looked?.planDigest ?? "" };
      expect(await approveBulk(whole as never)(bulkId, approval), when).toBe("approved");
      await stories.windBy(3 * hour);
      expect(await whole.bulks.find(bulkId), when).toMatchObject({ state: "finished", attempt: 1, unstarted: false });
      expect(
        (await whole.bulks.pages(bulkId)).flat().map(({ came }) => came),
        when,
      ).toEqual(["blocked"]);
      expect(world.ledger, when).toEqual(["blocked"]);
      const { items } = await whole.requests.ofSubject(await whole.subjects.refOf("auth0|ada" as never));
      expect(items.length, when).toBe(1);
    });
  }, 240_000);
});
