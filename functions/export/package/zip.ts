import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { ZipFile } from "yazl";
import type { Instant } from "#kernel/instant.ts";

/** A file of a package. Paths are ours, never from data. */
export interface Entry {
  path: string;
  open: () => Promise<AsyncIterable<Uint8Array | string>> | AsyncIterable<Uint8Array | string>;
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
 * more of size. Level 1 is half as fast again, for another seventh of size; compressing is not what takes longest here, and the package is
 * stored and fetched.
 */
export const level = 4;

/** Pieces of this size keep the compressor busy: many small ones would cost more in calls than in compressing. */
const pieceBytes = 64 * 1024;

/** Gathers small pieces to larger ones. */
async function* gathered(content: AsyncIterable<Uint8Array | string>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const piece of content) {
    const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
    held.push(bytes);
    size += bytes.byteLength;
    if (size < pieceBytes) continue;
    yield held.length === 1 ? bytes : Buffer.concat(held, size);
    held = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(held, size);
}

/**
 * One ZIP of the entries, in their order, as a stream: each is opened when its turn has come, and none is held. `last` is asked for its
 * content when all others are written, and knows what they came to. Beyond 4 GB the format changes by itself (ZIP64).
 */
export const zipOf = (
  entries: readonly Entry[],
  last: (written: readonly Written[]) => Entry,
  at: Instant,
): AsyncIterable<Uint8Array> => {
  const zip = new ZipFile();
  const written: Written[] = [];
  const out = zip.outputStream as Readable;
  const options = (entry: Pick<Entry, "stored">) => ({
    mtime: new Date(at),
    mode: 0o100644,
    ...(entry.stored === true ? { compress: false } : { compress: true, compressionLevel: level }),
  });

  const source = async (entry: Entry, note: boolean): Promise<Readable> => {
    const hash = createHash("sha256");
    let bytes = 0;
    const counting = new Transform({
      transform: (chunk: Uint8Array, _encoding, done) => {
        bytes += chunk.byteLength;
        hash.update(chunk);
        done(null, chunk);
      },
      flush: (done) => {
        if (note) written.push({ path: entry.path, bytes, sha256: hash.digest("hex") });
        done();
      },
    });
    const content = Readable.from(gathered(await entry.open()), { objectMode: false });
    content.once("error", (error) => counting.destroy(error));
    // yazl does not hear what goes wrong in a stream it was handed
    counting.once("error", (error) => out.destroy(error));
    return content.pipe(counting);
  };

  const add = (path: string, entry: () => Entry, note: boolean, how: Pick<Entry, "stored">): void => {
    zip.addReadStreamLazy(path, options(how), (done) => {
      source(entry(), note).then(
        (stream) => done(null, stream),
        (error: unknown) => out.destroy(error as Error),
      );
    });
  };
  for (const entry of entries) add(entry.path, () => entry, true, entry);
  add(last([]).path, () => last(written), false, {});
  zip.on("error", (error: Error) => out.destroy(error));
  zip.end();
  return out;
};
