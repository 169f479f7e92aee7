import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import { gateRules, type Publication } from "#kernel/terms.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { openCampaign, stopCampaign, undoCampaign } from "#requests/campaigns.ts";
import { isNewestAccepted } from "#requests/documents.ts";
import { decideNext } from "#terms/steps/deciding.ts";
import { takeBack } from "#terms/steps/turning.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy, at, subjectRef } from "../support/requests.ts";
import { anAnswer, aPublication } from "../support/terms.ts";
import { woundClock } from "../support/wound-clock.ts";

const gateAction = createRequire(import.meta.url)("../../auth0/actions/terms-gate/code.js") as {
  decide(event: object, settings: object, canRedirect: boolean): { rule?: { version: string } };
};

const start = at("2026-11-24");
const versions = ["2026-12", "2027-01"] as const;
type Version = (typeof versions)[number];
const people = [subjectRef("a"), subjectRef("b")];
const publicationOf: Record<Version, Publication> = {
  "2026-12": aPublication({ version: "2026-12", effectiveAt: at("2026-12-01"), publishedAt: start }),
  "2027-01": aPublication({ version: "2027-01", effectiveAt: at("2026-12-20"), publishedAt: start }),
};

/** What officers, people and late messages do, and time. */
const deed = fc.oneof(
  fc.record({ what: fc.constantFrom("stop" as const, "undo" as const), version: fc.constantFrom(...versions) }),
  fc.record({
    what: fc.constant("answer" as const),
    answer: fc.constantFrom("accepted" as const, "declined" as const),
    version: fc.constantFrom(...versions),
    who: fc.constantFrom(...people),
    /** Heard of so much later than it was said. */
    lateDays: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({ what: fc.constant("wait" as const), days: fc.integer({ min: 1, max: 15 }) }),
);

/** Both campaigns over real stores; the gate turns whenever something is due, as the runs would have it. */
const open = () => {
  const records = openSqliteRecords({ file: ":memory:", durability: "normal" });
  const clock = woundClock(start);
  let asks = "[]";
  const ports = {
    clock,
    policy: aPolicy(),
    keys: memoryKeys() as never,
    terms: termsIn({ records, clock, pause: noPause }),
    campaigns: campaignsIn({ records, pause: noPause }),
    workflows: { start: async () => {}, answer: async () => "gone" as const } as never,
    gate: {
      turn: async (rules: object) => {
        asks = JSON.stringify(rules);
        return { calls: 4 };
      },
      rules: async () => undefined,
    },
  };
  const flags = new Map<SubjectRef, string>();
  const campaigns = new Map<Version, Parameters<ReturnType<typeof stopCampaign>>[0]>();
  return {
    ports,
    close: () => records.close(),
    begin: async () => {
      for (const version of versions) {
        const publication = publicationOf[version];
        const note = { event: "version-published", at: start, actor: "officer:one", facts: {} };
        await ports.terms.publish(publication, note);
        const { campaign } = await openCampaign(ports, ports.policy)(publication);
        campaigns.set(version, campaign.campaignId);
      }
    },
    decide: async (what: "stop" | "undo", version: Version) => {
      const campaignId = campaigns.get(version);
      if (campaignId === undefined) throw new Error("not opened");
      await (what === "stop" ? stopCampaign : undoCampaign)(ports)(campaignId, "officer:two");
    },
    /** What the runs would carry out now, the gate with it. */
    settle: async () => {
      for (const campaignId of campaigns.values()) {
        const { next } = await decideNext(ports)({ campaignId });
        if (next === "take-back") await takeBack(ports)({ campaignId });
      }
      const publications = await ports.terms.publications();
      await ports.gate.turn(gateRules(publications, clock.now()));
    },
    /** As the portal has it: on record first, then on the account, unless something newer was accepted. */
    answer: async (who: SubjectRef, version: Version, answer: "accepted" | "declined", said: Instant) => {
      await ports.terms.record(anAnswer({ subjectRef: who, version, answer, at: said }));
      const answers = await ports.terms.answersOf(who);
      const isNewest = isNewestAccepted(await ports.terms.publications(), answers, version);
      if (answer === "accepted" && isNewest) flags.set(who, version);
    },
    /** What becomes of a login at the browser: the gate goes by the flag, and the page by our record, which puts the flag right. */
    login: async (who: SubjectRef): Promise<"pass" | "asked"> => {
      const event = {
        client: { client_id: "shop", metadata: {} },
        user: { app_metadata: { habeas_terms: { version: flags.get(who) } } },
      };
      const settings = { page: "https://p.example", flag: "habeas_terms", rules: JSON.parse(asks) as object };
      const decision = gateAction.decide(event, settings, true);
      if (decision.rule === undefined) return "pass";
      const { version } = decision.rule;
      const standing = await ports.terms.standing(who, { document: "terms", version });
      return standing?.answer === "accepted" ? "pass" : "asked";
    },
  };
};

describe("officers, people and late messages in any order", () => {
  test("an acceptance always counts, and an undo takes back its own version and nothing else (I16, I21)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 14 }), async (deeds) => {
        const world = open();
        await world.begin();
        const accepted = new Map<SubjectRef, Set<Version>>(people.map((who) => [who, new Set()]));
        const undone = new Set<Version>();
        const stopped = new Set<Version>();
        for (const each of deeds) {
          if (each.what === "wait") world.ports.clock.wind(each.days * 86_400);
          else if ("answer" in each) {
            const said = plus(world.ports.clock.now(), -each.lateDays * 86_400);
            await world.answer(each.who, each.version, each.answer, said);
            if (each.answer === "accepted") accepted.get(each.who)?.add(each.version);
          } else {
            await world.decide(each.what, each.version);
            if (each.what === "undo") undone.add(each.version);
            else if (!undone.has(each.version)) stopped.add(each.version);
          }
          await world.settle();

          for (const version of versions) {
            const stood = await world.ports.terms.findPublication({ document: "terms", version });
            expect(stood?.undoneAt !== undefined, `${version} undone`).toBe(undone.has(version));
            const { undoneAt: _, stoppedAt: __, ...decided } = stood ?? publicationOf[version];
            expect(decided, "what was decided stays as it was").toEqual(publicationOf[version]);
            for (const who of people) {
              const standing = await world.ports.terms.standing(who, { document: "terms", version });
              // nothing that was heard of before or after takes an acceptance away
              expect(standing?.answer === "accepted", `${who} ${version}`).toBe(accepted.get(who)?.has(version));
            }
          }
          const counting = versions.filter((version) => !undone.has(version));
          const now = world.ports.clock.now();
          const askedFor = counting
            .filter((version) => !stopped.has(version) && publicationOf[version].effectiveAt <= now)
            .at(-1);
          const enough = counting.filter((version) => askedFor !== undefined && version >= askedFor);
          for (const who of people) {
            const passes = askedFor === undefined || enough.some((version) => accepted.get(who)?.has(version));
            expect(await world.login(who), `${who} at ${now}`).toBe(passes ? "pass" : "asked");
          }
        }
        world.close();
      }),
      { numRuns: 120 },
    );
  }, 120_000);
});
