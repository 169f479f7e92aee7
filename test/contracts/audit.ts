import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { auditIn } from "#ports/audit/recorded-audit.ts";
import { allOf } from "#ports/records/again.ts";
import { BrokenCursor, type Records, type Row } from "#ports/records/records.ts";
import { entry } from "../support/acceptances.ts";
import type { MakeRecordsHost, RecordsHost } from "../support/records-host.ts";

const chain = dayChain("2026-11-24");
const pk = `CHAIN#${chain}`;
const at = "2026-11-24T09:00:00.000Z" as Instant;

const write = async (records: Records, count: number): Promise<void> => {
  for (let done = 0; done < count; done += 50) {
    const drafts = Array.from({ length: Math.min(50, count - done) }, (_, place) =>
      entry("noted", at, { place: done + place + 1 }),
    );
    const [head] = await records.get([headKey(chain)]);
    await records.transact(chainWrites(chain, head, drafts));
  }
};

/** What audit must do over any table, and what it must find when somebody wrote into the table by another way (I11). */
export const auditContract = (name: string, make: MakeRecordsHost) =>
  describe(`audit: ${name}`, () => {
    let host: RecordsHost;
    beforeEach(async () => {
      host = await make();
    });
    afterEach(() => host.close());

    test("an unknown chain is whole and empty", async () => {
      expect(await auditIn(host).entries(chain)).toEqual({ items: [] });
      expect(await auditIn(host).verify(chain)).toBeUndefined();
    });

    test("entries come oldest first, at most 100 at a time, and a long chain is whole", async () => {
      await write(host.records, 230);
      const audit = auditIn(host);
      const first = await audit.entries(chain);
      expect(first.items.map((item) => item.number)).toEqual(Array.from({ length: 100 }, (_, place) => place + 1));
      const all = await allOf((cursor) => audit.entries(chain, { limit: 90, ...(cursor && { cursor }) }));
      expect(all.map((item) => item.facts.place)).toEqual(Array.from({ length: 230 }, (_, place) => place + 1));
      expect(await audit.verify(chain)).toBeUndefined();
      const { cursor = "" } = first;
      await expect(audit.entries(dayChain("2026-11-25"), { cursor })).rejects.toBeInstanceOf(BrokenCursor);
    });

    test("what the days' chains say of a person is found by their reference, and nothing of anybody else", async () => {
      const [ada, ben] = ["sub_ada", "sub_ben"] as [SubjectRef, SubjectRef];
      const on = (day: number) => at.replace("-24T", `-${day}T`) as Instant;
      const add = async (to: string, event: string, time: Instant, ref: string) => {
        const [head] = await host.records.get([headKey(to)]);
        await host.records.transact(chainWrites(to, head, [entry(event, time, { subjectRef: ref })]));
      };
      await add(dayChain("2026-11-25"), "held", on(25), ada);
      await add(dayChain("2026-11-24"), "linked", on(24), ada);
      await add(dayChain("2026-11-24"), "held", on(24), ben);
      await add("request/one", "received", on(24), ada);
      const audit = auditIn(host);
      const all = await allOf((cursor) => audit.about(ada, { limit: 1, ...(cursor && { cursor }) }));
      expect(all.map(({ event, chain: of }) => [event, of])).toEqual([
        ["linked", dayChain("2026-11-24")],
        ["held", dayChain("2026-11-25")],
      ]);
      expect(await audit.verify(dayChain("2026-11-24"))).toBeUndefined();
      expect((await audit.about("sub_nobody" as SubjectRef)).items).toEqual([]);
    });

    test("chains are found by when they were last written to, between two moments", async () => {
      const on = (day: number) => at.replace("-24T", `-${day}T`) as Instant;
      for (const [other, time] of [
        ["request/one", on(24)],
        ["request/two", on(25)],
        ["request/three", on(26)],
      ] as const) {
        await host.records.transact(chainWrites(other, undefined, [entry("noted", time)]));
      }
      const found = async (range: { since?: Instant; until?: Instant }) =>
        (await auditIn(host).heads(range)).items.map((item) => item.chain);
      expect(await found({})).toEqual(["request/one", "request/two", "request/three"]);
      expect(await found({ since: on(25) })).toEqual(["request/two", "request/three"]);
      expect(await found({ until: on(26) })).toEqual(["request/one", "request/two"]);
      expect(await found({ since: on(25), until: on(26) })).toEqual(["request/two"]);
    });

    test("a chain that grows while it is verified is whole", async () => {
      await write(host.records, 120);
      let reads = 0;
      const growing: Records = {
        ...host.records,
        query: async (...asked) => {
          const page = await host.records.query(...asked);
          reads += 1;
          if (reads <= 3) await write(host.records, 1);
          return page;
        },
      };
      expect(await auditIn({ records: growing }).verify(chain)).toBeUndefined();
      expect(reads).toBeGreaterThan(3);
    });

    const key = (number: number) => ({ pk, sk: `ENTRY#${String(number).padStart(9, "0")}` });
    const row = async (number: number): Promise<Row> => {
      const [found] = await host.records.get([key(number)]);
      if (found === undefined) throw new Error(`no entry ${number}`);
      return found;
    };
    const putBody = async (number: number, body: JsonObject) => {
      const [found] = await host.records.get([key(number)]);
      await host.records.transact([{ put: { ...key(number), body }, ifVersion: found?.version ?? 0 }]);
    };
    const remove = async (at: { pk: string; sk: string }) => {
      const [found] = await host.records.get([at]);
      await host.records.transact([{ remove: at, ifVersion: found?.version ?? 0 }]);
    };

    const deeds: [string, () => Promise<void>, object][] = [
      [
        "an edited fact",
        async () => putBody(110, { ...(await row(110)).body, facts: { place: 7 } }),
        { number: 110, fault: "edited" },
      ],
      [
        "an added field",
        async () => putBody(110, { ...(await row(110)).body, note: "x" }),
        { number: 110, fault: "edited" },
      ],
      ["an entry that is no entry", () => putBody(110, { something: "else" }), { number: 110, fault: "edited" }],
      ["a removed entry", () => remove(key(110)), { number: 110, fault: "missing" }],
      [
        "two entries swapped",
        async () => {
          const [one, other] = [await row(3), await row(4)];
          await putBody(3, other.body);
          await putBody(4, one.body);
        },
        { number: 3, fault: "missing" },
      ],
      ["an entry twice", async () => putBody(121, (await row(120)).body), { number: 121, fault: "out of order" }],
      ["the last entry cut off", () => remove(key(120)), { number: 120, fault: "cut off" }],
      ["the head removed", () => remove(headKey(chain)), { number: 120, fault: "foreign" }],
    ];
    test.each(deeds)("%s is found", async (_, deed, fault) => {
      await write(host.records, 120);
      await deed();
      expect(await auditIn(host).verify(chain)).toEqual(fault);
    });
  });
