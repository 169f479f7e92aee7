import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompressSync } from "node:zlib";
import * as z from "zod";
import type { RequestId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { CollectedPage, Source } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { digestOfLog, LogDigest } from "./log-digest.ts";

// What was collected waits in the archive until the package is made, so that a retry never asks the tenant twice: compressed with zstd and
// sealed under a key that goes with the person's.

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whatever `JSON.parse` answers with is JSON: to look into every item again would take longer than to parse it. */
const StoredPage = z.object({
  items: z.array(z.custom<JsonObject>(isObject)),
  next: z.string().optional(),
  notAvailable: z.literal(true).optional(),
});

const ivBytes = 12;
const tagBytes = 16;
const compress = promisify(zstdCompress);
/** A page is a hundred records: opened in one piece, it takes a tenth of a millisecond, less than to hand it to another thread and back. */
const decompress = (content: Uint8Array): Buffer => zstdDecompressSync(content, { chunkSize: 128 * 1024 });

/** A page of the log has its digest in a line before it. JSON has no line breaks of its own. */
const textOf = (source: Source, page: CollectedPage): string => {
  const text = JSON.stringify(page);
  return source === "log-events" ? `${JSON.stringify(digestOfLog(page))}\n${text}` : text;
};

const sealPage = async (key: Uint8Array, name: string, text: string): Promise<Uint8Array> => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(name));
  const content = Buffer.concat([cipher.update(await compress(Buffer.from(text))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), content]);
};

/** The digest of a page, where it has one, and the page. */
interface Opened {
  head: Buffer;
  body: Buffer;
}

/** Throws when the key or the name is another, or a bit was changed. */
const openPage = (key: Uint8Array, name: string, file: Uint8Array): Opened => {
  const decipher = createDecipheriv("aes-256-gcm", key, file.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(file.subarray(ivBytes, ivBytes + tagBytes));
  const content = Buffer.concat([decipher.update(file.subarray(ivBytes + tagBytes)), decipher.final()]);
  const text = decompress(content);
  const line = text.indexOf("\n");
  return { head: text.subarray(0, Math.max(0, line)), body: text.subarray(line + 1) };
};

const pageIn = ({ body }: Opened): CollectedPage => StoredPage.parse(JSON.parse(body.toString("utf8")));

/** A page that was kept before pages had digests is read whole. */
const digestIn = (opened: Opened): LogDigest =>
  opened.head.byteLength > 0 ? LogDigest.parse(JSON.parse(opened.head.toString("utf8"))) : digestOfLog(pageIn(opened));

const pageName = (requestId: RequestId, source: Source, number: number): string =>
  `${requestId}.${source}.${String(number).padStart(6, "0")}`;

/** The pages of a request, numbered from 0 in each source. */
export const pagesOf = (
  archive: Pick<Ports["archive"], "putOnce" | "get" | "removeAll">,
  key: Uint8Array,
  requestId: RequestId,
) => {
  const open = async (source: Source, number: number): Promise<Opened | undefined> => {
    const name = pageName(requestId, source, number);
    const file = await archive.get("pages", name);
    return file && openPage(key, name, file);
  };
  const read = async (source: Source, number: number): Promise<CollectedPage | undefined> => {
    const opened = await open(source, number);
    return opened && pageIn(opened);
  };
  return {
    read,
    /** Answers with what stands: another run of the step may have been first. */
    keep: async (source: Source, number: number, page: CollectedPage): Promise<CollectedPage> => {
      const name = pageName(requestId, source, number);
      await archive.putOnce("pages", name, await sealPage(key, name, textOf(source, page)));
      const standing = await read(source, number);
      if (standing === undefined) throw new Error("a page of an export went away as soon as it was kept");
      return standing;
    },
    forget: (source: Source): Promise<void> => archive.removeAll("pages", `${requestId}.${source}.`),
    /**
     * Every item of a source, a page of them at a time, from one page to before another: the next is fetched while one is gone through,
     * and no third is in memory.
     */
    lists: async function* (source: Source, from = 0, before = Number.POSITIVE_INFINITY): AsyncIterable<JsonObject[]> {
      let coming: Promise<CollectedPage | undefined> | undefined = read(source, from);
      for (let next = from + 1; coming !== undefined; next += 1) {
        const page: CollectedPage | undefined = await coming;
        coming = page?.next === undefined || next >= before ? undefined : read(source, next);
        // whoever stops here no longer waits for it
        coming?.catch(() => {});
        yield page?.items ?? [];
      }
    },
    /** What each page of the log was found to be when it was collected. */
    logDigests: async function* (): AsyncIterable<LogDigest> {
      let goesOn = true;
      for (let number = 0; goesOn; number += 1) {
        const opened = await open("log-events", number);
        if (opened === undefined) return;
        const digest = digestIn(opened);
        goesOn = digest.goesOn;
        yield digest;
      }
    },
  };
};
export type Pages = ReturnType<typeof pagesOf>;
