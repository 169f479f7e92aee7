import { beforeEach, describe, expect, test } from "vitest";
import { campaignIdOf, campaignRun } from "#kernel/campaign.ts";
import type { TermsDocument } from "#kernel/terms.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import type { CountedAccounts } from "#ports/identity/identity.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { type PublishingWish, publish } from "#requests/publish.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy, at } from "../support/requests.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";
import { woundClock } from "../support/wound-clock.ts";

const text = (sha256: string) => ({ title: "Terms of use", text: "", html: "", sha256: sha256.repeat(64) });
const documents: TermsDocument[] = [
  { kind: "terms", document: "terms", version: "2027-01", texts: { en: text("a"), de: text("b") } },
  { kind: "terms", document: "terms", version: "2027-02", texts: { en: text("c") } },
  { kind: "consent", document: "newsletter", version: "1", texts: { en: text("d"), de: text("e") } },
];
const wish: PublishingWish = {
  document: "terms",
  version: "2027-01",
  change: "material",
  audience: {},
  effectiveAt: at("2026-12-01"),
};

const open = async () => {
  const { records } = await sqliteInMemory();
  const clock = woundClock("2026-11-24T09:00:00.000Z");
  const started: string[] = [];
  const ports = {
    clock,
    terms: termsIn({ records, clock, pause: noPause }),
    campaigns: campaignsIn({ records, pause: noPause }),
    workflows: { start: async ({ name }: { name: string }) => void started.push(name) } as never,
    reader: {
      countUsers: async (which?: CountedAccounts) => {
        counts += 1;
        if (which === undefined) return 200;
        if (which.flag !== undefined) return which.flag.version === accepted ? 30 : 0;
        return which.areMailable === true ? 120 : 150;
      },
    } as never,
  };
  let [counts, accepted] = [0, ""];
  const ask = (change: Partial<PublishingWish> = {}, digest?: string, texts = documents) =>
    publish(ports, aPolicy(), texts)({ ...wish, ...change }, "officer:one", digest);
  const rehearse = async (change: Partial<PublishingWish> = {}, texts = documents) => {
    const outcome = await ask(change, undefined, texts);
    if ("fault" in outcome) throw new Error(outcome.fault);
    return { ...outcome.decision, ...outcome.numbers };
  };
  return {
    ...{ clock, ports, ask, rehearse, started, audit: auditIn({ records }) },
    counts: () => counts,
    /** Thirty accounts bear the flag of this version. */
    flag: (version: string) => {
      accepted = version;
    },
  };
};

let world: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  world = await open();
});
const published = () => world.ports.terms.publications();

