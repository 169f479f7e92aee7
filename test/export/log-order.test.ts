import { describe, expect, test } from "vitest";
import { digestOfLog } from "#export/log-digest.ts";
import { inOrderOfTime, type Lists, listStarts } from "#export/log-order.ts";
import type { JsonObject } from "#kernel/json.ts";

const record = (date: string, id: string): JsonObject => ({ date: `2026-11-${date}T08:00:00.000Z`, log_id: id });

async function* pagesOf(...pages: JsonObject[][]): Lists {
  yield* pages;
}
const idsOf = async (...lists: Lists[]): Promise<unknown[]> => {
  const ids: unknown[] = [];
  for await (const records of inOrderOfTime(lists)) ids.push(...records.map(({ log_id }) => log_id));
  return ids;
};

describe("the lists of a log, side by side", () => {
  test("are one log in order of time, in which a record of several lists stands once", async () => {
    const own = pagesOf([record("01", "a"), record("03", "c")], [record("05", "e")]);
    const byLogin = pagesOf([record("01", "a"), record("02", "b")], [record("03", "c"), record("04", "d")]);
    const byAddress = pagesOf([record("05", "e"), record("06", "f")]);
    expect(await idsOf(own, byLogin, byAddress)).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  test("keep all records of one moment, and each of them once, also across a page", async () => {
    const again = pagesOf([record("01", "a"), record("01", "b")], [record("01", "b"), record("01", "c")]);
    expect(await idsOf(again, pagesOf([record("01", "c"), record("01", "a")]))).toEqual(["a", "b", "c"]);
  });

  test("lose no record that has no id, no date, or stands out of order", async () => {
    const odd = pagesOf([record("05", "a"), { log_id: "no date" }, { description: "nothing" }, record("01", "b")], []);
    expect(await idsOf(odd, pagesOf())).toEqual(["a", "no date", undefined, "b"]);
  });

  test("are closed when nobody reads on", async () => {
    let closed = 0;
    const list = async function* (): Lists {
      try {
        for (let day = 10; ; day += 1) yield [record(String(day), `${day}`)];
      } finally {
        closed += 1;
      }
    };
    for await (const _ of inOrderOfTime([list(), list()])) break;
    expect(closed).toBe(2);
  });
});

describe("where the lists of a log begin", () => {
  const startsOf = (...pages: JsonObject[][]) => {
    const lists = listStarts();
    for (const items of pages) lists.sees(digestOfLog({ items }));
    return lists.starts();
  };

  test("is told by time going back from one page to the next", () => {
    const [first, second] = [
      [record("01", "a"), record("03", "b")],
      [record("03", "b"), record("04", "c")],
    ];
    expect(startsOf(first, second, first, second, [], first)).toEqual([0, 2, 5]);
  });

  test("is the first page of a log that has none or one", () => {
    expect(startsOf()).toEqual([0]);
    expect(startsOf([])).toEqual([0]);
  });

  test("is looked for at most 32 times: the rest goes on at the end", () => {
    const days = Array.from({ length: 60 }, (_, place) => [record(String(90 - place), `${place}`)]);
    expect(startsOf(...days)).toHaveLength(32);
  });
});
