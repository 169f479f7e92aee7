import type { Json, JsonObject } from "#kernel/json.ts";
import { type Contents, type DataPart, portableParts, schema } from "./contents.ts";
import { csvBeside, csvOf } from "./csv.ts";
import { indexPage } from "./index-page.ts";
import { sheetPage } from "./sheet.ts";
import { tables } from "./tables.ts";
import { newTally, type Onlooker, type Tally } from "./tally.ts";
import type { DataName } from "./texts.ts";
import { type Entry, type Written, zipOf } from "./zip.ts";

/** Texts are handed on when there is so much of them: each hand on their way costs more than an item. */
const textAtOnce = 16 * 1024;

/** One JSON document: what it is, when it was collected, and every item. Item by item, so that few are held. */
async function* jsonOf(
  { name, collectedAt, notAvailable }: Pick<DataPart, "name" | "collectedAt" | "notAvailable">,
  items: AsyncIterable<JsonObject> | Iterable<JsonObject>,
  onlookers: readonly Onlooker[] = [],
): AsyncIterable<string> {
  const head = { schema: `${schema}/${name}`, collectedAt, ...(notAvailable && { notAvailable }) };
  let text = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "items": [`;
  let isFirst = true;
  for await (const item of items) {
    for (const each of onlookers) each.sees(item);
    text += `${isFirst ? "" : ","}\n    ${JSON.stringify(item)}`;
    isFirst = false;
    if (text.length < textAtOnce) continue;
    yield text;
    text = "";
  }
  for (const each of onlookers) each.ends();
  yield `${text}${isFirst ? "" : "\n  "}]\n}\n`;
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
      const counting = tally.counting(part.name);
      const path = `data/${part.name}`;
      if (columns === undefined)
        return [{ path: `${path}.json`, open: () => jsonOf(part, part.items(counting.heed), [counting]) }];
      const table = csvBeside(columns);
      return [
        { path: `${path}.json`, open: () => jsonOf(part, part.items(counting.heed), [counting, table]) },
        { path: `${path}.csv`, open: () => table.take() ?? csvOf(columns, part.items()) },
      ];
    }),
    { path: "data/cut.json", open: () => jsonOf(cut, tally.cuts()) },
    { path: "data/cut.csv", open: () => csvOf(tables.cut ?? [], tally.cuts()) },
    { path: "index.html", open: () => indexPage(contents, tally) },
    ...(format === "full" ? [{ path: "article-15.html", open: () => [sheetPage(contents)] }] : []),
    ...parts.map(({ path, open }) => ({ path, open, handedOver: true })),
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
