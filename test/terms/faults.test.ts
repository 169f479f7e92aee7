import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { GateRule } from "#kernel/terms.ts";
import { openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import { stillClock } from "#local/engine/wound-clock.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import type { ListedAccount } from "#ports/listing/listing.ts";
import { mailingsIn } from "#ports/mailings/recorded-mailings.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { openCampaign, sweepCampaigns, undoCampaign } from "#requests/campaigns.ts";
import { termsSteps } from "#terms/steps.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy, at } from "../support/requests.ts";
import { anAnswer, aPublication } from "../support/terms.ts";

const version = "2026-12";
const publication = aPublication({ version, effectiveAt: at("2026-12-01"), publishedAt: at("2026-11-24") });
const requiredAt = plus(publication.effectiveAt, publication.graceSeconds);
const text = { title: "Terms of use", text: "# Terms of use", html: "", sha256: "0".repeat(64) };
const documents = [{ kind: "terms" as const, document: "terms", version, texts: { en: text, de: text } }];
const people = ["ada", "ben", "olga"];

const names = Object.keys(termsSteps);
const story = fileURLToPath(new URL("../../functions/terms/terms.asl.yaml", import.meta.url));
const { definition } = await loadStory(story, Object.fromEntries(names.map((step) => [step, step])));

type Fault = (perform: () => Promise<unknown>) => Promise<unknown>;

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

/** The whole story on the engine, over real stores, with a tenant and a mail service that are ledgers. */
const open = (fault: Fault | undefined, faultAt: number) => {
  const tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
  const [records, personal] = tables as [(typeof tables)[0], (typeof tables)[0]];
  const clock = stillClock(at("2026-11-24"));
  const keys = memoryKeys() as never;
  const sent: string[] = [];
  const turns: GateRule[][] = [];
  let calls = 0;

  const reach = <T>(perform: () => Promise<T>): Promise<T> => {
    calls += 1;
    return fault !== undefined && calls === faultAt ? (fault(perform) as Promise<T>) : perform();
  };
  const accounts = async function* (): AsyncIterable<ListedAccount> {
    for (const who of people) {
      yield await reach(async () => ({
        userId: UserId.parse(`auth0|${who}`),
        createdAt: at("2026-01-01"),
        address: `${who}@example.com`,
        blocked: false,
        connections: ["Users"],
      }));
    }
  };
  const stores = {
    campaigns: campaignsIn({ records, pause: noPause }),
    terms: termsIn({ records, clock, pause: noPause }),
    requests: requestsIn({ records, clock, pause: noPause }),
    subjects: subjectsIn({ records: personal, keys, pause: noPause }),
    mailings: mailingsIn({ records: personal, keys, clock, pause: noPause }),
  };
  const outside = {
    listing: { begin: async () => "job_one", accounts },
    gate: {
      turn: async (rules: GateRule[]) => {
        turns.push(rules);
        return { calls: 4 };
      },
    },
    mailPacer: { take: async () => undefined },
    notices: {
      send: async ({ key }: { key: string }) => {
        sent.push(key);
        return "sent" as const;
      },
    },
  };
  const steps: Record<string, (input: JsonObject) => Promise<unknown>> = {};
  const engine = openEngine({
    file: ":memory:",
    clock,
    random: () => 0,
    invoke: async (name, payload) => (await steps[name]?.(payload as JsonObject)) as never,
  });
  engine.deploy("terms", definition);
  const workflows = engineWorkflows(engine);

  /** Every method of a port is a call that may fail. */
  const faulty = <T extends object>(port: T): T =>
    new Proxy(port, {
      get: (of, name) => {
        const member = Reflect.get(of, name) as unknown;
        if (typeof member !== "function" || name === "accounts") return member;
        return (...given: unknown[]) =>
          reach(async () => {
            const answer: unknown = await member.apply(of, given);
            return name === "open" && typeof answer === "object" && answer !== null ? faulty(answer) : answer;
          });
      },
    });
  const each = Object.entries({ ...stores, ...outside, workflows }).map(([name, port]) => [name, faulty(port)]);
  const needs = {
    ...Object.fromEntries(each),
    clock,
    keys,
    policy: aPolicy(),
    documents,
    portalUrl: "https://p.example",
  };
  for (const [name, make] of Object.entries(termsSteps)) steps[name] = (make as (all: unknown) => never)(needs);

  const whole = { ...stores, ...outside, clock, keys, workflows };
  return {
    ...{ sent, turns, whole },
    calls: () => calls,
    begin: async () => {
      const note = { event: "version-published", at: clock.now(), actor: "officer:one", facts: {} };
      await whole.terms.publish(publication, note);
      const opened = await openCampaign(whole, aPolicy())(publication);
      return opened.campaign.campaignId;
    },
    /** Time passes, from timer to timer, and the minutely sweep with it. */
    windTo: async (moment: Instant) => {
      for (;;) {
        await engine.settle();
        await sweepCampaigns(whole)(clock.now());
        await engine.settle();
        const next = engine.nextTimerAt();
        if (next === undefined || next > moment) break;
        clock.windTo(next);
      }
      clock.windTo(moment);
      await engine.settle();
    },
    close: async () => {
      await engine.stop();
      for (const table of tables) table.close();
    },
  };
};

type World = ReturnType<typeof open>;

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

describe.each(Object.entries(faults))("a whole campaign, with %s", (_name, fault) => {
  test("at each call in turn, comes to the same end, and nobody is mailed twice in silence (I2, I17, I19)", async () => {
    for (let nth = 1; ; nth += 1) {
      const world = open(fault, nth);
      const when = `call ${nth}`;
      const campaignId = await world.begin();
      await world.windTo(plus(publication.effectiveAt, 60));
      const subjectRef = await world.whole.subjects.refOf(UserId.parse("auth0|ada"));
      await world.whole.terms.record(anAnswer({ subjectRef, version, at: plus(publication.effectiveAt, 60) }));
      await world.windTo(plus(requiredAt, 3600));

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
      expect(modes.length, when).toBeLessThanOrEqual(3);
      for (const mailing of ["notice", "reminder-1", "reminder-2"]) {
        expect(await world.whole.mailings.open({ campaignId, mailing }, 1), when).toBeUndefined();
      }
      await world.close();
      if (world.calls() < nth) return;
    }
  }, 120_000);

  test("at each call in turn, is undone whole, and asks nobody any more (I17, I21)", async () => {
    for (let nth = 1; ; nth += 1) {
      const world = open(fault, nth);
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
