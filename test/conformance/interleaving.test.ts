import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { days, hours } from "#kernel/duration.ts";
import type { RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import { makeSeed } from "#local/seed/seed.ts";
import { PastPointOfNoReturn, placeHold } from "#requests/hold.ts";
import { openRequest } from "#requests/open.ts";
import { turnSwitch } from "#requests/switch.ts";
import { withdrawRequest } from "#requests/withdraw.ts";
import { type Journey, openJourney } from "../journeys/journey.ts";
import { aHold } from "../support/requests.ts";

// A hold, a withdrawal and the kill switch, each just before the first call of a deletion to anything outside, the second, and so on to the
// last: new calls are covered the day they are written. Each case deletes another person of the same tenant.

let journey: Journey;
let people: UserId[];
let next = 0;
beforeAll(() => openNext());
afterAll(() => journey.close());

const openNext = async (): Promise<void> => {
  journey = await openJourney();
  next = 0;
  const ordinary = /^auth0\|[0-9a-f]{24}$/;
  people = makeSeed(journey.clock.now())
    .users.map(({ user_id }) => user_id as UserId)
    .filter((id) => ordinary.test(id));
  watch();
};

/** The calls of the case that is played: how many there were, and what is to happen before which of them. */
let calls: { count: number; at: number; name: string; act: () => Promise<void> } | undefined;

/** Puts a counter before every call of every port that steps use. */
const watch = (): void => {
  const { ports } = journey.system;
  for (const port of ["requests", "subjects", "reader", "eraser", "notices", "archive"] as const) {
    const methods = ports[port] as unknown as Record<string, (...input: unknown[]) => unknown>;
    for (const [name, method] of Object.entries(methods)) {
      if (typeof method !== "function") continue;
      methods[name] = async (...input: unknown[]) => {
        if (port === "eraser") erasing += 1;
        const playing = calls;
        if (playing !== undefined) {
          playing.count += 1;
          if (playing.count === playing.at) {
            playing.name = `${port}.${name}`;
            calls = undefined; // what the act itself calls is not counted
            await playing.act();
            calls = playing;
          }
        }
        return method(...input);
      };
    }
  }
};

/** Calls to the eraser so far: what the tenant was asked for. It may carry out some of it later. */
let erasing = 0;

const destructive = /block|delet|end|revok/;
const effectsOn = (userId: UserId): string[] =>
  journey.system.tenant
    .ledger(userId)
    .map(({ effect }) => effect)
    .filter((effect) => destructive.test(effect));

interface Played {
  /** The port's call that the act came before; undefined when the deletion made fewer calls. */
  before: string | undefined;
  requestId: RequestId;
  userId: UserId;
  /** Calls to the eraser when the act was acknowledged. */
  erasingThen: number;
}

/** Deletes one more person, and lets something happen before the n-th call. */
const play = async (n: number, act: (requestId: RequestId, ref: SubjectRef) => Promise<void>): Promise<Played> => {
  if (next === people.length) {
    await journey.close();
    await openNext();
  }
  const { ports, policy } = journey.system;
  const userId = people[next++] as UserId;
  const proof = { loginAgeSeconds: 1 };
  let erasingThen = 0;
  let known: RequestId | undefined;
  const ref = await ports.subjects.refOf(userId);
  const playing = {
    count: 0,
    at: n,
    name: "",
    act: async () => {
      const [own] = (await ports.requests.ofSubject(ref)).items;
      known = own?.requestId;
      if (known !== undefined) await act(known, ref);
      erasingThen = erasing;
    },
  };
  const outcome = await openRequest(ports, policy)({ kind: "deletion", channel: "self-service", userId, proof });
  const requestId = outcome.accepted ? outcome.request.requestId : (known as RequestId);
  calls = playing;
  await journey.windBy(days(7) + 120);
  calls = undefined;
  return { before: playing.name || undefined, requestId, userId, erasingThen };
};

const isGone = async (userId: UserId) => (await journey.system.ports.reader.read(userId)) === undefined;

/** Plays every n until the deletion ends before it is reached; answers with how many cases there were. */
const forEveryCall = async (
  act: (requestId: RequestId, ref: SubjectRef) => Promise<void>,
  check: (played: Played) => Promise<void>,
): Promise<number> => {
  for (let n = 1; ; n += 1) {
    const played = await play(n, act);
    if (played.before === undefined) return n - 1;
    await check(played);
    // the next person's deletion finds room in the tenant's limits
    await journey.windBy(120);
  }
};

describe("before each call of a deletion to anything outside", () => {
  test("a hold that is acknowledged keeps everything, and one that comes too late is refused (I4)", {
    timeout: 300_000,
  }, async () => {
    let answer: "held" | "too-late" = "held";
    const seen = new Set<string>();
    const count = await forEveryCall(
      async (_, ref) => {
        const { ports, clock } = { ports: journey.system.ports, clock: journey.clock };
        answer = "held";
        const hold = aHold({ placedAt: clock.now(), reviewAt: plus(clock.now(), days(60)) });
        await placeHold(ports)(ref, hold).catch((error: unknown) => {
          if (!(error instanceof PastPointOfNoReturn)) throw error;
          answer = "too-late";
        });
      },
      async ({ requestId, userId, before }) => {
        seen.add(answer);
        if (answer === "too-late") await journey.windBy(hours(1));
        const { status, pointOfNoReturnAt } = await journey.request(requestId);
        if (answer === "held") {
          expect([before, status, pointOfNoReturnAt, effectsOn(userId)]).toEqual([before, "held", undefined, []]);
        } else {
          expect([before, status, await isGone(userId)]).toEqual([before, "fulfilled", true]);
        }
      },
    );
    expect([count > 30, seen.size]).toEqual([true, 2]);
  });

  test("a withdrawal that is acknowledged keeps everything, and one that comes too late is refused (I5)", {
    timeout: 300_000,
  }, async () => {
    let answer = "";
    const seen = new Set<string>();
    await forEveryCall(
      async (requestId) => {
        answer = await withdrawRequest(journey.system.ports)(requestId);
      },
      async ({ requestId, userId, before }) => {
        seen.add(answer);
        if (answer === "too-late") await journey.windBy(hours(1));
        const { status } = await journey.request(requestId);
        if (answer === "withdrawn") expect([before, status, effectsOn(userId)]).toEqual([before, "withdrawn", []]);
        else expect([before, status, await isGone(userId)]).toEqual([before, "fulfilled", true]);
      },
    );
    expect([...seen].toSorted()).toEqual(["too-late", "withdrawn"]);
  });

  test("the switch lets nothing new begin, and on again everything goes on to its end (I13)", {
    timeout: 300_000,
  }, async () => {
    const seen = new Set<boolean>();
    await forEveryCall(
      async () => void (await turnSwitch(journey.system.ports)(true, "officer:one")),
      async ({ requestId, userId, before, erasingThen }) => {
        // a call that was just about to be made is in flight, and counted already; after it there is none
        expect([before, erasing]).toEqual([before, erasingThen]);
        seen.add(effectsOn(userId).length === 0);
        await turnSwitch(journey.system.ports)(false, "officer:one");
        await journey.windBy(days(1));
        expect([before, (await journey.request(requestId)).status, await isGone(userId)]).toEqual([
          before,
          "fulfilled",
          true,
        ]);
      },
    );
    expect(seen.size).toBe(2);
  });
});
