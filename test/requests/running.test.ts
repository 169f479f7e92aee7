import { describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { Json } from "#kernel/json.ts";
import { mayMove, type PrivacyRequest } from "#kernel/request.ts";
import type { Workflows } from "#ports/workflows/workflows.ts";
import { NotRedrivable, RunExists } from "#ports/workflows/workflows.ts";
import { carryOut, establish, FenceNotPassed, recordOf, SwitchedOff } from "#requests/effect.ts";
import { nextAttempt, openRequest, startRun, storyOf } from "#requests/open.ts";
import { endWait, park, wake } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import { alarmBacklog, tooLate, wakeForRoom } from "#requests/room.ts";
import { turnSwitch } from "#requests/switch.ts";
import { tryAgain } from "#requests/try-again.ts";
import { accepted, received } from "../support/acceptances.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { requestId as anId, aPolicy, aRequest, at, subjectRef } from "../support/requests.ts";
import { openDesk } from "../support/requests-desk.ts";
import { sqliteInMemory } from "../support/sqlite-host.ts";

/** A desk with one request, and runs that are a ledger; each can be told to fail. */
const scene = async (more: Partial<PrivacyRequest> = {}) => {
  const desk = await openDesk(sqliteInMemory);
  const { requestId } = await accepted(desk.requests, received(subjectRef(), desk.clock.now()));
  const put = (change: Partial<PrivacyRequest>) =>
    desk.requests.change(requestId, ({ request }) => ({
      outcome: undefined,
      request: { ...request, ...change },
      audit: [],
    }));
  if (more.status !== undefined) await put({ status: "needs-attention" });
  await put(more);
  const ledger = { started: [] as string[], redriven: [] as string[], answered: [] as [string, Json][] };
  const faults: { start?: Error; redrive?: Error; answer?: Error; gone?: boolean } = {};
  const raise = (error: Error | undefined) => {
    if (error !== undefined) throw error;
  };
  const workflows: Workflows = {
    start: async ({ name }) => {
      raise(faults.start);
      ledger.started.push(name);
    },
    answer: async (token, output) => {
      raise(faults.answer);
      ledger.answered.push([token, output]);
      return faults.gone ? "gone" : "answered";
    },
    describe: async () => undefined,
    history: async () => ({ events: [] }),
    redrive: async (_, name) => {
      raise(faults.redrive);
      ledger.redriven.push(name);
    },
  };
  const ports = { clock: desk.clock, requests: desk.requests, workflows, keys: memoryKeys() as never };
  const request = () => requireRequest(desk.requests, requestId);
  return { desk, ports, requestId, ledger, faults, request, put };
};

describe("trying again", () => {
  const failed = { status: "needs-attention" as const, attention: { since: at("2026-11-24"), error: "Busy" } };

  test("redrives the run that failed, and the request stands where it stood", async () => {
    const { ports, requestId, ledger, request, desk } = await scene({ ...failed, pointOfNoReturnAt: at("2026-11-23") });
    expect(await tryAgain(ports)(requestId, "officer:one")).toBe("redriven");
    expect([ledger.redriven, ledger.started]).toEqual([[`${requestId}.1`], []]);
    expect(await request()).toMatchObject({ status: "running", attempt: 1 });
    expect((await request()).attention).toBeUndefined();
    expect((await desk.events(requestId)).slice(-2)).toEqual(["try-again-intended", "run-redriven"]);
  });

  test.each([
    ["answered", { "completion-told": { at: at("2026-11-24") } }, "fulfilled"],
    ["planned", { plan: {}, coolingOffUntil: at("2026-11-24") }, "in-review"],
    ["cooling off", { coolingOffUntil: at("2026-11-24") }, "cooling-off"],
    ["not begun", {}, "received"],
  ])("a request that was %s stands there again", async (_, progress, status) => {
    const { ports, requestId, request } = await scene({ ...failed, progress });
    await tryAgain(ports)(requestId, "officer:one");
    expect((await request()).status).toBe(status);
  });

  test("a request that waits for the person's yes waits for it again, and may still expire", async () => {
    const { ports, requestId, request } = await scene({ ...failed, channel: "rights-session", unstarted: false });
    await tryAgain(ports)(requestId, "officer:one");
    expect((await request()).status).toBe("awaiting-identity");
    expect(mayMove("awaiting-identity", "expired-unverified")).toBe(true);
  });

  test("starts the next attempt where the run is too old, or from the beginning where that is asked for", async () => {
    const old = await scene(failed);
    old.faults.redrive = new NotRedrivable("too old");
    expect(await tryAgain(old.ports)(old.requestId, "officer:one")).toBe("next-attempt");
    expect(old.ledger.started).toEqual([`${old.requestId}.2`]);
    expect(await old.request()).toMatchObject({ attempt: 2, unstarted: true });
    expect((await old.desk.events(old.requestId)).at(-1)).toBe("attempt-started");
    const wrong = await scene(failed);
    expect(await tryAgain(wrong.ports)(wrong.requestId, "officer:one", "beginning")).toBe("next-attempt");
    expect(wrong.ledger.redriven).toEqual([]);
  });

  test("leaves a next attempt that cannot be started now to the sweep", async () => {
    const { ports, requestId, faults, request } = await scene(failed);
    faults.redrive = new NotRedrivable("too old");
    faults.start = new Busy("later");
    expect(await tryAgain(ports)(requestId, "officer:one")).toBe("next-attempt");
    expect(await request()).toMatchObject({ attempt: 2, unstarted: true });
  });

  test("of a request that needs nothing does nothing, and says so", async () => {
    const { ports, requestId, ledger, desk } = await scene({ status: "cooling-off" });
    expect(await tryAgain(ports)(requestId, "officer:one")).toBe("not-needed");
    expect([ledger.redriven, ledger.started]).toEqual([[], []]);
    expect(await desk.events(requestId)).not.toContain("try-again-intended");
  });

  test("that fails otherwise is an error, and the request still needs attention", async () => {
    const { ports, requestId, faults, request } = await scene(failed);
    faults.redrive = new Busy("later");
    await expect(tryAgain(ports)(requestId, "officer:one")).rejects.toBeInstanceOf(Busy);
    expect((await request()).status).toBe("needs-attention");
  });
});

describe("parking", () => {
  const parking = (requestId: RequestId, more: object = {}) => ({
    requestId,
    name: "cooling-off",
    token: "task-token",
    until: at("2026-12-01"),
    alreadyDecided: () => undefined,
    ...more,
  });
  const waitsOf = ({ desk, requestId }: Awaited<ReturnType<typeof scene>>) =>
    desk.requests.change(requestId, ({ waits }) => ({ outcome: waits, audit: [] }));

  test("keeps the wait with its token sealed, and answers nothing (I20)", async () => {
    const here = await scene();
    await park(here.ports)(parking(here.requestId));
    const [wait] = await waitsOf(here);
    expect(wait).toMatchObject({ name: "cooling-off", until: at("2026-12-01") });
    expect(JSON.stringify(wait)).not.toContain("task-token");
    expect(here.ledger.answered).toEqual([]);
  });

  test("finds a decision that was made before, answers with it at once, and keeps no wait", async () => {
    const here = await scene();
    await park(here.ports)(parking(here.requestId, { alreadyDecided: () => ({ decision: "withdrawn" }) }));
    expect(here.ledger.answered).toEqual([["task-token", { decision: "withdrawn" }]]);
    expect(await waitsOf(here)).toEqual([]);
  });

  test("takes the place of where the run stood before, unless that was decided and not taken yet", async () => {
    const here = await scene();
    await park(here.ports)(parking(here.requestId));
    here.faults.answer = new Busy("later");
    await park(here.ports)(
      parking(here.requestId, { name: "decision", alreadyDecided: () => ({ decision: "approved" }) }),
    );
    await park(here.ports)(parking(here.requestId, { name: "room" }));
    expect((await waitsOf(here)).map(({ name }) => name).toSorted()).toEqual(["decision", "room"]);
  });

  test("an answer that is Busy stays for the sweep; one whose run is gone is taken off the list", async () => {
    const here = await scene();
    here.faults.answer = new Busy("later");
    const decided = parking(here.requestId, { alreadyDecided: () => ({ decision: "x" }) });
    await park(here.ports)(decided);
    const [wait] = await waitsOf(here);
    expect(wait?.answer).toEqual({ decision: "x" });
    delete here.faults.answer;
    here.faults.gone = true;
    await wake(here.ports)([wait as never]);
    expect(await waitsOf(here)).toEqual([]);
    here.faults.answer = new TypeError("a bug");
    await expect(wake(here.ports)([wait as never])).rejects.toBeInstanceOf(TypeError);
  });

  test("a wait without an answer is not handed on, and one that was replaced is not ended", async () => {
    const here = await scene();
    await park(here.ports)(parking(here.requestId));
    const [first] = await waitsOf(here);
    await wake(here.ports)([first as never]);
    expect(here.ledger.answered).toEqual([]);
    await park(here.ports)(parking(here.requestId, { token: "another" }));
    await endWait(here.ports)(first as never);
    expect(await waitsOf(here)).toHaveLength(1);
  });
});

describe("an effect", () => {
  const effect = (requestId: RequestId, more: object = {}) => ({
    requestId,
    milestone: "thing-done",
    destructive: false,
    perform: async () => ({ count: 1 }),
    ...more,
  });

  test("has its intent on record before, is done once, and the record is the answer ever after", async () => {
    const { ports, requestId, desk, request } = await scene();
    const seen: unknown[] = [];
    const perform = async (_: PrivacyRequest, again: boolean) => {
      seen.push([again, (await request()).progress["thing-done-intended"]]);
      return { count: 2 };
    };
    const first = await carryOut(ports)(effect(requestId, { perform }));
    expect(await carryOut(ports)(effect(requestId, { perform }))).toEqual(first);
    expect(first).toEqual({ at: desk.clock.now(), count: 2 });
    expect(seen).toEqual([[false, desk.clock.now()]]);
    expect((await desk.events(requestId)).slice(-2)).toEqual(["thing-done-intended", "thing-done"]);
    expect((await request()).progress["thing-done-intended"]).toBeUndefined();
  });

  test("that was cut off is done again, and told that it may have been done (I2, I17)", async () => {
    const { ports, requestId } = await scene();
    const dying = effect(requestId, { perform: () => Promise.reject(new Error("killed")) });
    await expect(carryOut(ports)(dying)).rejects.toThrow("killed");
    const seen: boolean[] = [];
    await carryOut(ports)(
      effect(requestId, { perform: async (_: unknown, again: boolean) => ({ place: seen.push(again) }) }),
    );
    expect(seen).toEqual([true]);
  });

  test("that destroys needs the fence behind it and the switch on, and is else not begun (I13)", async () => {
    const { ports, requestId, desk, put } = await scene();
    let performed = 0;
    const destroying = effect(requestId, {
      destructive: true,
      perform: async () => {
        performed += 1;
        return {};
      },
    });
    await expect(carryOut(ports)(destroying)).rejects.toBeInstanceOf(FenceNotPassed);
    await put({ pointOfNoReturnAt: desk.clock.now() });
    await turnSwitch(ports)(true, "officer:one");
    await expect(carryOut(ports)(destroying)).rejects.toBeInstanceOf(SwitchedOff);
    expect(performed).toBe(0);
    await turnSwitch(ports)(false, "officer:one");
    await carryOut(ports)(destroying);
    expect(performed).toBe(1);
  });

  test("that is only looked at leaves no intent, and is not looked at again", async () => {
    const { ports, requestId, desk } = await scene();
    let looks = 0;
    const look = async () => {
      looks += 1;
      if (looks === 1) throw new Busy("not yet");
      return { seen: true };
    };
    const finding = { requestId, milestone: "thing-seen", look };
    await expect(establish(ports)(finding)).rejects.toBeInstanceOf(Busy);
    expect(await desk.events(requestId)).toHaveLength(1);
    const first = await establish(ports)(finding);
    expect(await establish(ports)(finding)).toEqual(first);
    expect([looks, (await desk.events(requestId)).at(-1)]).toEqual([2, "thing-seen"]);
  });

  test("is on record only as an object: an intent, a list or nothing is no record", () => {
    for (const value of [undefined, null, "2026", [1], 7])
      expect(recordOf(aRequest({ progress: { x: value as never } }), "x")).toBeUndefined();
    expect(recordOf(aRequest({ progress: { x: { at: 1 } } }), "x")).toEqual({ at: 1 });
  });
});

describe("opening", () => {
  const opening = {
    kind: "deletion" as const,
    channel: "self-service" as const,
    userId: "auth0|ada" as never,
    proof: { loginAgeSeconds: 5 },
  };
  const withSubjects = async () => {
    const here = await scene();
    const subjects = { refOf: async () => subjectRef("z") } as never;
    return { ...here, open: openRequest({ ...here.ports, subjects }, aPolicy()) };
  };

  test("stores the request with its dates, calendar and proof before its run is started (I1)", async () => {
    const { open, ledger, desk } = await withSubjects();
    const outcome = await open(opening);
    const request = outcome.accepted ? outcome.request : aRequest();
    const now = desk.clock.now();
    expect(request).toMatchObject({
      status: "received",
      receivedAt: now,
      acceptedAt: now,
      dueAt: "2026-12-24T22:59:59.999Z",
      calendar: { country: "DE", region: "BY", timeZone: "Europe/Berlin" },
      attempt: 1,
      unstarted: true,
      linkedRefs: [],
      progress: {},
    });
    expect(request.openedBy).toBeUndefined();
    expect(ledger.started).toEqual([`${request.requestId}.1`]);
    const { items } = await desk.audit.entries(`request/${request.requestId}`);
    expect(items).toMatchObject([
      {
        event: "request-received",
        actor: "person",
        facts: { kind: "deletion", channel: "self-service", loginAgeSeconds: 5 },
      },
    ]);
  });

  test("by an officer counts from receipt, and the officer answers for it", async () => {
    const { open, desk } = await withSubjects();
    const openedBy = { officer: "officer:one", identity: "known-in-person" as const };
    const receivedAt = at("2026-11-20");
    const outcome = await open({ ...opening, channel: "officer", byOfficer: { openedBy, receivedAt } });
    const request = outcome.accepted ? outcome.request : aRequest();
    expect(request).toMatchObject({
      receivedAt,
      acceptedAt: desk.clock.now(),
      openedBy,
      dueAt: "2026-12-21T22:59:59.999Z",
    });
    const { items } = await desk.audit.entries(`request/${request.requestId}`);
    expect(items[0]?.actor).toBe("officer:one");
  });

  test("stands although its run could not be started: the sweep starts it (I1)", async () => {
    const { open, faults, desk } = await withSubjects();
    faults.start = new Busy("later");
    const outcome = await open(opening);
    expect(outcome.accepted && (await desk.requests.find(outcome.request.requestId))?.unstarted).toBe(true);
  });

  test("with a key is the same request when it is asked again, and another body is refused", async () => {
    const { open } = await withSubjects();
    const idempotency = { key: "k", route: "POST /requests", bodyHash: "a" };
    const first = await open({ ...opening, idempotency });
    const again = await open({ ...opening, idempotency });
    expect(again).toMatchObject({ accepted: false, because: "replayed" });
    expect(await open({ ...opening, idempotency: { ...idempotency, bodyHash: "b" } })).toMatchObject({
      because: "key-reused",
    });
    expect(first.accepted).toBe(true);
  });

  test("a run that exists already needs no start; any other failure is one", async () => {
    const { ports, faults, request } = await scene();
    faults.start = new RunExists("there");
    await expect(startRun(ports)(await request())).resolves.toBeUndefined();
    faults.start = new Busy("later");
    await expect(startRun(ports)(await request())).rejects.toBeInstanceOf(Busy);
  });

  test("the next attempt is the same request, counted on and unstarted; kinds without a story have none", () => {
    expect(nextAttempt(aRequest({ attempt: 4 }))).toEqual(aRequest({ attempt: 5, unstarted: true }));
    expect(storyOf(aRequest())).toBe("deletion");
    expect(() => storyOf(aRequest({ kind: "other" }))).toThrow(TypeError);
  });

  test("a request that is not there is an error by its name", async () => {
    const { desk } = await scene();
    await expect(requireRequest(desk.requests, anId("Z"))).rejects.toMatchObject({ name: "UnknownRequest" });
  });
});

describe("room", () => {
  /** Three parked runs: two of people, one of an officer's, with these due dates. */
  const parkedRuns = async () => {
    const here = await scene();
    const ids: RequestId[] = [];
    for (const [letter, channel, due] of [
      ["b", "self-service", "2026-12-20"],
      ["c", "self-service", "2026-12-10"],
      ["d", "officer", "2026-12-30"],
    ] as const) {
      here.desk.clock.wind(1);
      const request = received(subjectRef(letter), here.desk.clock.now(), { channel, dueAt: at(due) });
      const { requestId } = await accepted(here.desk.requests, request);
      const until = at("2026-12-01");
      await park(here.ports)({ requestId, name: "room", token: letter, until, alreadyDecided: () => undefined });
      ids.push(requestId);
    }
    return { ...here, ids };
  };

  test("is asked for again by those who are due first, each kind of work in its own line", async () => {
    const { ports, ledger } = await parkedRuns();
    await wakeForRoom(ports)(1);
    expect(ledger.answered.map(([token]) => token).toSorted()).toEqual(["c", "d"]);
    await wakeForRoom(ports)();
    expect(ledger.answered.map(([token]) => token).toSorted()).toEqual(["b", "c", "d"]);
  });

  test("that would come too late is an alarm, once, while there is time to raise the cap", async () => {
    const { ports, ids, desk } = await parkedRuns();
    await alarmBacklog(ports, aPolicy())();
    expect((await desk.requests.find(ids[1] as RequestId))?.attention).toBeUndefined();
    desk.clock.wind(16 * 86_400); // the second one's due date is in sight
    for (const _time of ["once", "twice"]) await alarmBacklog(ports, aPolicy())();
    expect((await desk.requests.find(ids[1] as RequestId))?.attention?.error).toBe("BacklogTooLong");
    expect((await desk.events(ids[1] as RequestId)).filter((event) => event === "attention-needed")).toHaveLength(1);
    expect((await desk.requests.find(ids[0] as RequestId))?.attention).toBeUndefined();
  });

  test("comes to so many in an hour: the line says whose turn is after their due date", () => {
    const line = [1, 2, 3, 4, 5].map((hour) => aRequest({ dueAt: at(`2026-11-24T${10 + hour}:30:00.000Z`) }));
    const now = at("2026-11-24T10:00:00.000Z");
    expect(tooLate(line, 2, now)).toEqual([]);
    expect(tooLate(line, 1, now)).toEqual([]);
    const soon = line.map((request) => ({ ...request, dueAt: at("2026-11-24T12:00:00.000Z") }));
    expect(tooLate(soon, 2, now)).toEqual(soon.slice(4));
    expect(tooLate(soon, 1, now)).toEqual(soon.slice(2));
  });

  test("there is none while the switch is off, and turned on it wakes everybody (I13)", async () => {
    const { ports, ledger } = await parkedRuns();
    await turnSwitch(ports)(true, "officer:one");
    await wakeForRoom(ports)();
    expect(ledger.answered).toEqual([]);
    await turnSwitch(ports)(false, "officer:one");
    expect(ledger.answered).toHaveLength(3);
    expect(ledger.answered[0]?.[1]).toEqual({ decision: "room" });
  });
});
