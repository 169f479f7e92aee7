import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Campaign, isShardDone } from "#kernel/campaign.ts";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { campaignsIn } from "#ports/campaigns/recorded-campaigns.ts";
import { mailingsIn } from "#ports/mailings/recorded-mailings.ts";
import { campaignMailPacer } from "#ports/pacer/campaign-mail-pacer.ts";
import type { Records } from "#ports/records/records.ts";
import { openSqliteRecords, type SqliteRecords } from "#ports/records/sqlite-records.ts";
import { requestsIn } from "#ports/requests/recorded-requests.ts";
import { subjectsIn } from "#ports/subjects/recorded-subjects.ts";
import { termsIn } from "#ports/terms/recorded-terms.ts";
import { endMailing, mailShard } from "#terms/steps/mailing.ts";
import { aCampaign } from "../support/campaigns.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy, at } from "../support/requests.ts";
import { anAnswer, aPublication } from "../support/terms.ts";
import { woundClock } from "../support/wound-clock.ts";

const { campaignId } = aCampaign();
const mailing = "reminder-1";
const text = { title: "Terms of use", text: "# Terms of use", html: "", sha256: "0".repeat(64) };
const documents = [{ kind: "terms" as const, document: "terms", version: "2026-12", texts: { en: text, de: text } }];

/** The process ends here: whatever is called after this fails too. */
class Killed extends Error {}

let tables: SqliteRecords[];
beforeEach(() => {
  tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
});
afterEach(() => {
  for (const table of tables) table.close();
});

/** Every address as often as the mail service took it. */
const open = (people: number, perMinute = 100_000) => {
  const [records, personal] = tables as [SqliteRecords, SqliteRecords];
  const clock = woundClock("2026-12-17T09:00:00.000Z");
  const keys = memoryKeys();
  const sent = new Map<string, number>();
  let callsLeft = Number.POSITIVE_INFINITY;
  /** Each call on a store or the mail service may be the process's last. */
  const alive = (): void => {
    callsLeft -= 1;
    if (callsLeft < 0) throw new Killed();
  };
  const mortally =
    <Arguments extends unknown[], T>(call: (...given: Arguments) => Promise<T>) =>
    async (...given: Arguments): Promise<T> => {
      alive();
      return call(...given);
    };
  const mortal = (of: Records): Records => ({
    get: mortally(of.get),
    query: mortally(of.query),
    index: mortally(of.index),
    transact: mortally(of.transact),
  });
  let answer: (to: string) => "sent" | "undeliverable" = () => "sent";
  const ports = (on: (of: Records) => Records) => ({
    clock,
    campaigns: campaignsIn({ records: on(records), pause: noPause }),
    terms: termsIn({ records: on(records), clock, pause: noPause }),
    requests: requestsIn({ records: on(records), clock, pause: noPause }),
    subjects: subjectsIn({ records: on(personal), keys, pause: noPause }),
    mailings: mailingsIn({ records: on(personal), keys, clock, pause: noPause }),
    mailPacer: campaignMailPacer({ records: on(records), clock, perMinute }),
    notices: {
      send: async ({ to }: { to: string }) => {
        alive();
        const said = answer(to);
        sent.set(to, (sent.get(to) ?? 0) + 1);
        alive(); // the service has it, and the process may end before it hears so
        return said;
      },
    },
    policy: aPolicy(),
    documents,
    portalUrl: "https://portal.example.com",
  });
  const whole = ports((of) => of);
  const place = { campaignId, mailing, shard: 1 };
  const userOf = (number: number) => UserId.parse(`auth0|p${number}`);
  return {
    clock,
    sent,
    whole,
    userOf,
    answerWith: (with_: typeof answer) => {
      answer = with_;
    },
    begin: async (more: Partial<Campaign> = {}) => {
      const progress = { [`${mailing}-gathered`]: { at: clock.now(), shards: 1, people } };
      const campaign = aCampaign({ status: "asking", progress, ...more });
      await whole.campaigns.open(campaign, []);
      const note = { event: "version-published", at: at("2026-11-24"), actor: "officer:one", facts: {} };
      await whole.terms.publish(aPublication({ version: "2026-12", effectiveAt: at("2026-12-01") }), note);
      const list = Array.from({ length: people }, (_, number) => ({
        userId: userOf(number),
        address: `p${number}@example.com`,
        locale: "en" as const,
      }));
      await whole.mailings.keep({ campaignId, mailing }, 1, list);
    },
    mail: () => mailShard(whole)(place),
    /** Mails until the process dies at its n-th call; true when it did not come so far. */
    mailAndDieAt: async (calls: number): Promise<boolean> => {
      callsLeft = calls;
      try {
        await mailShard(ports(mortal))(place);
        return true;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        return false;
      } finally {
        callsLeft = Number.POSITIVE_INFINITY;
      }
    },
    progress: async () => (await whole.campaigns.shards(campaignId, mailing))[0],
    stop: () =>
      whole.campaigns.change(campaignId, (campaign) => ({
        outcome: undefined,
        campaign: { ...campaign, stopped: { by: "officer:one", at: clock.now() } },
        audit: [],
      })),
    accept: async (number: number) => {
      const subjectRef = await whole.subjects.refOf(userOf(number));
      await whole.terms.record(anAnswer({ subjectRef, version: "2026-12", at: clock.now() }));
    },
  };
};

