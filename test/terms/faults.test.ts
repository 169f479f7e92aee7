import { describe, expect, test } from "vitest";
import type { CampaignId } from "#kernel/campaign.ts";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { undoCampaign } from "#requests/campaigns.ts";
import { anAnswer } from "../support/terms.ts";
import { type Fault, openWorld, publication, requiredAt, version, type World } from "./world.ts";

/** The function's process is gone in the middle of its work: what Lambda says of it, and the story tries again by that name. */
class FunctionDied extends Error {
  override readonly name = "Sandbox.Timedout";
}

// as steps see them: F3 to F7 as a network has them are in faults-at-the-tenant.test.ts
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

/** Everybody is accounted for in every mailing: mailed once, or counted as uncertain, or as perhaps mailed twice. */
const expectMailsAccountedFor = (world: World, progress: JsonObject, mailing: string, whom: number, when: string) => {
  const told = progress[`${mailing}-told`] as Record<string, number>;
  expect(told, when).toMatchObject({ people: whom, undelivered: 0 });
  const { sent = 0, spared = 0, uncertain = 0, perhapsTwice = 0 } = told;
  expect(sent + spared + uncertain, when).toBe(whom);
  const mails = world.sent.filter((key) => key.includes(`/${mailing}/`));
  expect(mails.length - new Set(mails).size, when).toBeLessThanOrEqual(perhapsTwice);
  expect(new Set(mails).size, when).toBeGreaterThanOrEqual(sent);
  expect(new Set(mails).size, when).toBeLessThanOrEqual(sent + uncertain);
};

/** Plays a whole campaign, in which ada accepts after the effective date. */
const playWhole = async (world: World): Promise<CampaignId> => {
  const campaignId = await world.begin();
  await world.windTo(plus(publication.effectiveAt, 60));
  const subjectRef = await world.whole.subjects.refOf(UserId.parse("auth0|ada"));
  await world.whole.terms.record(anAnswer({ subjectRef, version, at: plus(publication.effectiveAt, 60) }));
  await world.windTo(plus(requiredAt, 3600));
  return campaignId;
};

/** However it came there, it is the same end. */
const expectTheEnd = async (world: World, campaignId: CampaignId, when: string, mostTurns = 3): Promise<void> => {
  const campaign = await world.whole.campaigns.find(campaignId);
  expect(campaign, when).toMatchObject({ status: "closed", attempt: 1, unstarted: false });
  expect(campaign?.attention, when).toBeUndefined();
  expect(campaign?.progress.accepted, when).toBe(1);
  const progress = campaign?.progress ?? {};
  expectMailsAccountedFor(world, progress, "notice", 3, when);
  for (const reminder of ["reminder-1", "reminder-2"]) {
    expectMailsAccountedFor(world, progress, reminder, 3, when);
    expect((progress[`${reminder}-told`] as { spared: number }).spared, when).toBeLessThanOrEqual(1);
    // ada has accepted, and is not reminded, whatever fails
    expect(
      world.sent.filter((key) => key.endsWith(`/${reminder}/1.0`)),
      when,
    ).toEqual([]);
  }
  const modes = world.turns.map((rules) => rules.map(({ mode }) => mode).join());
  expect([...new Set(modes)], when).toEqual(["soft", "hard"]);
  expect(modes.length, when).toBeLessThanOrEqual(mostTurns);
  for (const mailing of ["notice", "reminder-1", "reminder-2"]) {
    expect(await world.whole.mailings.open({ campaignId, mailing }, 1), when).toBeUndefined();
  }
};

describe.each(Object.entries(faults))("a whole campaign, with %s", (_name, fault) => {
  test("at each call in turn, comes to the same end, and nobody is mailed twice in silence (I2, I17, I19)", async () => {
    for (let nth = 1; ; nth += 1) {
      const world = openWorld({ fault, faultAt: nth });
      const when = `call ${nth}`;
      const campaignId = await playWhole(world);
      await expectTheEnd(world, campaignId, when);
      await world.close();
      if (world.calls() < nth) return;
    }
  }, 120_000);

  test("at each call in turn, is undone whole, and asks nobody any more (I17, I21)", async () => {
    for (let nth = 1; ; nth += 1) {
      const world = openWorld({ fault, faultAt: nth });
      const when = `call ${nth}`;
      const campaignId = await world.begin();
      await world.windTo(plus(publication.effectiveAt, 3600));
      await undoCampaign(world.whole)(campaignId, "officer:two");
      await world.windTo(plus(requiredAt, 3600));
      expect(await world.whole.campaigns.find(campaignId), when).toMatchObject({ status: "undone", unstarted: false });
      expect((await world.whole.terms.findPublication(publication))?.undoneAt, when).toBeDefined();
      expect(world.turns.at(-1), when).toEqual([]);
      expect(
        world.sent.filter((key) => key.includes("reminder")),
        when,
      ).toEqual([]);
      await world.close();
      if (world.calls() < nth) return;
    }
  }, 120_000);
});

/** The invocation that answered first counts; one that fails while another does not is no failure. */
const anyOf = async (invocations: Promise<unknown>[]): Promise<unknown> => {
  const settled = await Promise.allSettled(invocations);
  const done = settled.find((each) => each.status === "fulfilled");
  if (done === undefined) return invocations[0];
  return done.value;
};
const inARow =
  (times: number): Fault =>
  async (perform) => {
    const first = await perform();
    for (let more = 1; more < times; more += 1) await perform().catch(() => undefined);
    return first;
  };
const atOnce =
  (times: number): Fault =>
  (perform) =>
    anyOf(Array.from({ length: times }, perform));

describe.each([
  ["twice in a row", inARow(2)],
  ["five times in a row", inARow(5)],
  ["twice at once", atOnce(2)],
  ["five times at once", atOnce(5)],
])("a whole campaign whose every step is invoked %s", (_name, delivery) => {
  test("comes to the same end (F8, I2, I16)", async () => {
    const world = openWorld({ delivery });
    await expectTheEnd(world, await playWhole(world), "delivered again", 10);
    await world.close();
  });

  test("is undone whole, and asks nobody any more (F8, I21)", async () => {
    const world = openWorld({ delivery });
    const campaignId = await world.begin();
    await world.windTo(plus(publication.effectiveAt, 3600));
    await undoCampaign(world.whole)(campaignId, "officer:two");
    await world.windTo(plus(requiredAt, 3600));
    expect(await world.whole.campaigns.find(campaignId)).toMatchObject({ status: "undone", unstarted: false });
    expect(world.turns.at(-1)).toEqual([]);
    await world.close();
  });
});
