import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { csvBeside, csvOf } from "#export/package/csv.ts";

const columns = ["id", "name"];
const items = Array.from({ length: 1234 }, (_, place) => ({ id: `=${place}`, name: `𝒜 "${place}"\r\nb`, more: 1 }));

const all = async <T>(pieces: AsyncIterable<T> | Iterable<T>): Promise<T[]> => {
  const held: T[] = [];
  for await (const piece of pieces) held.push(piece);
  return held;
};
const textOf = (pieces: readonly (string | Uint8Array)[]): string =>
  Buffer.concat(pieces.map((piece) => Buffer.from(piece as string))).toString("utf8");

describe("a table", () => {
  test("has every row once, in order, under one head, however many rows are written at once", async () => {
    const rows = parse(textOf(await all(csvOf(columns, items))), { bom: true }) as string[][];
    expect(rows).toHaveLength(items.length + 1);
    expect(rows[0]).toEqual(columns);
    expect(rows.slice(1)).toEqual(items.map(({ id, name }) => [`'${id}`, name]));
  });

  test("of nothing is its head", async () => {
    expect(textOf(await all(csvOf(columns, [])))).toBe("\ufeffid,name\r\n");
  });
});

describe("a table made beside something else", () => {
  test("is the same table", async () => {
    const table = csvBeside(columns);
    for (const item of items) table.sees(item);
    table.ends();
    expect(textOf([...(table.take() ?? [])])).toBe(textOf(await all(csvOf(columns, items))));
    expect(table.take()).toBeUndefined();
  });

  test("is not held when it grows too long", () => {
    const table = csvBeside(columns, 1000);
    for (const item of items) table.sees(item);
    table.ends();
    expect(table.take()).toBeUndefined();
  });
});
