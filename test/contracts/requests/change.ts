import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import { plus } from "#kernel/instant.ts";
import { isEnd, type PrivacyRequest, type RequestStatus, statusMoves } from "#kernel/request.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { type CapSlot, type Decision, type Facts, UnknownRequest, type Wait } from "#ports/requests/requests.ts";
import { acceptanceOf, accepted, entry, received } from "../../support/acceptances.ts";
import type { MakeRecordsHost } from "../../support/records-host.ts";
import { requestId, subjectRef } from "../../support/requests.ts";
import { type Desk, openDesk } from "../../support/requests-desk.ts";
import { watchedRecords } from "../../support/watched-records.ts";

const [anna, linked, other] = [subjectRef("a"), subjectRef("b"), subjectRef("c")];

export const changeContract = (make: MakeRecordsHost) =>
  describe("a change", () => {
    let desk: Desk;
    let request: PrivacyRequest;
    beforeEach(async () => {
      desk = await openDesk(make);
      request = await accepted(desk.requests, received(anna, desk.clock.now(), { linkedRefs: [linked] }));
    });
    afterEach(() => desk.close());
    const note = (event = "noted") => entry(event, desk.clock.now());
    const moved = (status: RequestStatus) => (facts: Facts) => ({
      outcome: status,
      request: { ...facts.request, status },
      audit: [note(`moved-to-${status}`)],
    });
    const wait = (name: string): Wait => ({
      requestId: request.requestId,
      name,
      sealedToken: "sealed",
      until: plus(desk.clock.now(), 60),
    });

    test("shows all facts, writes what was decided, and answers with the outcome", async () => {
      const slot: CapSlot = { pool: "selfService", number: 3, requestId: request.requestId, usedAt: desk.clock.now() };
      const decision: Decision<string> = {
        outcome: "done",
        request: { ...request, status: "cooling-off", unstarted: false },
        subjects: [{ subjectRef: linked, holds: [], open: { export: requestId("B") } }],
        waits: [wait("cooling-off")],
        slots: [slot],
        audit: [note("first"), note("second")],
      };
      let seen: Facts | undefined;
      const asked = { alsoSubjects: [other, linked], pools: ["selfService"] } as const;
      const look = (facts: Facts) => {
        seen = facts;
        return { outcome: undefined, audit: [] };
      };
      await desk.requests.change(request.requestId, look, asked);
      expect(seen).toEqual({
        request,
        subjects: [
          { subjectRef: anna, holds: [], open: { deletion: request.requestId } },
          { subjectRef: linked, holds: [], open: {} },
          { subjectRef: other, holds: [], open: {} },
        ],
        waits: [],
        recipients: [],
        killSwitch: { off: false },
        slots: [],
      });

      expect(await desk.requests.change(request.requestId, () => decision, asked)).toBe("done");
      await desk.requests.change(request.requestId, look, asked);
      expect(seen).toMatchObject({ request: decision.request, waits: decision.waits, slots: [slot] });
      expect(seen?.subjects[1]).toEqual(decision.subjects?.[0]);
      expect(await desk.events(request.requestId)).toEqual(["request-received", "first", "second"]);

      await desk.requests.change(request.requestId, () => ({
        outcome: undefined,
        endedWaits: ["cooling-off", "never there"],
        audit: [],
      }));
      await desk.requests.change(request.requestId, look);
      expect(seen).toMatchObject({ waits: [], slots: [] });
    });

    test("of an unknown request throws", async () => {
      const change = desk.requests.change(requestId("Z"), () => ({ outcome: undefined, audit: [note()] }));
      await expect(change).rejects.toBeInstanceOf(UnknownRequest);
    });

    test("that decides nothing writes nothing", async () => {
      let transactions = 0;
      const watched = watchedRecords(desk.records, () => {
        transactions += 1;
      });
      const nothing = { outcome: "so", subjects: [], waits: [], endedWaits: ["never there"], audit: [] };
      expect(await desk.over(watched).change(request.requestId, () => nothing)).toBe("so");
      expect(transactions).toBe(0);
    });

    test("does not happen when its audit cannot be written (I11)", async () => {
      const pk = `CHAIN#${requestChain(request.requestId)}`;
      await desk.records.transact([{ put: { pk, sk: "ENTRY#000000002", body: {} }, ifVersion: 0 }]);
      const change = desk.requests.change(request.requestId, moved("cooling-off"));
      await expect(change).rejects.toBeInstanceOf(Busy);
      expect(await desk.requests.find(request.requestId)).toEqual(request);
    });

    test("decides again as long as others come in between, then it is Busy", async () => {
      for (const [interruptions, settled] of [
        [7, true],
        [8, false],
      ] as const) {
        let runs = 0;
        let left: number = interruptions;
        const watched = watchedRecords(desk.records, async () => {
          if (left === 0) return;
          left -= 1;
          await desk.requests.change(request.requestId, () => ({ outcome: undefined, audit: [note("interrupted")] }));
        });
        const change = desk.over(watched).change(request.requestId, () => {
          runs += 1;
          return { outcome: "settled", audit: [note()] };
        });
        if (settled) expect(await change).toBe("settled");
        else await expect(change).rejects.toBeInstanceOf(Busy);
        expect(runs).toBe(8);
      }
    });

    test("forty at once: every one that was told so is in the chain, and the chain is whole (I11)", async () => {
      const change = (place: number) =>
        desk.requests.change(request.requestId, (facts) => ({
          outcome: place,
          request: { ...facts.request, attempt: facts.request.attempt + 1 },
          audit: [note("counted")],
        }));
      const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, place) => change(place)));
      const told = outcomes.filter(({ status }) => status === "fulfilled").length;
      expect(told).toBeGreaterThan(0);
      for (const each of outcomes) if (each.status === "rejected") expect(each.reason).toBeInstanceOf(Busy);
      expect((await desk.events(request.requestId)).filter((event) => event === "counted")).toHaveLength(told);
      expect((await desk.requests.find(request.requestId))?.attempt).toBe(1 + told);
    });

    describe("that is a mistake of the rule throws and writes nothing:", () => {
      const mistakes: [string, string, (facts: Facts) => Partial<Decision<unknown>>][] = [
        [
          "a move the table does not know",
          "ForbiddenMove",
          (facts) => ({ request: { ...facts.request, status: "fulfilled" } }),
        ],
        ["another request", "DecidedUnread", (facts) => ({ request: { ...facts.request, requestId: requestId("B") } })],
        ["a subject not read", "DecidedUnread", () => ({ subjects: [{ subjectRef: other, holds: [], open: {} }] })],
        ["another's wait", "DecidedUnread", () => ({ waits: [{ ...wait("cap"), requestId: requestId("B") }] })],
      ];
      test.each(mistakes)("%s", async (_, name, decide) => {
        const change = desk.requests.change(request.requestId, (facts) => ({
          outcome: undefined,
          audit: [note()],
          ...decide(facts),
        }));
        await expect(change).rejects.toMatchObject({ name });
        expect(await desk.requests.find(request.requestId)).toEqual(request);
        expect(await desk.events(request.requestId)).toEqual(["request-received"]);
      });
    });

    describe("to an end status takes the open mark off:", () => {
      const ends = (Object.keys(statusMoves) as RequestStatus[]).filter(isEnd);
      test.each(ends)("%s", async (status) => {
        await desk.requests.change(request.requestId, moved("needs-attention"));
        await desk.requests.change(request.requestId, moved("awaiting-identity"));
        const road =
          status === "fulfilled" || status === "partly-fulfilled" || status === "refused" ? "running" : undefined;
        if (road !== undefined) await desk.requests.change(request.requestId, moved(road));
        const again = () => received(anna, desk.clock.now());
        expect(await desk.requests.accept(acceptanceOf(again()))).toMatchObject({ because: "already-open" });
        await desk.requests.change(request.requestId, moved(status));
        expect(await desk.requests.accept(acceptanceOf(again()))).toMatchObject({ accepted: true });
      });

      test("also off a linked subject, keeps other marks, and what the rule wrote of the subject", async () => {
        const { requestId: id } = request;
        const marked = { open: { deletion: id, export: requestId("B") }, holds: [] };
        await desk.requests.change(id, () => ({
          outcome: undefined,
          subjects: [{ subjectRef: linked, ...marked }],
          audit: [],
        }));
        await desk.requests.change(id, ({ subjects, ...facts }) => ({
          ...moved("withdrawn")({ subjects, ...facts }),
          subjects: subjects
            .filter(({ subjectRef: ref }) => ref === linked)
            .map((subject) => ({ ...subject, pointOfNoReturn: { requestId: id, at: desk.clock.now() } })),
        }));
        const read = await desk.requests.change(id, (facts) => ({ outcome: facts.subjects, audit: [] }));
        expect(read).toEqual([
          { subjectRef: anna, holds: [], open: {} },
          {
            subjectRef: linked,
            holds: [],
            open: { export: requestId("B") },
            pointOfNoReturn: { requestId: id, at: desk.clock.now() },
          },
        ]);
      });

      test("never another request's mark", async () => {
        const { requestId: id } = request;
        await desk.requests.change(id, moved("withdrawn"));
        const next = await accepted(desk.requests, received(anna, plus(desk.clock.now(), 1)));
        await desk.requests.change(id, moved("withdrawn"));
        const subject = await desk.requests.changeSubject(anna, (read) => ({ outcome: read, audit: [] }));
        expect(subject.open).toEqual({ deletion: next.requestId });
      });
    });

    test("carries through fields that a later version wrote (I18)", async () => {
      const key = { pk: `REQUEST#${request.requestId}`, sk: "REQUEST" };
      const [row] = await desk.records.get([key]);
      await desk.records.transact([
        { put: { ...key, body: { ...row?.body, later: { kept: 1 } }, indexes: row?.indexes }, ifVersion: 1 },
      ]);
      await desk.requests.change(request.requestId, moved("cooling-off"));
      expect((await desk.records.get([key]))[0]?.body).toMatchObject({ status: "cooling-off", later: { kept: 1 } });
    });
  });
