import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { PickedEvent } from "#kernel/log-event.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { eventsIn } from "#ports/events/recorded-events.ts";
import { TenantRefused } from "#ports/identity/identity.ts";
import { openSqliteRecords } from "#ports/records/sqlite-records.ts";
import { checkLogGap } from "#requests/log-gap.ts";
import { aPicked } from "../entry/events/intake-world.ts";
import { noPause } from "../support/records-host.ts";
import { aPolicy } from "../support/requests.ts";
import { woundClock } from "../support/wound-clock.ts";

type Status = "active" | "paused" | "suspended";

/** A tenant's log of these records, and what came of looking at it. */
const openGap = () => {
  const clock = woundClock();
  const records = openSqliteRecords({ file: ":memory:", durability: "normal" });
  const events = eventsIn({ records, clock, pause: noPause });
  const log: PickedEvent[] = [];
  const state = { streams: [] as Status[], queueIsFull: false, refusal: 0, webhookIsAway: false };
  const queued: string[] = [];
  const mails = new Map<string, string>();
  const alerts: string[] = [];
  const asked: (string | undefined)[] = [];
  const ports = {
    clock,
    events,
    reader: {
      logsAfter: async (logId: string | undefined) => {
        asked.push(logId);
        if (logId === undefined) return log.slice(-1);
        if (state.refusal > 0) throw new TenantRefused("list logs", state.refusal, undefined);
        return log.slice(log.findIndex((each) => each.logId === logId) + 1).slice(0, 100);
      },
      streams: async () => state.streams.map((status, place) => ({ id: `lst_${place}`, status })),
    },
    queue: {
      send: async (bodies: readonly string[]) => {
        if (state.queueIsFull) throw new Busy("full");
        for (const body of bodies) {
          for (const { logId } of (JSON.parse(body) as { events: PickedEvent[] }).events) queued.push(logId);
        }
      },
    },
    notices: { send: async ({ key, subject }: { key: string; subject: string }) => void mails.set(key, subject) },
    alerts: {
      send: async ({ key }: { key: string }) => {
        if (state.webhookIsAway) throw new Busy("away");
        alerts.push(key);
      },
    },
  };
  const look = checkLogGap(ports as never, aPolicy());
  return {
    clock,
    events,
    log,
    state,
    queued,
    mails,
    alerts,
    asked,
    look,
    /** The tenant writes a record, so many seconds ago. */
    write: (logId: string, secondsAgo = 600) =>
      log.push(aPicked({ logId, date: new Date(Date.parse(clock.now()) - secondsAgo * 1000).toISOString() })),
    /** A stream brings it. */
    bring: (logId: string) => events.begin([{ logId, digest: "d", type: "s", settled: true }], 86_400),
    delivered: () =>
      events.changeStream(({ missingSince: _, because: __, ...before }) => ({
        state: { ...before, lastDeliveryAt: clock.now() },
        audit: [],
      })),
    audited: async () =>
      (await auditIn({ records }).entries(dayChain(clock.now().slice(0, 10)))).items.map(({ event }) => event),
    close: () => records.close(),
  };
};

let gap: ReturnType<typeof openGap>;
beforeEach(() => {
  gap = openGap();
});
afterEach(() => gap.close());

