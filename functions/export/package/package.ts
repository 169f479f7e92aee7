import type { Json, JsonObject } from "#kernel/json.ts";
import { type Contents, type DataPart, portableParts, schema } from "./contents.ts";
import { csvBeside, csvOf } from "./csv.ts";
import { indexPage } from "./index-page.ts";
import { sheetPage } from "./sheet.ts";
import { tables } from "./tables.ts";
import { newTally, type Tally } from "./tally.ts";
import type { DataName } from "./texts.ts";
import { type Entry, type Written, zipOf } from "./zip.ts";

/** One JSON document: what it is, when it was collected, and every item. Item by item, so that none is held. */
async function* jsonOf(
  { name, collectedAt, notAvailable }: Pick<DataPart, "name" | "collectedAt" | "notAvailable">,
  items: AsyncIterable<JsonObject> | Iterable<JsonObject>,
): AsyncIterable<string> {
  const head = { schema: `${schema}/${name}`, collectedAt, ...(notAvailable && { notAvailable }) };
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "items": [`;
  let isFirst = true;
  for await (const item of items) {
    yield `${isFirst ? "" : ","}\n    ${JSON.stringify(item)}`;
    isFirst = false;
  }
  yield `${isFirst ? "" : "\n  "}]\n}\n`;
}

/**
 * The files of a package, in the order in which they are written; their names are fixed. The first page tells how much there is of
 * everything, so it comes after the data.
 */
const entriesOf = (contents: Contents, tally: Tally): Entry[] => {
  const { data, parts, format, at } = contents;
  const cut = { name: "cut" as const, collectedAt: at, notAvailable: false };
  return [
    ...data.flatMap((part) => {
      const columns = tables[part.name];
      if (columns === undefined)
        return [{ path: `data/${part.name}.json`, open: () => jsonOf(part, tally.counted(part)) }];
      const table = csvBeside(columns);
      return [
        { path: `data/${part.name}.json`, open: () => jsonOf(part, table.passing(tally.counted(part))) },
        {
          path: `data/${part.name}.csv`,
          open: () => table.take() ?? csvOf(columns, part.items()),
        },
      ];
    }),
    { path: "data/cut.json", open: () => jsonOf(cut, tally.cuts()) },
    { path: "data/cut.csv", open: () => csvOf(tables.cut ?? [], tally.cuts()) },
    { path: "index.html", open: () => indexPage(contents, tally) },
    ...(format === "full" ? [{ path: "article-15.html", open: () => [sheetPage(contents)] }] : []),
    ...parts.map(({ path, open }) => ({ path, open, stored: /\.(?:zip|pdf)$/.test(path) })),
  ];
};

const isPortable = (path: string): boolean => {
  const [, name] = /^data\/([a-z-]+)\.(?:json|csv)$/.exec(path) ?? [];
  return name !== undefined && portableParts.includes(name as DataName);
};

/** What is in the package, and what each file comes to: the last file, since it knows the others. */
const manifestOf = (contents: Contents, written: readonly Written[]): Entry => {
  const { request, format, locale, at, missing } = contents;
  const manifest: Json = {
    schema,
    requestId: request.requestId,
    format,
    locale,
    createdAt: at,
    complete: missing.length === 0,
    missing,
    files: written.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256, portable: isPortable(path) })),
  };
  return { path: "manifest.json", open: () => [`${JSON.stringify(manifest, null, 2)}\n`] };
};

/** The package as one ZIP, written as it is read. */
export const packageOf = (contents: Contents): AsyncIterable<Uint8Array> =>
  zipOf(entriesOf(contents, newTally()), (written) => manifestOf(contents, written), contents.at);
