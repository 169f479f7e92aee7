import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Instant } from "#kernel/instant.ts";
import { allOf } from "#ports/records/again.ts";
import { BrokenCursor, Conflict, type Range, type Row, type Write } from "#ports/records/records.ts";
import type { MakeRecordsHost, RecordsHost } from "../support/records-host.ts";

const put = (pk: string, sk: string, more: Partial<Row> = {}, ifVersion = 0): Write => ({
  put: { pk, sk, body: {}, ...more },
  ifVersion,
});
const work = (pk: string, sk: string) => ({ indexes: { work: { pk, sk } } });
const numbered = (count: number, name = "n"): string[] =>
  Array.from({ length: count }, (_, place) => `${name}${String(place + 1).padStart(3, "0")}`);

/** What every table with conditional transactions must do, within what DynamoDB can do. */
export const recordsContract = (name: string, make: MakeRecordsHost) =>
  describe(`records: ${name}`, () => {
    let host: RecordsHost;
    beforeEach(async () => {
      host = await make();
    });
    afterEach(() => host.close());
    const one = async (pk: string, sk: string) => (await host.records.get([{ pk, sk }]))[0];
    const sortKeys = async (range?: Range) => (await host.records.query("p", range)).items.map((row) => row.sk);

    describe("a row", () => {
      test("comes back as it was written, in version 1", async () => {
        const body = { text: "ä\u0000\u{1F600}", number: 1.5, list: [true, null, { deep: [] }], "": "" };
        const indexes = { state: { pk: "s", sk: "1" }, work: { pk: "w", sk: "2" } };
        const expiresAt = "2099-01-01T00:00:00.000Z" as Instant;
        await host.records.transact([put("p", "a", { body, indexes, expiresAt })]);
        expect(await one("p", "a")).toStrictEqual({ pk: "p", sk: "a", version: 1, body, indexes, expiresAt });
      });

      test("has one version more with every write, and begins anew after it was removed", async () => {
        await host.records.transact([put("p", "a")]);
        await host.records.transact([put("p", "a", { body: { is: "second" } }, 1)]);
        expect(await one("p", "a")).toMatchObject({ version: 2, body: { is: "second" } });
        await host.records.transact([{ remove: { pk: "p", sk: "a" }, ifVersion: 2 }]);
        expect(await one("p", "a")).toBeUndefined();
        await host.records.transact([put("p", "a")]);
        expect(await one("p", "a")).toMatchObject({ version: 1 });
      });

      test("keeps what it held when the caller changes the object afterwards", async () => {
        const body: Record<string, string> = { is: "asked" };
        const written = host.records.transact([put("p", "a", { body })]);
        body.is = "changed";
        await written;
        expect(await one("p", "a")).toMatchObject({ body: { is: "asked" } });
      });
    });

    test("get answers in the order of the keys, undefined where there is no row", async () => {
      await host.records.transact([put("p", "a"), put("p", "b")]);
      const rows = await host.records.get([
        { pk: "p", sk: "b" },
        { pk: "p", sk: "none" },
        { pk: "p", sk: "a" },
      ]);
      expect(rows.map((row) => row?.sk)).toEqual(["b", undefined, "a"]);
    });

    describe("a transaction", () => {
      const wrong: [string, Write][] = [
        ["a new row that is there", put("p", "there")],
        ["a row in another version", put("p", "there", {}, 2)],
        ["a row that is not there", put("p", "none", {}, 1)],
        ["a removal in another version", { remove: { pk: "p", sk: "there" }, ifVersion: 2 }],
        ["a removal of a row said to be absent", { remove: { pk: "p", sk: "there" }, ifVersion: 0 }],
        ["a removal of a row that is not there", { remove: { pk: "p", sk: "none" }, ifVersion: 1 }],
        ["a check of another version", { check: { pk: "p", sk: "there" }, ifVersion: 2 }],
        ["a check that a row is absent", { check: { pk: "p", sk: "there" }, ifVersion: 0 }],
        ["a check that a row is there", { check: { pk: "p", sk: "none" }, ifVersion: 1 }],
      ];
      test.each(wrong)("with %s is a conflict and changes nothing", async (_, write) => {
        await host.records.transact([put("p", "there", { body: { is: "first" } }), put("p", "other")]);
        const all = [put("p", "new"), put("p", "other", { body: { is: "changed" } }, 1), write, put("p", "last")];
        await expect(host.records.transact(all)).rejects.toBeInstanceOf(Conflict);
        const { items } = await host.records.query("p");
        expect(items.map(({ sk, version, body }) => [sk, version, body])).toEqual([
          ["other", 1, {}],
          ["there", 1, { is: "first" }],
        ]);
      });

      test("checks what is so, and removes what is not there when it is said to be absent", async () => {
        await host.records.transact([put("p", "there")]);
        await host.records.transact([
          { check: { pk: "p", sk: "there" }, ifVersion: 1 },
          { check: { pk: "p", sk: "none" }, ifVersion: 0 },
          { remove: { pk: "p", sk: "nor this" }, ifVersion: 0 },
          put("p", "new"),
        ]);
        expect(await sortKeys()).toEqual(["new", "there"]);
        expect(await one("p", "there")).toMatchObject({ version: 1 });
      });

      test("of many at once for one row: exactly one wins, and the losers leave nothing", async () => {
        await host.records.transact([put("p", "row")]);
        const rivals = numbered(20).map((rival) =>
          host.records.transact([put("p", rival), put("p", "row", { body: { rival } }, 1)]),
        );
        const outcomes = await Promise.allSettled(rivals);
        expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        for (const outcome of outcomes) {
          if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(Conflict);
        }
        const winner = (await one("p", "row"))?.body.rival;
        expect(await sortKeys()).toEqual([winner, "row"]);
      });

      test("carries 100 writes", async () => {
        await host.records.transact(numbered(100).map((sk) => put("p", sk)));
        expect(await sortKeys()).toEqual(numbered(100));
      });

      const refused: [string, () => Write[]][] = [
        ["no writes", () => []],
        ["101 writes", () => numbered(101).map((sk) => put("p", sk))],
        ["a key twice", () => [put("p", "a"), { check: { pk: "p", sk: "a" }, ifVersion: 0 }]],
        ["an empty pk", () => [put("", "a")]],
        ["an empty sk", () => [put("p", "")]],
        ["an empty index key", () => [put("p", "a", work("w", ""))]],
        ["a sort key of more than 1024 bytes", () => [put("p", "ä".repeat(513))]],
        ["a row of more than 400 KB", () => [put("p", "a", { body: { long: "x".repeat(410_000) } })]],
        ["a version below 0", () => [put("p", "a", {}, -1)]],
      ];
      test.each(refused)("with %s is refused whole", async (_, writes) => {
        await expect(host.records.transact([...writes()])).rejects.toBeInstanceOf(RangeError);
        expect(await sortKeys()).toEqual([]);
      });
    });

    describe("a query", () => {
      beforeEach(async () => {
        const rows = ["b", "a#1", "a#2", "a$", "c", "Z"].map((sk) => put("p", sk));
        await host.records.transact([...rows, put("p2", "a#3")]);
      });

      test.each<[string, Range | undefined, string[]]>([
        ["everything", undefined, ["Z", "a#1", "a#2", "a$", "b", "c"]],
        ["everything, descending", { descending: true }, ["c", "b", "a$", "a#2", "a#1", "Z"]],
        ["a prefix", { prefix: "a#" }, ["a#1", "a#2"]],
        ["a prefix, descending", { prefix: "a#", descending: true }, ["a#2", "a#1"]],
        ["from, inclusive", { from: "b" }, ["b", "c"]],
        ["until, exclusive", { until: "b" }, ["Z", "a#1", "a#2", "a$"]],
        ["between", { from: "a#2", until: "c" }, ["a#2", "a$", "b"]],
        ["between, descending", { from: "a#2", until: "c", descending: true }, ["b", "a$", "a#2"]],
        ["nothing between", { from: "d", until: "e" }, []],
        ["the first two", { limit: 2 }, ["Z", "a#1"]],
      ])("finds %s", async (_, range, expected) => {
        expect(await sortKeys(range)).toEqual(expected);
      });

      test("sorts by the bytes of UTF-8, not by UTF-16 units", async () => {
        await host.records.transact(["\u{1F600}", "\uFF5E", "é", "z"].map((sk) => put("q", sk)));
        const { items } = await host.records.query("q");
        expect(items.map((row) => row.sk)).toEqual(["z", "é", "\uFF5E", "\u{1F600}"]);
        const prefixed = await host.records.query("q", { prefix: "\u{1F600}" });
        expect(prefixed.items).toHaveLength(1);
      });

      test.each([true, false])("shows every row once over its pages (descending: %s)", async (descending) => {
        for (const limit of [1, 2, 3, 6, 7]) {
          const rows = await allOf((cursor) => host.records.query("p", { limit, cursor, descending, from: "a" }));
          const expected = ["a#1", "a#2", "a$", "b", "c"];
          expect(rows.map((row) => row.sk)).toEqual(descending ? expected.reverse() : expected);
        }
      });

      test("goes on from a cursor when rows came and went", async () => {
        const page = await host.records.query("p", { limit: 3 });
        await host.records.transact([
          { remove: { pk: "p", sk: "a#2" }, ifVersion: 1 },
          put("p", "a#0"),
          put("p", "aa"),
        ]);
        expect(await sortKeys({ cursor: page.cursor })).toEqual(["a$", "aa", "b", "c"]);
      });

      test("refuses a cursor that is broken or belongs to another list", async () => {
        const { cursor = "" } = await host.records.query("p", { limit: 1 });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        const broken = ["", "x", "%", `${cursor}!`, cursor.slice(2), Buffer.from('["a",["b"]]').toString("base64url")];
        for (const text of broken) {
          await expect(host.records.query("p", { cursor: text })).rejects.toBeInstanceOf(BrokenCursor);
        }
        await expect(host.records.query("p2", { cursor })).rejects.toBeInstanceOf(BrokenCursor);
        await expect(host.records.query("p", { cursor, descending: true })).rejects.toBeInstanceOf(BrokenCursor);
        await expect(host.records.index("work", "p", { cursor })).rejects.toBeInstanceOf(BrokenCursor);
      });

      test.each<[string, Range]>([
        ["limit 0", { limit: 0 }],
        ["limit 101", { limit: 101 }],
        ["half a limit", { limit: 1.5 }],
        ["a prefix and from", { prefix: "a", from: "a" }],
        ["a prefix and until", { prefix: "a", until: "b" }],
      ])("refuses %s", async (_, range) => {
        await expect(host.records.query("p", range)).rejects.toBeInstanceOf(RangeError);
        await expect(host.records.index("work", "p", range)).rejects.toBeInstanceOf(RangeError);
      });
    });

    test("more than 100 keys in one get are refused", async () => {
      const keys = numbered(101).map((sk) => ({ pk: "p", sk }));
      expect(await host.records.get(keys.slice(1))).toHaveLength(100);
      await expect(host.records.get(keys)).rejects.toBeInstanceOf(RangeError);
    });

    describe("an index", () => {
      const indexed = async (range?: Range, pk = "w") =>
        (await allOf((cursor) => host.records.index("work", pk, { ...range, cursor }))).map((row) => row.sk);

      test("shows whole rows in the order of its own keys", async () => {
        await host.records.transact([
          put("p", "a", { ...work("w", "3"), body: { is: "a" } }),
          put("p", "b", work("w", "1")),
          put("q", "c", work("w", "2")),
          put("q", "d", work("other", "2")),
          put("q", "e"),
          put("q", "f", { indexes: { state: { pk: "w", sk: "2" } } }),
        ]);
        await host.eventually(async () => {
          expect(await indexed()).toEqual(["b", "c", "a"]);
          expect(await indexed({ descending: true, limit: 2 })).toEqual(["a", "c", "b"]);
          expect(await indexed({ from: "2" })).toEqual(["c", "a"]);
          expect(await indexed({ until: "2" })).toEqual(["b"]);
          const { items } = await host.records.index("work", "w", { from: "3" });
          expect(items).toStrictEqual([{ pk: "p", sk: "a", version: 1, body: { is: "a" }, ...work("w", "3") }]);
        });
      });

      test("follows its row: moved, taken out, removed", async () => {
        await host.records.transact([
          put("p", "a", work("w", "1")),
          put("p", "b", work("w", "2")),
          put("p", "c", work("w", "3")),
          put("p", "d", work("w", "4")),
        ]);
        await host.records.transact([
          put("p", "a", work("w", "9"), 1),
          put("p", "b", {}, 1),
          { remove: { pk: "p", sk: "c" }, ifVersion: 1 },
        ]);
        await host.eventually(async () => expect(await indexed()).toEqual(["d", "a"]));
      });

      test("shows rows of the same index key once each over its pages", async () => {
        await host.records.transact(numbered(7).map((sk) => put("p", sk, work("w", sk < "n004" ? "1" : "2"))));
        await host.eventually(async () => {
          expect((await indexed({ limit: 2 })).toSorted()).toEqual(numbered(7));
          expect((await indexed({ limit: 2, descending: true })).toSorted()).toEqual(numbered(7));
          expect((await indexed({ limit: 2, from: "2" })).toSorted()).toEqual(numbered(7).slice(3));
          expect((await indexed({ limit: 2, until: "2", descending: true })).toSorted()).toEqual(numbered(3));
        });
      });
    });
  });