describe("looking at the tenant's log", () => {
  test("begins at its newest record, and brings nothing of before", async () => {
    gap.write("1");
    gap.write("2");
    expect(await gap.look()).toEqual({ fetched: 0 });
    expect((await gap.events.stream()).checkpoint).toBe("2");
    expect(gap.queued).toEqual([]);
  });

  test("of a tenant that has none yet begins when there is one", async () => {
    await gap.look();
    expect((await gap.events.stream()).checkpoint).toBeUndefined();
    gap.write("1");
    await gap.look();
    expect((await gap.events.stream()).checkpoint).toBe("1");
  });

  test("fetches what no stream has brought, and only that, once", async () => {
    gap.write("1");
    await gap.look();
    for (const logId of ["2", "3", "4"]) gap.write(logId);
    await gap.bring("3");
    expect(await gap.look()).toEqual({ fetched: 2 });
    expect(await gap.look()).toEqual({ fetched: 0 });
    expect(gap.queued).toEqual(["2", "4"]);
    expect(await gap.events.stream()).toMatchObject({ checkpoint: "4", fetched: 2 });
  });

  test("goes on from page to page, at most twenty at once", async () => {
    gap.write("first");
    await gap.look();
    for (let place = 0; place < 2150; place += 1) gap.write(`r${place}`);
    expect(await gap.look()).toEqual({ fetched: 2000 });
    expect(await gap.look()).toEqual({ fetched: 150 });
    expect(new Set(gap.queued).size).toBe(2150);
  });

  test("looks once more at what is younger than two minutes: a record may come in between", async () => {
    gap.write("1");
    await gap.look();
    gap.write("2", 300);
    gap.write("4", 30);
    await gap.look();
    expect((await gap.events.stream()).checkpoint).toBe("2");
    gap.log.splice(2, 0, aPicked({ logId: "3", date: gap.clock.now() }));
    for (const logId of ["2", "4"]) await gap.bring(logId);
    await gap.look();
    expect(gap.queued).toEqual(["2", "4", "3"]);
  });

  test("moves on only when what is missing is queued (I1)", async () => {
    gap.write("1");
    await gap.look();
    gap.write("2");
    gap.state.queueIsFull = true;
    await expect(gap.look()).rejects.toBeInstanceOf(Busy);
    expect((await gap.events.stream()).checkpoint).toBe("1");
    gap.state.queueIsFull = false;
    await gap.look();
    expect(gap.queued).toEqual(["2"]);
  });

  test.each([400, 404])(
    "from a record that the tenant knows no more (%i) begins anew, and says so on record",
    async (status) => {
      gap.write("1");
      await gap.look();
      gap.write("2");
      gap.state.refusal = status;
      await gap.look();
      expect(await gap.audited()).toEqual(["log-checkpoint-lost"]);
      expect((await gap.events.stream()).checkpoint).toBe("2");
    },
  );

  test("that the tenant forbids is no lost record", async () => {
    gap.write("1");
    await gap.look();
    gap.state.refusal = 403;
    await expect(gap.look()).rejects.toBeInstanceOf(TenantRefused);
    expect((await gap.events.stream()).checkpoint).toBe("1");
  });
});

describe("a stream", () => {
  const begun = async (...streams: Status[]) => {
    gap.state.streams = streams;
    gap.write("1");
    await gap.look();
  };
  const missAndWait = async (seconds: number) => {
    gap.write(`m${gap.clock.now()}`);
    await gap.look();
    gap.clock.wind(seconds);
    await gap.look();
  };

  test("that brings nothing for an hour while the log goes on is silent: told once, by mail and webhook", async () => {
    await begun("active");
    await missAndWait(3599);
    expect(gap.mails.size).toBe(0);
    await missAndWait(1);
    await missAndWait(7200);
    expect([...gap.mails.values()]).toEqual(["Auth0's log stream is silent"]);
    expect(gap.alerts).toHaveLength(1);
    expect(await gap.audited()).toEqual(["log-stream-silent"]);
    expect(await gap.events.stream()).toMatchObject({ because: "silent" });
  });

  test("is not silent while nothing happens at the tenant", async () => {
    await begun("active");
    gap.clock.wind(86_400);
    await gap.look();
    expect(gap.mails.size).toBe(0);
  });

  test.each(["paused", "suspended"] as const)("that is %s is told at once", async (status) => {
    await begun("active", status);
    await gap.look();
    await gap.look();
    expect([...gap.mails.values()]).toEqual(["Auth0's log stream is paused"]);
  });

  test("that was never set up is not missed: looking is the door", async () => {
    await begun();
    await missAndWait(86_400);
    expect(gap.mails.size).toBe(0);
  });

  test("that brought something and was taken away is missed", async () => {
    await begun("active");
    await gap.delivered();
    gap.state.streams = [];
    await missAndWait(3600);
    expect([...gap.mails.values()]).toEqual(["Auth0's log stream is silent"]);
  });

  test("is told of by mail although the officers' webhook is away", async () => {
    await begun("paused");
    gap.state.webhookIsAway = true;
    await gap.look();
    expect(gap.mails.size).toBe(1);
    expect(gap.alerts).toEqual([]);
  });
});
