import { describe, expect, test } from "vitest";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { SubjectState } from "#kernel/subject.ts";
import type { CapSlot, Decision, Facts, Requests, SubjectDecision } from "#ports/requests/requests.ts";
import { accepted, entry, received } from "../../support/acceptances.ts";
import { everyInterleaving } from "../../support/interleavings.ts";
import type { MakeRecordsHost } from "../../support/records-host.ts";
import { aHold, subjectRef } from "../../support/requests.ts";
import { type Desk, openDesk } from "../../support/requests-desk.ts";
import { inTurns, watchedRecords } from "../../support/watched-records.ts";

const [anna, linked] = [subjectRef("a"), subjectRef("b")];

/** The shape of the fence: goes only when nothing stands against it, and then says so on every subject. */
const pass = ({ request, subjects, killSwitch, slots, waits }: Facts): Decision<string> => {
  const { requestId, receivedAt: at } = request;
  const said = (outcome: string) => ({ outcome, audit: [entry("fence-refused", at, { outcome })] });
  if (request.withdrawnAt !== undefined) return said("withdrawn");
  if (subjects.some((subject) => subject.holds.length > 0)) return said("held");
  if (killSwitch.off) return said("switched-off");
  if (waits.length > 0) return said("parked");
  const taken = new Set(slots.map((slot) => slot.number));
  const number = [1, 2].find((free) => !taken.has(free));
  if (number === undefined) return said("capped");
  const slot: CapSlot = { pool: "selfService", number, requestId, usedAt: at };
  return {
    outcome: "go",
    request: { ...request, status: "running", pointOfNoReturnAt: at },
    subjects: subjects.map((subject) => ({ ...subject, pointOfNoReturn: { requestId, at } })),
    slots: [slot],
    audit: [entry("point-of-no-return-passed", at)],
  };
};

const hold = (subject: SubjectState): SubjectDecision<string> =>
  subject.pointOfNoReturn === undefined
    ? { outcome: "placed", subject: { ...subject, holds: [aHold()] }, audit: [entry("hold-placed", aHold().placedAt)] }
    : { outcome: "too-late", audit: [entry("hold-refused", aHold().placedAt)] };

const withdraw = ({ request }: Facts): Decision<string> =>
  request.pointOfNoReturnAt === undefined
    ? {
        outcome: "taken back",
        request: { ...request, withdrawnAt: request.receivedAt },
        audit: [entry("withdrawn", request.receivedAt)],
      }
    : { outcome: "too-late", audit: [entry("withdrawal-refused", request.receivedAt)] };

