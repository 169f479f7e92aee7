import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Clock } from "#kernel/clock.ts";
import { type Instant, secondsUntil } from "#kernel/instant.ts";
import type { Announced, UploadAddress } from "./archive.ts";

/** Makes the address for one object of a bucket. */
export type Presign = (place: {
  bucket: string;
  name: string;
  announced: Announced;
  until: Instant;
}) => Promise<UploadAddress>;

/** Addresses that S3 honours by itself: size, content and "only once" are signed, so it refuses whatever else is sent there. */
export const presignedUploads =
  ({ client, clock }: { client: S3Client; clock: Clock }): Presign =>
  async ({ bucket, name, announced: { bytes, sha256, type }, until }) => {
    const headers = {
      "content-type": type,
      "if-none-match": "*",
      "x-amz-checksum-sha256": Buffer.from(sha256, "hex").toString("base64"),
    };
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: name,
      ContentLength: bytes,
      ContentType: type,
      IfNoneMatch: "*",
      ChecksumSHA256: headers["x-amz-checksum-sha256"],
    });
    const names = new Set(["content-length", ...Object.keys(headers)]);
    const url = await getSignedUrl(client, put, {
      expiresIn: Math.max(1, secondsUntil(clock.now(), until)),
      signableHeaders: names,
      unhoistableHeaders: names,
    });
    return { method: "PUT", url, headers };
  };
