import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { days, minutes } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { allOf } from "#ports/records/again.ts";
import { BrokenCursor } from "#ports/records/records.ts";
import type { Wait } from "#ports/requests/requests.ts";
import { accepted, received } from "../../support/acceptances.ts";
import type { MakeRecordsHost } from "../../support/records-host.ts";
import { requestId, subjectRef } from "../../support/requests.ts";
import { type Desk, openDesk } from "../../support/requests-desk.ts";

const anna = subjectRef("a");
const idsOf = (requests: readonly PrivacyRequest[]) => requests.map((request) => request.requestId);
const letters = ["b", "c", "d", "e", "f"];

export const listsContract = (make: MakeRecordsHost) =>
  describe("lists", () => {
    let desk: Desk;
    beforeEach(async () => {
      desk = await openDesk(make);
    });
    afterEach(() => desk.close());

    /** One request of each of five people, a day apart, the first now. */
    const fiveDays = () =>
      Promise.all(
        letters.map((letter, day) =>
          accepted(desk.requests, received(subjectRef(letter), plus(desk.clock.now(), days(day)))),
        ),
      );

    test("nothing known is undefined or empty", async () => {
      expect(await desk.requests.find(requestId("Z"))).toBeUndefined();
      expect(await desk.requests.ofSubject(anna)).toEqual({ items: [] });
      expect(await desk.requests.inStatus("held")).toEqual({ items: [] });
      expect(await desk.requests.unstarted("2030-01-01T00:00:00.000Z" as Instant)).toEqual([]);
    });

    test("a person's own requests: newest first, paged, nobody else's", async () => {
      const own: PrivacyRequest[] = [];
      for (const kind of ["deletion", "export", "objection", "other", "contest"] as const) {
        own.unshift(await accepted(desk.requests, received(anna, desk.clock.now(), { kind })));
        desk.clock.wind(1);
      }
      await accepted(desk.requests, received(subjectRef("b"), desk.clock.now()));
      expect(idsOf((await desk.requests.ofSubject(anna)).items)).toEqual(idsOf(own));
      const first = await desk.requests.ofSubject(anna, { limit: 2 });
      expect(idsOf(first.items)).toEqual(idsOf(own.slice(0, 2)));
      const paged = await allOf((cursor) => desk.requests.ofSubject(anna, { limit: 2, ...(cursor && { cursor }) }));
      expect(idsOf(paged)).toEqual(idsOf(own));
      const { cursor = "" } = first;
      await expect(desk.requests.ofSubject(subjectRef("b"), { cursor })).rejects.toBeInstanceOf(BrokenCursor);
    });

    test("of a status: in order of due date, cut by dueBefore, paged", async () => {
      const all = await fiveDays();
      const third = all[2]?.dueAt as Instant;
      await desk.eventually(async () => {
        expect(idsOf((await desk.requests.inStatus("received")).items)).toEqual(idsOf(all));
        const cut = await desk.requests.inStatus("received", { dueBefore: third });
        expect(idsOf(cut.items)).toEqual(idsOf(all.slice(0, 2)));
        const paged = await allOf((cursor) =>
          desk.requests.inStatus("received", { limit: 2, dueBefore: plus(third, 1), ...(cursor && { cursor }) }),
        );
        expect(idsOf(paged)).toEqual(idsOf(all.slice(0, 3)));
      });
    });

    test("of a status: a request that moved on stands under the new one only", async () => {
      const { requestId: id } = await accepted(desk.requests, received(anna, desk.clock.now()));
      await desk.requests.change(id, ({ request }) => ({
        outcome: undefined,
        request: { ...request, status: "cooling-off" },
        audit: [],
      }));
      await desk.eventually(async () => {
        expect(idsOf((await desk.requests.inStatus("received")).items)).toEqual([]);
        expect(idsOf((await desk.requests.inStatus("cooling-off")).items)).toEqual([id]);
      });
    });

    test("of a kind and week: oldest first, other weeks and kinds apart", async () => {
      // 2026-11-24 is a Tuesday: five days end on Saturday of week 48
      const all = await fiveDays();
      const next = await accepted(desk.requests, received(anna, plus(desk.clock.now(), days(6))));
      await accepted(desk.requests, received(anna, desk.clock.now(), { kind: "export" }));
      await desk.eventually(async () => {
        expect(idsOf((await desk.requests.inWeek("deletion", "2026-W48")).items)).toEqual(idsOf(all));
        expect(idsOf((await desk.requests.inWeek("deletion", "2026-W49")).items)).toEqual(idsOf([next]));
        const page = await desk.requests.inWeek("deletion", "2026-W48", { limit: 4 });
        expect(page.items).toHaveLength(4);
        const { cursor = "" } = page;
        expect(idsOf((await desk.requests.inWeek("deletion", "2026-W48", { cursor })).items)).toEqual(
          idsOf(all.slice(4)),
        );
      });
    });

    test("accepted and unstarted since before a moment", async () => {
      const [first, second] = await fiveDays();
      if (first === undefined || second === undefined) throw new Error("no requests");
      const until = plus(second.receivedAt, 1);
      await desk.eventually(async () =>
        expect(idsOf(await desk.requests.unstarted(until))).toEqual(idsOf([first, second])),
      );
      expect(await desk.requests.unstarted(first.receivedAt)).toEqual([]);
      await desk.requests.change(first.requestId, ({ request }) => ({
        outcome: undefined,
        request: { ...request, unstarted: false },
        audit: [],
      }));
      await desk.eventually(async () => expect(idsOf(await desk.requests.unstarted(until))).toEqual(idsOf([second])));
    });

    test("all that is unstarted is found, also beyond one page", async () => {
      const base = desk.clock.now();
      const many = Array.from({ length: 120 }, (_, place) => {
        const ref = subjectRef().slice(0, 23) + String(place).padStart(3, "0");
        return accepted(desk.requests, received(ref as typeof anna, plus(base, place)));
      });
      const all = await Promise.all(many);
      await desk.eventually(async () =>
        expect(idsOf(await desk.requests.unstarted(plus(base, 1000)))).toEqual(idsOf(all)),
      );
    });

    test("decided since before a moment, and not taken yet", async () => {
      const { requestId: id } = await accepted(desk.requests, received(anna, desk.clock.now()));
      const wait: Wait = {
        requestId: id,
        name: "cooling-off",
        sealedToken: "sealed",
        until: plus(desk.clock.now(), days(7)),
      };
      const answered: Wait = { ...wait, answer: { decision: "waived" }, decidedAt: desk.clock.now() };
      const later = plus(desk.clock.now(), minutes(2));
      const write = (decision: { waits?: Wait[]; endedWaits?: string[] }) =>
        desk.requests.change(id, () => ({ outcome: undefined, audit: [], ...decision }));

      await write({ waits: [wait] });
      expect(await desk.requests.unanswered(later)).toEqual([]);
      await write({ waits: [answered] });
      await desk.eventually(async () => expect(await desk.requests.unanswered(later)).toEqual([answered]));
      expect(await desk.requests.unanswered(desk.clock.now())).toEqual([]);
      await write({ endedWaits: ["cooling-off"] });
      await desk.eventually(async () => expect(await desk.requests.unanswered(later)).toEqual([]));
    });
  });
