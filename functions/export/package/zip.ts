import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import ZipStream from "zip-stream";
import type { Instant } from "#kernel/instant.ts";

type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** A file of a package. Paths are ours, never from data. */
export interface Entry {
  path: string;
  open: () => Promise<Pieces> | Pieces;
  /** Already compressed by who made it: another time would cost and gain nothing. */
  stored?: boolean | undefined;
}

/** What a file came to, for the manifest. */
export interface Written {
  path: string;
  bytes: number;
  sha256: string;
}

/**
 * Measured on a package of 200 MB (docs/benchmarks.md, export): zlib alone is 2.5 times as fast as at its default level 6, for an eighth
 * more of size. Level 1 is half as fast again, for another seventh of size; the package is stored and fetched, and packed once.
 */
export const level = 4;

/** Pieces of this size keep the compressor busy: many small ones would cost more in calls than in compressing. */
const pieceBytes = 256 * 1024;

/** One piece of several; of one alone no copy is made. */
const joined = (held: readonly Uint8Array[], size: number): Uint8Array => {
  const [first] = held;
  return held.length === 1 && first !== undefined ? first : Buffer.concat(held, size);
};

/** Gathers small pieces to larger ones; texts are encoded when there are enough of them. */
async function* gathered(content: Pieces): AsyncIterable<Uint8Array> {
  let text = "";
  let held: Uint8Array[] = [];
  let size = 0;
  const hold = (bytes: Uint8Array): void => {
    held.push(bytes);
    size += bytes.byteLength;
  };
  const encode = (): void => {
    if (text !== "") hold(Buffer.from(text, "utf8"));
    text = "";
  };
  for await (const piece of content) {
    if (typeof piece === "string") text += piece;
    else {
      encode();
      hold(piece);
    }
    if (size + text.length < pieceBytes) continue;
    encode();
    yield joined(held, size);
    held = [];
    size = 0;
  }
  encode();
  if (size > 0) yield joined(held, size);
}

/** A file as it goes into the ZIP; `note` hears at its end what it came to. */
async function* read({ path, open }: Entry, note: (written: Written) => void): AsyncIterable<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of gathered(await open())) {
    hash.update(piece);
    bytes += piece.byteLength;
    yield piece;
  }
  note({ path, bytes, sha256: hash.digest("hex") });
}

/**
 * One ZIP of the entries, in their order, as a stream: each is opened when its turn has come, and none is held. `last` is asked for its
 * content when all others are written, and knows what they came to. Beyond 4 GB the format changes by itself (ZIP64). Whoever stops
 * reading closes what is open.
 */
export const zipOf = (
  entries: readonly Entry[],
  last: (written: readonly Written[]) => Entry,
  at: Instant,
): AsyncIterable<Uint8Array> => {
  const zip = new ZipStream({ zlib: { level, chunkSize: pieceBytes } });
  const written: Written[] = [];
  let content: Readable | undefined;

  const put = (entry: Entry, note: (written: Written) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      content = Readable.from(read(entry, note), { objectMode: false });
      const how = { name: entry.path, date: new Date(at), mode: 0o100644, store: entry.stored ?? false };
      zip.entry(content, how, (error) => (error ? reject(error) : resolve()));
    });
  const putAll = async (): Promise<void> => {
    for (const entry of entries) await put(entry, (each) => written.push(each));
    await put(last(written), () => {});
    zip.finalize();
  };
  zip.once("close", () => content?.destroy());
  putAll().catch((error: unknown) => zip.destroy(error as Error));
  return zip as AsyncIterable<Uint8Array>;
};