export const exclusionContract = (make: MakeRecordsHost) =>
  describe("two decisions that exclude each other", () => {
    const prepared = async (): Promise<{ desk: Desk; request: PrivacyRequest }> => {
      const desk = await openDesk(make);
      const request = await accepted(desk.requests, received(anna, desk.clock.now(), { linkedRefs: [linked] }));
      return { desk, request };
    };
    const fence = (requests: Requests, { requestId }: PrivacyRequest) =>
      requests.change(requestId, pass, { pools: ["selfService"] });

    type Act = (requests: Requests, request: PrivacyRequest) => Promise<string>;
    const rivals: [string, Act, [string, string][]][] = [
      [
        "a hold on the person",
        (requests) => requests.changeSubject(anna, hold),
        [
          ["go", "too-late"],
          ["held", "placed"],
        ],
      ],
      [
        "a hold on a linked account",
        (requests) => requests.changeSubject(linked, hold),
        [
          ["go", "too-late"],
          ["held", "placed"],
        ],
      ],
      [
        "a withdrawal",
        (requests, { requestId }) => requests.change(requestId, withdraw),
        [
          ["go", "too-late"],
          ["withdrawn", "taken back"],
        ],
      ],
    ];

    test.each(rivals)("the fence and %s: exactly one wins in every interleaving (I4, I5)", async (_, act, allowed) => {
      const seen = new Set<string>();
      const played = await everyInterleaving(async (choose) => {
        const { desk, request } = await prepared();
        const actors = [fence, act].map((work) => {
          const actor = { isDone: false };
          const turns = inTurns(desk.records, () => actor.isDone);
          const outcome = work(desk.over(turns.records), request).finally(() => {
            actor.isDone = true;
          });
          return Object.assign(actor, { outcome, step: turns.step });
        });
        const order: number[] = [];
        for (;;) {
          const undone = [...actors.keys()].filter((place) => actors[place]?.isDone === false);
          if (undone.length === 0) break;
          const place = choose(undone);
          order.push(place);
          await actors[place]?.step();
        }
        const outcome = await Promise.all(actors.map((actor) => actor.outcome));
        expect(allowed, `order ${order}`).toContainEqual(outcome);
        seen.add(String(outcome));

        const subjects = await desk.requests.change(request.requestId, (facts) => ({
          outcome: facts.subjects,
          audit: [],
        }));
        const held = subjects.some((subject) => subject.holds.length > 0);
        const past = subjects.some((subject) => subject.pointOfNoReturn !== undefined);
        expect(held && past, `order ${order}`).toBe(false);
        await desk.events(request.requestId);
        await desk.close();
      });
      // each acts in two calls at least, and both ways to end were really played
      expect([played >= 6, seen.size]).toEqual([true, 2]);
    });

    /** Plays `meanwhile` once, between what the fence read and what it writes. */
    const interrupted = async (meanwhile: (desk: Desk, request: PrivacyRequest) => Promise<unknown>) => {
      const { desk, request } = await prepared();
      let pending = true;
      const watched = watchedRecords(desk.records, async () => {
        if (!pending) return;
        pending = false;
        await meanwhile(desk, request);
      });
      let runs = 0;
      const outcome = await desk.over(watched).change(
        request.requestId,
        (facts) => {
          runs += 1;
          return pass(facts);
        },
        { pools: ["selfService"] },
      );
      const { slots } = await desk.requests.change(request.requestId, (facts) => ({ outcome: facts, audit: [] }), {
        pools: ["selfService"],
      });
      await desk.events(request.requestId);
      await desk.close();
      return { outcome, runs, slots };
    };

    test("the kill switch turned between reading and writing wins (I13)", async () => {
      const turned = await interrupted((desk) =>
        desk.requests.turnKillSwitch({ off: true, since: desk.clock.now() }, entry("switched-off", desk.clock.now())),
      );
      expect(turned).toMatchObject({ outcome: "switched-off", runs: 2, slots: [] });
    });

    test.each([anna, linked])("a hold placed between is seen also by what writes no subject (%s)", async (ref) => {
      const { desk, request } = await prepared();
      let pending = true;
      const watched = watchedRecords(desk.records, async () => {
        if (!pending) return;
        pending = false;
        expect(await desk.requests.changeSubject(ref, hold)).toBe("placed");
      });
      const seen: number[] = [];
      await desk.over(watched).change(request.requestId, ({ subjects }) => {
        seen.push(subjects.flatMap((subject) => subject.holds).length);
        return { outcome: undefined, audit: [entry("looked", request.receivedAt)] };
      });
      expect(seen).toEqual([0, 1]);
      await desk.close();
    });

    test("a request that moved between, without audit, is seen also by what does not write it", async () => {
      const { desk, request } = await prepared();
      let pending = true;
      const watched = watchedRecords(desk.records, async () => {
        if (!pending) return;
        pending = false;
        await desk.requests.change(request.requestId, (facts) => ({
          outcome: undefined,
          request: { ...facts.request, status: "cooling-off" },
          audit: [],
        }));
      });
      const seen: string[] = [];
      await desk.over(watched).change(request.requestId, (facts) => {
        seen.push(facts.request.status);
        return { outcome: undefined, audit: [entry("looked", request.receivedAt)] };
      });
      expect(seen).toEqual(["received", "cooling-off"]);
      await desk.close();
    });

    test("a wait that came between reading and writing is seen, though it was not there to be checked", async () => {
      const parked = await interrupted((desk, { requestId, receivedAt }) =>
        desk.requests.change(requestId, () => ({
          outcome: undefined,
          waits: [{ requestId, name: "cap", sealedToken: "sealed", until: receivedAt }],
          audit: [],
        })),
      );
      expect(parked).toMatchObject({ outcome: "parked", runs: 2 });
    });

    test("a slot taken between reading and writing is not taken twice (I13)", async () => {
      const taken = await interrupted(async (desk) => {
        const rival = await accepted(desk.requests, received(subjectRef("r"), desk.clock.now()));
        expect(await fence(desk.requests, rival)).toBe("go");
      });
      expect(taken).toMatchObject({ outcome: "go", runs: 2 });
      expect(taken.slots.map((slot) => slot.number)).toEqual([1, 2]);
    });

    test("six requests at once for two slots: two pass, each with a slot of its own (I13)", async () => {
      const desk = await openDesk(make);
      const all = await Promise.all(
        ["a", "b", "c", "d", "e", "f"].map((letter) =>
          accepted(desk.requests, received(subjectRef(letter), desk.clock.now())),
        ),
      );
      const outcomes = await Promise.all(all.map((request) => fence(desk.requests, request)));
      expect(outcomes.toSorted()).toEqual(["capped", "capped", "capped", "capped", "go", "go"]);
      const [first] = all;
      if (first === undefined) throw new Error("no request");
      const slots = await desk.requests.change(first.requestId, (facts) => ({ outcome: facts.slots, audit: [] }), {
        pools: ["selfService"],
      });
      const passed = all.filter((_, place) => outcomes[place] === "go").map((request) => request.requestId);
      expect(slots.map((slot) => slot.requestId).toSorted()).toEqual(passed.toSorted());
      await desk.close();
    });
  });
