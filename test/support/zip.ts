import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { fromBufferPromise } from "yauzl";

/** The files of a ZIP, by their paths, in their order. Strict: a wrong size or checksum, a path that leaves its place, throws. */
export const filesInZip = async (zip: Uint8Array): Promise<Map<string, Buffer>> => {
  const files = new Map<string, Buffer>();
  const opened = await fromBufferPromise(Buffer.from(zip), {
    lazyEntries: true,
    strictFileNames: true,
    validateEntrySizes: true,
  });
  for await (const entry of opened.eachEntry()) {
    files.set(entry.fileName, await buffer(await opened.openReadStreamPromise(entry)));
  }
  return files;
};

export const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
