import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { type Entry, zipOf } from "#export/package/zip.ts";
import { at } from "../support/requests.ts";

const beyond = 4 * 1024 ** 3 + 5;
const tailBytes = 8 * 1024 * 1024;

/** So many zeros behind a beginning, made of one piece of memory. */
const zeros = (bytes: number, beginning = "") => {
  const piece = Buffer.alloc(1024 * 1024);
  return async function* () {
    if (beginning !== "") yield Buffer.from(beginning);
    for (let left = bytes - beginning.length; left > 0; left -= piece.byteLength)
      yield left < piece.byteLength ? piece.subarray(0, left) : piece;
  };
};
const manifest = { path: "manifest.json", open: () => ['{ "whole": true }\n'] };

/** The end of a file that is nowhere else. */
class Tail extends RandomAccessReader {
  readonly #held: Buffer;
  readonly #bytes: number;
  constructor(held: Buffer, bytes: number) {
    super();
    this.#held = held;
    this.#bytes = bytes;
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const before = this.#bytes - this.#held.byteLength;
    if (start < before) throw new RangeError("only the end is held");
    return Readable.from([this.#held.subarray(start - before, end - before)]);
  }
}

/** Packs one file and the manifest after it, and holds the end of what came. */
const packed = async (entry: Entry): Promise<{ zip: ZipFile; bytes: number; held: Buffer }> => {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let bytes = 0;
  for await (const chunk of zipOf([entry], () => manifest, at("2026-11-24"))) {
    bytes += chunk.byteLength;
    held.push(chunk);
    heldBytes += chunk.byteLength;
    while (heldBytes - (held[0]?.byteLength ?? 0) > tailBytes) {
      heldBytes -= held[0]?.byteLength ?? 0;
      held = held.slice(1);
    }
  }
  const tail = Buffer.concat(held);
  const zip = await fromRandomAccessReaderPromise(new Tail(tail, bytes), bytes, {
    lazyEntries: true,
    autoClose: false,
  });
  return { zip, bytes, held: tail };
};

/** The sizes of both files, and the manifest as it is read back. */
const readBack = async (zip: ZipFile) => {
  const sizes: Record<string, number> = {};
  let last = "";
  for await (const entry of zip.eachEntry()) {
    sizes[entry.fileName] = entry.uncompressedSize;
    if (entry.fileName === "manifest.json") last = await text(await zip.openReadStreamPromise(entry));
  }
  return { sizes, last };
};

describe("a package beyond 4 GB (ZIP64)", { timeout: 600_000 }, () => {
  test("has the true size of a file that is longer, though it is packed small, and passes unzip -t", async () => {
    const { zip, bytes, held } = await packed({ path: "recipients/orders.txt", open: zeros(beyond), handedOver: true });
    expect(await readBack(zip)).toEqual({
      sizes: { "recipients/orders.txt": beyond, "manifest.json": 18 },
      last: '{ "whole": true }\n',
    });
    if (bytes > held.byteLength || spawnSync("unzip", ["-v"]).status !== 0) return;
    const folder = mkdtempSync(join(tmpdir(), "habeas-zip64-"));
    try {
      writeFileSync(join(folder, "package.zip"), held);
      const { status, stdout } = spawnSync("unzip", ["-t", join(folder, "package.zip")], { encoding: "utf8" });
      expect([status, stdout]).toEqual([0, expect.stringContaining("No errors detected")]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("finds what stands behind 4 GB of a file that is stored as it is", async () => {
    const open = zeros(beyond, "PK\x03\x04");
    const { zip, bytes } = await packed({ path: "recipients/photos.zip", open, handedOver: true });
    expect(bytes).toBeGreaterThan(beyond);
    expect(await readBack(zip)).toEqual({
      sizes: { "recipients/photos.zip": beyond, "manifest.json": 18 },
      last: '{ "whole": true }\n',
    });
  });
});
