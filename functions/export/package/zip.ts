import { createHash } from "node:crypto";
import ZipStream from "zip-stream";
import type { Instant } from "#kernel/instant.ts";
import { isCompressed } from "./compressed.ts";
import { OneByOne } from "./one-by-one.ts";
import { inOneMemory, type Pieces, pieceBytes } from "./pieces.ts";

/** A file of a package. Paths are ours, never from data. */
export interface Entry {
  path: string;
  open: () => Promise<Pieces> | Pieces;
  /** Made by somebody else: it is looked whether it is compressed already. */
  handedOver?: boolean | undefined;
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
/** Twice the usual table of what was seen, 128 KB more: up to a tenth less of time, and no larger. */
export const memLevel = 9;

/** A file as it goes into the ZIP: its pieces one by one, each good until the next is asked for, and whether they are stored as they are. */
const opened = async ({ path, open, handedOver }: Entry, memory: Uint8Array, note: (written: Written) => void) => {
  const pieces = inOneMemory(await open(), memory);
  const first = await pieces.next();
  const store = handedOver === true && first.done !== true && isCompressed(first.value);
  const hash = createHash("sha256");
  let bytes = 0;
  async function* content(): AsyncIterable<Uint8Array> {
    try {
      for (let piece = first; piece.done !== true; piece = await pieces.next()) {
        hash.update(piece.value);
        bytes += piece.value.byteLength;
        // what is stored goes through as it is, and must not change on its way
        yield store ? Uint8Array.from(piece.value) : piece.value;
      }
    } finally {
      await pieces.return();
    }
    note({ path, bytes, sha256: hash.digest("hex") });
  }
  return { store, content: new OneByOne(content()), close: () => pieces.return() };
};

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
  const zip = new ZipStream({ zlib: { level, memLevel, chunkSize: pieceBytes } });
  const memory = Buffer.allocUnsafeSlow(pieceBytes);
  const written: Written[] = [];
  let content: OneByOne | undefined;

  const put = async (entry: Entry, note: (written: Written) => void): Promise<void> => {
    const file = await opened(entry, memory, note);
    content = file.content;
    if (zip.destroyed) {
      await file.close();
      throw new Error("nobody reads on");
    }
    const how = { name: entry.path, date: new Date(at), mode: 0o100644, store: file.store };
    await new Promise<void>((resolve, reject) => {
      zip.entry(file.content, how, (error) => (error ? reject(error) : resolve()));
    });
  };
  const putAll = async (): Promise<void> => {
    for (const entry of entries) await put(entry, (each) => written.push(each));
    await put(last(written), () => {});
    zip.finalize();
  };
  zip.once("close", () => content?.destroy());
  putAll().catch((error: unknown) => zip.destroy(error as Error));
  return zip as AsyncIterable<Uint8Array>;
};
