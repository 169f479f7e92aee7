import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { Busy } from "#kernel/failure.ts";
import { called } from "../aws-failure.ts";
import type { Archive, ArchiveClass } from "./archive.ts";
import { checkArchiveName, checkArchivePrefix } from "./archive-name.ts";
import { digestOfStream } from "./digest.ts";
import type { PresignDownload } from "./s3-downloads.ts";
import type { PutStream } from "./s3-streams.ts";
import type { Presign } from "./s3-uploads.ts";

const service = "S3";

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);

export interface S3Options {
  client: S3Client;
  buckets: Partial<Record<ArchiveClass, string>>;
  /** Only where addresses for uploads are given out: it is a large part of a bundle. */
  presign?: Presign | undefined;
  /** Only where addresses for downloads are given out. */
  presignDownload?: PresignDownload | undefined;
  /** Only where files are written that do not fit into memory. */
  putStream?: PutStream | undefined;
}

/** The archive on S3: a bucket per class, each with its own key, lifetime and rights. A function is given only the buckets it may use. */
export const s3Archive = ({ client, buckets, presign, presignDownload, putStream }: S3Options): Archive => {
  const bucketOf = (kind: ArchiveClass): string => {
    const bucket = buckets[kind];
    if (bucket === undefined) throw new RangeError(`this function has no ${kind}`);
    return bucket;
  };

  return {
    putOnce: async (kind, name, content) => {
      checkArchiveName(name);
      const put = new PutObjectCommand({ Bucket: bucketOf(kind), Key: name, Body: content, IfNoneMatch: "*" });
      try {
        await called(service, client.send(put));
        return "written";
      } catch (error) {
        if (isNamed(error, "PreconditionFailed")) return "exists";
        // Another write of the same name is under way: whether it comes to stand is not known yet.
        if (isNamed(error, "ConditionalRequestConflict", "OperationAborted"))
          throw new Busy("S3 is writing this name.");
        throw error;
      }
    },

    get: async (kind, name) => {
      checkArchiveName(name);
      try {
        const { Body } = await called(
          service,
          client.send(new GetObjectCommand({ Bucket: bucketOf(kind), Key: name })),
        );
        return Body === undefined
          ? new Uint8Array()
          : new Uint8Array(await called(service, Body.transformToByteArray()));
      } catch (error) {
        if (isNamed(error, "NoSuchKey")) return undefined;
        throw error;
      }
    },

    stream: async (kind, name) => {
      checkArchiveName(name);
      try {
        const { Body } = await called(
          service,
          client.send(new GetObjectCommand({ Bucket: bucketOf(kind), Key: name })),
        );
        return Body as AsyncIterable<Uint8Array> | undefined; // in Node it is a stream of that
      } catch (error) {
        if (isNamed(error, "NoSuchKey")) return undefined;
        throw error;
      }
    },

    digestOf: async (kind, name) => {
      const place = { Bucket: bucketOf(kind), Key: name };
      checkArchiveName(name);
      try {
        // S3 keeps the hash of what was sent with one; of other files it is reckoned here
        const head = new HeadObjectCommand({ ...place, ChecksumMode: "ENABLED" });
        const { ContentLength: bytes, ChecksumSHA256: sum } = await called(service, client.send(head));
        if (bytes !== undefined && sum !== undefined)
          return { bytes, sha256: Buffer.from(sum, "base64").toString("hex") };
        const { Body } = await called(service, client.send(new GetObjectCommand(place)));
        return digestOfStream((Body ?? []) as AsyncIterable<Uint8Array>);
      } catch (error) {
        if (isNamed(error, "NotFound", "NoSuchKey")) return undefined;
        throw error;
      }
    },

    uploadAddress: async (kind, name, announced, until) => {
      checkArchiveName(name);
      if (presign === undefined) throw new RangeError("this function gives out no addresses for uploads");
      return presign({ bucket: bucketOf(kind), name, announced, until });
    },

    putStream: async (kind, name, content) => {
      checkArchiveName(name);
      if (putStream === undefined) throw new RangeError("this function writes no large files");
      return putStream(bucketOf(kind), name, content);
    },

    downloadAddress: async (kind, name, fileName, until) => {
      checkArchiveName(name);
      if (presignDownload === undefined) throw new RangeError("this function gives out no addresses for downloads");
      return presignDownload({ kind, bucket: bucketOf(kind), name, fileName, until });
    },

    remove: async (kind, name) => {
      checkArchiveName(name);
      await called(service, client.send(new DeleteObjectCommand({ Bucket: bucketOf(kind), Key: name })));
    },

    removeAll: async (kind, prefix) => {
      checkArchivePrefix(prefix);
      const Bucket = bucketOf(kind);
      // what is removed is no longer listed, so the first page is always the next one
      for (;;) {
        const list = new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: 100 });
        const { Contents = [] } = await called(service, client.send(list));
        for (const { Key } of Contents) await called(service, client.send(new DeleteObjectCommand({ Bucket, Key })));
        if (Contents.length === 0) return;
      }
    },
  };
};
