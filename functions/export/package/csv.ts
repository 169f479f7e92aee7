import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { stringify } from "csv-stringify/sync";
import type { JsonObject } from "#kernel/json.ts";
import { cellReader } from "./tables.ts";
import type { Onlooker } from "./tally.ts";

// Tables as CSV (RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it rightly). A cell that a spreadsheet would take for a
// formula begins with an apostrophe.

type Items = AsyncIterable<JsonObject> | Iterable<JsonObject>;

/** So many rows are written at once. */
const rowsAtOnce = 200;

/** Takes items one by one and answers, now and then, with the text of those so far; `end` answers with the rest. */
const csvWriter = (columns: readonly string[]) => {
  const cells = columns.map(cellReader);
  let rows: string[][] = [[...columns]];
  let isFirst = true;
  const written = (): string => {
    const text = stringify(rows, { bom: isFirst, escape_formulas: true, record_delimiter: "windows" });
    rows = [];
    isFirst = false;
    return text;
  };
  return {
    add: (item: JsonObject): string => {
      rows.push(cells.map((cellOf) => cellOf(item)));
      return rows.length < rowsAtOnce ? "" : written();
    },
    end: (): string => (rows.length === 0 ? "" : written()),
  };
};

/** A table, row by row. */
export async function* csvOf(columns: readonly string[], items: Items): AsyncIterable<string> {
  const writer = csvWriter(columns);
  for await (const item of items) {
    const text = writer.add(item);
    if (text !== "") yield text;
  }
  yield writer.end();
}

/** What is held of a table that is made beside something else, compressed to a tenth: the log of hundreds of thousands of events. */
const mostHeldBytes = 8 * 1024 * 1024;

/**
 * A table made from items on their way elsewhere, so that they are not gone through again for it. It is held compressed; one that grows
 * too long for that is dropped, and must be made anew.
 */
export const csvBeside = (
  columns: readonly string[],
  most = mostHeldBytes,
): Onlooker & { take(): Iterable<Uint8Array> | undefined } => {
  const writer = csvWriter(columns);
  let held: Uint8Array[] | undefined = [];
  let size = 0;
  const hold = (text: string): void => {
    if (text === "" || held === undefined) return;
    const packed = zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
    held.push(packed);
    size += packed.byteLength;
    if (size > most) held = undefined;
  };
  return {
    sees: (item) => {
      if (held !== undefined) hold(writer.add(item));
    },
    ends: () => hold(writer.end()),
    /** The table, once; undefined when it was too long. */
    take: (): Iterable<Uint8Array> | undefined => {
      const taken = held;
      held = undefined;
      return taken && opened(taken);
    },
  };
};

function* opened(held: readonly Uint8Array[]): Iterable<Uint8Array> {
  for (const packed of held) yield zstdDecompressSync(packed);
}
