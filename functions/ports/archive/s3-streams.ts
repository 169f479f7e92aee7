import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { called } from "../aws-failure.ts";
import type { Digest } from "./archive.ts";

/** Writes an object of any size as it comes. */
export type PutStream = (bucket: string, name: string, content: AsyncIterable<Uint8Array>) => Promise<Digest>;

/** Two parts of 8 MB are held at a time; 10,000 of them are 80 GB. What breaks off leaves no parts behind. */
export const streamedUploads =
  ({ client }: { client: S3Client }): PutStream =>
  async (bucket, name, content) => {
    const hash = createHash("sha256");
    let bytes = 0;
    async function* counted() {
      for await (const chunk of content) {
        bytes += chunk.byteLength;
        hash.update(chunk);
        yield chunk;
      }
    }
    const upload = new Upload({
      client,
      params: { Bucket: bucket, Key: name, Body: Readable.from(counted(), { objectMode: false }) },
      partSize: 8 * 1_048_576,
      queueSize: 2,
      leavePartsOnError: false,
    });
    await called("S3", upload.done());
    return { bytes, sha256: hash.digest("hex") };
  };