describe("publishing a version", () => {
  test("that was rehearsed puts it on record once, with its texts' hashes, and begins its campaign", async () => {
    const { digest } = await world.rehearse();
    expect(await published()).toEqual([]);
    expect(await world.ask({}, digest)).toMatchObject({ published: true });
    expect(await published()).toMatchObject([
      { version: "2027-01", hashes: { en: "a".repeat(64), de: "b".repeat(64) }, publishedBy: "officer:one" },
    ]);
    const campaignId = campaignIdOf("terms", "2027-01");
    expect(world.started).toEqual([campaignRun({ campaignId, attempt: 1 })]);
    const { items } = await world.audit.entries(dayChain("2026-11-24"));
    expect(items).toMatchObject([{ event: "version-published", actor: "officer:one", facts: { digest } }]);
  });

  test("without a rehearsal of the very same decision is refused, and nothing is published", async () => {
    const { digest } = await world.rehearse();
    expect(await world.ask({ graceDays: 3 }, digest)).toEqual({ fault: "not-rehearsed" });
    expect(await world.ask({ effectiveAt: at("2026-12-02") }, digest)).toEqual({ fault: "not-rehearsed" });
    const reworded = documents.map((each) => ({ ...each, texts: { ...each.texts, en: text("f") } }));
    expect(await world.ask({}, digest, reworded)).toEqual({ fault: "not-rehearsed" });
    expect(await published()).toEqual([]);
    expect(world.started).toEqual([]);
  });

  test("the same again is the same as once; decided otherwise it is refused (I16)", async () => {
    const { digest } = await world.rehearse();
    await world.ask({}, digest);
    world.clock.wind(60);
    expect(await world.ask({}, digest)).toMatchObject({ published: true });
    expect(await published()).toHaveLength(1);
    expect(world.started).toHaveLength(1);
    expect(await world.ask({ effectiveAt: at("2026-12-02") }, digest)).toEqual({ fault: "decided-otherwise" });
    // also long after it began to count: it was in time when it was published
    world.clock.wind(90 * 86_400);
    expect(await world.ask({}, digest)).toMatchObject({ published: true });
  });

  test("needs a text in every language of policy, a version that is there, and a date that is not past", async () => {
    expect(await world.ask({ version: "2027-02" })).toEqual({ fault: "no-text", locales: ["de"] });
    expect(await world.ask({ version: "2031-01" })).toEqual({ fault: "no-such-version" });
    expect(await world.ask({ effectiveAt: at("2026-11-23") })).toEqual({ fault: "in-the-past" });
  });

  test.each([
    ["an editorial change of the terms", { change: "editorial" as const }],
    ["a consent", { document: "newsletter", version: "1" }],
  ])("of %s asks nobody and has no campaign", async (_what, change) => {
    const { digest, ...rehearsed } = await world.rehearse(change);
    expect(rehearsed).toMatchObject({ outstanding: 0, told: 0, asked: 0, reminded: 0, mails: false, remindAt: [] });
    await world.ask(change, digest);
    expect(await published()).toHaveLength(1);
    expect(world.started).toEqual([]);
  });
});

describe("the rehearsal", () => {
  const today = () => ({ effectiveAt: world.clock.now() });

  test("counts who does not bear the flag of it, nor of a later one; of mails, who has a verified address", async () => {
    const numbers = { people: 200, outstanding: 150, told: 120, asked: 0, reminded: 0, atMost: false, mails: true };
    expect(await world.rehearse()).toMatchObject(numbers);
    world.flag("2027-01");
    expect(await world.rehearse()).toMatchObject({ ...numbers, outstanding: 120, told: 90 });
    // the same once more after it was published: who accepted is subtracted once
    await world.ask({}, (await world.rehearse()).digest);
    expect(await world.rehearse()).toMatchObject({ outstanding: 120, told: 90 });
    world.flag("2026-10");
    expect(await world.rehearse()).toMatchObject(numbers);
  });

  test("says who would be asked today once its date is reached, and reminded when a reminder falls into the next day", async () => {
    expect(await world.rehearse(today())).toMatchObject({ asked: 150, reminded: 0 });
    expect(await world.rehearse({ ...today(), graceDays: 14 })).toMatchObject({ asked: 150, reminded: 0 });
    expect(await world.rehearse({ ...today(), graceDays: 4 })).toMatchObject({ asked: 150, reminded: 120 });
  });

  test("of connections and regions is as exact as of everybody", async () => {
    const audience = { regions: ["EU"], connections: ["Users"] };
    expect(await world.rehearse({ audience })).toMatchObject({ atMost: false, mails: true, told: 120 });
  });

  test.each(["organizations", "applications"])(
    "of some %s says that nobody is mailed, and that who is asked is at most so many",
    async (side) => {
      const wished = { ...today(), audience: { [side]: ["one"] }, graceDays: 4 };
      const none = { mails: false, told: 0, reminded: 0 };
      expect(await world.rehearse(wished)).toMatchObject({ ...none, atMost: true, outstanding: 150, asked: 150 });
    },
  );

  test("costs a few calls, for any number of people; publishing what was rehearsed costs none", async () => {
    const { digest } = await world.rehearse();
    expect(world.counts()).toBeLessThanOrEqual(5);
    const before = world.counts();
    await world.ask({}, digest);
    expect(world.counts()).toBe(before);
  });
});
