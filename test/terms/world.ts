import { fileURLToPath } from "node:url";
import { type CampaignId, campaignRun } from "#kernel/campaign.ts";
import { UserId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { GateRule } from "#kernel/terms.ts";
import { openEngine } from "#local/engine/engine.ts";
import { loadStory } from "#local/engine/load-story.ts";
import { stillClock } from "#local/engine/wound-clock.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import type { Gate } from "#ports/gate/gate.ts";
import type { ListedAccount, Listing } from "#ports/listing/listing.ts";
import { mailingsIn } from "#ports/mailings/recorded-mailings.ts";
import { openSqliteRecords, type SqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { engineWorkflows } from "#ports/workflows/engine-workflows.ts";
import { openCampaign, sweepCampaigns } from "#requests/campaigns.ts";
import { termsSteps } from "#terms/steps.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy, at } from "../support/requests.ts";
import { aPublication } from "../support/terms.ts";

export const version = "2026-12";
export const publication = aPublication({ version, effectiveAt: at("2026-12-01"), publishedAt: at("2026-11-24") });
export const requiredAt = plus(publication.effectiveAt, publication.graceSeconds);
const text = { title: "Terms of use", text: "# Terms of use", html: "", sha256: "0".repeat(64) };
const documents = [{ kind: "terms" as const, document: "terms", version, texts: { en: text, de: text } }];
export const people = ["ada", "ben", "olga"];

const names = Object.keys(termsSteps);
const story = fileURLToPath(new URL("../../functions/terms/terms.asl.yaml", import.meta.url));
const { definition } = await loadStory(story, Object.fromEntries(names.map((step) => [step, step])));

/** What becomes of a call: `perform` does it. */
export type Fault = (perform: () => Promise<unknown>) => Promise<unknown>;

interface WorldOptions {
  /** Befalls the n-th call on any port. */
  fault?: Fault | undefined;
  faultAt?: number | undefined;
  /** Befalls every invocation of a step. */
  delivery?: Fault | undefined;
  /** In the place of a tenant that is a ledger: a real one. */
  tenant?:
    | ((records: SqliteRecords, clock: ReturnType<typeof stillClock>) => { listing: Listing; gate: Gate })
    | undefined;
}

/** The whole story on the engine, over real stores, with a tenant and a mail service that are ledgers. */
export const openWorld = ({ fault, faultAt, delivery = (perform) => perform(), tenant }: WorldOptions) => {
  const tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
  const [records, personal] = tables as [SqliteRecords, SqliteRecords];
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
    ...tenant?.(records, clock),
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
    invoke: async (name, payload) => (await delivery(async () => steps[name]?.(payload as JsonObject))) as never,
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
    /** How the first run of a campaign stands. */
    runOf: async (campaignId: CampaignId) =>
      (await workflows.describe("terms", campaignRun({ campaignId, attempt: 1 })))?.status,
    redrive: (campaignId: CampaignId) => workflows.redrive("terms", campaignRun({ campaignId, attempt: 1 })),
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

export type World = ReturnType<typeof openWorld>;
