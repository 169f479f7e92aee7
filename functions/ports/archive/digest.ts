import { createHash } from "node:crypto";
import type { Digest } from "./archive.ts";

/** The digest of what a stream brings, with no more of it in memory than a piece. */
export const digestOfStream = async (content: AsyncIterable<Uint8Array>): Promise<Digest> => {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    bytes += chunk.byteLength;
  }
  return { bytes, sha256: hash.digest("hex") };
};
