import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hours } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import type { IdempotencyClaim } from "#ports/requests/requests.ts";
import { acceptanceOf, accepted, received } from "../../support/acceptances.ts";
import type { MakeRecordsHost } from "../../support/records-host.ts";
import { subjectRef } from "../../support/requests.ts";
import { type Desk, openDesk } from "../../support/requests-desk.ts";
import { watchedRecords } from "../../support/watched-records.ts";

const [anna, ben] = [subjectRef("a"), subjectRef("b")];

export const acceptContract = (make: MakeRecordsHost) =>
  describe("accepting", () => {
    let desk: Desk;
    beforeEach(async () => {
      desk = await openDesk(make);
    });
    afterEach(() => desk.close());
    const claim = (more: Partial<IdempotencyClaim> = {}): IdempotencyClaim => ({
      owner: "anna POST /requests",
      key: "key-1",
      bodyHash: "1".repeat(64),
      expiresAt: plus(desk.clock.now(), hours(24)),
      ...more,
    });
    const fresh = (ref = anna, more = {}) => received(ref, desk.clock.now(), more);

    test("stores the request with its audit before it answers (I1)", async () => {
      const request = fresh();
      expect(await desk.requests.accept(acceptanceOf(request))).toEqual({ accepted: true, request });
      expect(await desk.requests.find(request.requestId)).toEqual(request);
      expect(await desk.events(request.requestId)).toEqual(["request-received"]);
    });

    test("of the very same request again is the same as once: its answer may have been lost", async () => {
      const request = await accepted(desk.requests, fresh());
      expect(await desk.requests.accept(acceptanceOf(request, claim()))).toEqual({ accepted: true, request });
      expect(await desk.events(request.requestId)).toEqual(["request-received"]);
    });

    describe("under an idempotency key", () => {
      test("used with the same body answers with the request accepted then", async () => {
        const first = fresh();
        await desk.requests.accept(acceptanceOf(first, claim()));
        const second = await desk.requests.accept(acceptanceOf(fresh(), claim()));
        expect(second).toEqual({ accepted: false, because: "replayed", request: first });
      });

      test("used with another body is refused", async () => {
        await desk.requests.accept(acceptanceOf(fresh(), claim()));
        const other = fresh(anna, { kind: "export" });
        const second = await desk.requests.accept(acceptanceOf(other, claim({ bodyHash: "2".repeat(64) })));
        expect(second).toEqual({ accepted: false, because: "key-reused" });
        expect(await desk.requests.find(other.requestId)).toBeUndefined();
      });

      test("whose time is over is free again", async () => {
        await desk.requests.accept(acceptanceOf(fresh(), claim()));
        desk.clock.wind(hours(24));
        const later = fresh(ben);
        const again = claim({ bodyHash: "2".repeat(64) });
        expect(await desk.requests.accept(acceptanceOf(later, again))).toMatchObject({ accepted: true });
        expect(await desk.requests.accept(acceptanceOf(fresh(ben), again))).toMatchObject({
          because: "replayed",
          request: { requestId: later.requestId },
        });
      });

      test("a moment before its time is over is not", async () => {
        await desk.requests.accept(acceptanceOf(fresh(), claim()));
        desk.clock.wind(hours(24) - 0.001);
        expect(await desk.requests.accept(acceptanceOf(fresh(ben), claim()))).toMatchObject({ because: "replayed" });
      });

      test("is another's when its owner is another, even if the two read the same together", async () => {
        await desk.requests.accept(acceptanceOf(fresh(), claim({ owner: "ab", key: "c" })));
        const other = acceptanceOf(fresh(ben), claim({ owner: "a", key: "bc" }));
        expect(await desk.requests.accept(other)).toMatchObject({ accepted: true });
      });

      test("five times at once accepts one request (F8)", async () => {
        const asked = Array.from({ length: 5 }, () => desk.requests.accept(acceptanceOf(fresh(), claim())));
        const outcomes = await Promise.all(asked);
        expect(outcomes.filter((outcome) => outcome.accepted)).toHaveLength(1);
        const places = outcomes.map((outcome) => "request" in outcome && outcome.request.requestId);
        expect(new Set(places).size).toBe(1);
        expect((await desk.requests.ofSubject(anna)).items).toHaveLength(1);
      });
    });

    test("a second open request of a kind is refused with the first one's place", async () => {
      const first = await accepted(desk.requests, fresh());
      const second = fresh();
      expect(await desk.requests.accept(acceptanceOf(second))).toEqual({
        accepted: false,
        because: "already-open",
        requestId: first.requestId,
      });
      expect(await desk.requests.find(second.requestId)).toBeUndefined();
      expect(await desk.requests.accept(acceptanceOf(fresh(anna, { kind: "export" })))).toMatchObject({
        accepted: true,
      });
      expect(await desk.requests.accept(acceptanceOf(fresh(ben)))).toMatchObject({ accepted: true });
    });

    test("twenty at once of one person and kind: one is accepted, the others learn its place", async () => {
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => desk.requests.accept(acceptanceOf(fresh()))));
      const winner = outcomes.find((outcome) => outcome.accepted);
      expect(outcomes.filter((outcome) => !outcome.accepted)).toHaveLength(19);
      for (const outcome of outcomes.filter((each) => !each.accepted)) {
        expect(outcome).toEqual({ accepted: false, because: "already-open", requestId: winner?.request.requestId });
      }
    });

    test("anything of a person whose account is being deleted is refused", async () => {
      const deletion = await accepted(desk.requests, fresh());
      const { requestId } = deletion;
      await desk.requests.changeSubject(anna, (subject) => ({
        outcome: undefined,
        subject: { ...subject, pointOfNoReturn: { requestId, at: desk.clock.now() } },
        audit: [],
      }));
      expect(await desk.requests.accept(acceptanceOf(fresh(anna, { kind: "export" })))).toEqual({
        accepted: false,
        because: "being-deleted",
        requestId,
      });
    });

    test("does not happen when its audit cannot be written (I11)", async () => {
      const request = fresh();
      const pk = `CHAIN#request/${request.requestId}`;
      await desk.records.transact([{ put: { pk, sk: "ENTRY#000000001", body: {} }, ifVersion: 0 }]);
      await expect(desk.requests.accept(acceptanceOf(request, claim()))).rejects.toMatchObject({ name: "Busy" });
      expect(await desk.requests.find(request.requestId)).toBeUndefined();
      expect((await desk.requests.ofSubject(anna)).items).toEqual([]);
      expect(await desk.requests.accept(acceptanceOf(fresh(), claim()))).toMatchObject({ accepted: true });
    });

    test("is one transaction: whatever comes in between, all of it stands or none", async () => {
      const sizes: number[] = [];
      const watched = watchedRecords(desk.records, (writes) => {
        sizes.push(writes.length);
      });
      await desk.over(watched).accept(acceptanceOf(fresh(), claim()));
      // request, subject, pointer, claim, chain head, entry
      expect(sizes).toEqual([6]);
    });
  });
