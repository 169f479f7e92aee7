import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Clock } from "#kernel/clock.ts";
import { type Instant, secondsUntil } from "#kernel/instant.ts";
import { checkDownload } from "./download-tokens.ts";

/** Makes the address under which one object of a bucket is fetched. */
export type PresignDownload = (place: {
  kind: string;
  bucket: string;
  name: string;
  fileName: string;
  until: Instant;
}) => Promise<string>;

/** Addresses that S3 honours by itself, until their time is over. The file is saved, never shown: it is content of people. */
export const presignedDownloads =
  ({ client, clock }: { client: S3Client; clock: Clock }): PresignDownload =>
  async ({ bucket, ...asked }) => {
    const { name, fileName, until } = checkDownload(asked, clock.now());
    const get = new GetObjectCommand({
      Bucket: bucket,
      Key: name,
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
      ResponseContentType: "application/zip",
      ResponseCacheControl: "no-store",
    });
    return getSignedUrl(client, get, { expiresIn: Math.max(1, secondsUntil(clock.now(), until)) });
  };