describe("mailing a shard", () => {
  test("reaches everybody in it once", async () => {
    const world = open(60);
    await world.begin();
    expect(await world.mail()).toEqual({ more: false, waitSeconds: 1 });
    expect(world.sent.size).toBe(60);
    expect([...world.sent.values()].every((times) => times === 1)).toBe(true);
    expect(await world.progress()).toMatchObject({ sent: 60, uncertain: 0, spared: 0 });
    // sent on once more by mistake: nothing is left to do
    await world.mail();
    expect([...world.sent.values()].every((times) => times === 1)).toBe(true);
  });

  test("spares who accepted since the list was made, and whose account is being deleted (I21)", async () => {
    const world = open(30);
    await world.begin();
    await world.accept(3);
    const leaving = await world.whole.subjects.refOf(world.userOf(4));
    await world.whole.requests.changeSubject(leaving, (subject) => ({
      outcome: undefined,
      subject: {
        ...subject,
        pointOfNoReturn: { requestId: "01JDF7Z8R5QK3V9X2M4N6P8S0T" as never, at: at("2026-12-01") },
      },
      audit: [],
    }));
    await world.mail();
    expect(world.sent.has("p3@example.com")).toBe(false);
    expect(world.sent.has("p4@example.com")).toBe(false);
    expect(await world.progress()).toMatchObject({ sent: 28, spared: 2 });
  });

  test("whoever is killed at whatever call, and begun anew: nobody is mailed twice, and all are accounted for (I2, I17)", async () => {
    for (let calls = 1; ; calls += 1) {
      for (const table of tables.splice(0)) table.close();
      tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
      const world = open(55);
      await world.begin();
      const ended = await world.mailAndDieAt(calls);
      await world.mail();
      expect(
        [...world.sent.values()].filter((times) => times > 1),
        `killed at call ${calls}`,
      ).toEqual([]);
      const progress = await world.progress();
      expect(progress && isShardDone(progress)).toBe(true);
      expect((progress?.sent ?? 0) + (progress?.uncertain ?? 0)).toBe(55);
      expect(progress?.uncertain ?? 0).toBeLessThanOrEqual(25);
      if (ended) break;
    }
  });

  test("two workers on one shard at once mail nobody twice (F8)", async () => {
    const world = open(60);
    await world.begin();
    await Promise.all([world.mail(), world.mail(), world.mail()]);
    await world.mail();
    expect([...world.sent.values()].filter((times) => times > 1)).toEqual([]);
    const progress = await world.progress();
    expect((progress?.sent ?? 0) + (progress?.uncertain ?? 0)).toBe(60);
  });

  test("goes at the pace of the pacer, and says for how long to wait", async () => {
    const world = open(60, 30);
    await world.begin();
    const first = await world.mail();
    expect(first.more).toBe(true);
    expect(world.sent.size).toBe(25);
    world.clock.wind(first.waitSeconds);
    expect((await world.mail()).more).toBe(true);
    expect(world.sent.size).toBe(50);
  });

  test("takes up nobody more once an officer has stopped the campaign (I5)", async () => {
    const world = open(60, 30);
    await world.begin();
    await world.mail();
    await world.stop();
    world.clock.wind(3600);
    expect(await world.mail()).toEqual({ more: false, waitSeconds: 1 });
    expect(world.sent.size).toBe(25);
    await endMailing(world.whole)({ campaignId, mailing });
    expect((await world.whole.campaigns.find(campaignId))?.progress[`${mailing}-told`]).toBeUndefined();
    expect(await world.whole.mailings.open({ campaignId, mailing }, 1)).toBeUndefined();
  });

  test("is Busy when the service takes nothing, and goes on from there (F20)", async () => {
    const world = open(30);
    await world.begin();
    world.answerWith(() => {
      throw new Busy("down");
    });
    await expect(world.mail()).rejects.toMatchObject({ name: "Busy" });
    await expect(world.mail()).rejects.toMatchObject({ name: "Busy" });
    world.answerWith(() => "sent");
    await world.mail();
    expect(await world.progress()).toMatchObject({ sent: 30, undelivered: 0, uncertain: 0 });
  });

  test("counts who cannot be reached, and is told as it was", async () => {
    const world = open(30);
    await world.begin();
    world.answerWith((to) => (to === "p7@example.com" ? "undeliverable" : "sent"));
    await world.mail();
    await endMailing(world.whole)({ campaignId, mailing });
    const campaign = await world.whole.campaigns.find(campaignId);
    expect(campaign?.progress[`${mailing}-told`]).toMatchObject({ people: 30, sent: 29, undelivered: 1 });
    expect(await world.whole.mailings.open({ campaignId, mailing }, 1)).toBeUndefined();
    // sent on once more: it is on record, and nobody is left to mail
    expect(await world.mail()).toEqual({ more: false, waitSeconds: 1 });
  });

  test("whose list is gone before it was done says so, and an officer looks", async () => {
    const world = open(30);
    await world.begin();
    await world.whole.mailings.forget({ campaignId, mailing });
    await expect(world.mail()).rejects.toMatchObject({ name: "MailingGone" });
  });

  test("kills, stops, acceptances and time in any order: after a stop or an acceptance nobody is mailed, and nobody twice (I2, I21)", async () => {
    const doing = fc.oneof(
      fc.record({ what: fc.constant("mail" as const), dieAt: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ what: fc.constant("accept" as const), who: fc.integer({ min: 0, max: 39 }) }),
      fc.record({ what: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 90 }) }),
      fc.constant({ what: "stop" as const }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { maxLength: 12 }), async (deeds) => {
        for (const table of tables.splice(0)) table.close();
        tables = [0, 1].map(() => openSqliteRecords({ file: ":memory:", durability: "normal" }));
        const world = open(40, 30);
        await world.begin();
        const quiet = new Map<string, number>();
        let stoppedAt: number | undefined;
        for (const deed of deeds) {
          if (deed.what === "mail") await world.mailAndDieAt(deed.dieAt);
          else if (deed.what === "wait") world.clock.wind(deed.seconds);
          else if (deed.what === "accept") {
            await world.accept(deed.who);
            quiet.set(`p${deed.who}@example.com`, world.sent.get(`p${deed.who}@example.com`) ?? 0);
          } else {
            await world.stop();
            stoppedAt ??= world.sent.size;
          }
          expect([...world.sent.values()].filter((times) => times > 1)).toEqual([]);
          for (const [address, times] of quiet) expect(world.sent.get(address) ?? 0).toBe(times);
          if (stoppedAt !== undefined) expect(world.sent.size).toBe(stoppedAt);
        }
      }),
      { numRuns: 60 },
    );
  });
});
