import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import * as z from "zod";
import type { RequestId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { CollectedPage, Source } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";

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
const decompress = promisify(zstdDecompress);

const sealPage = async (key: Uint8Array, name: string, page: CollectedPage): Promise<Uint8Array> => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(name));
  const content = Buffer.concat([cipher.update(await compress(Buffer.from(JSON.stringify(page)))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), content]);
};

/** Throws when the key or the name is another, or a bit was changed. */
const openPage = async (key: Uint8Array, name: string, file: Uint8Array): Promise<CollectedPage> => {
  const decipher = createDecipheriv("aes-256-gcm", key, file.subarray(0, ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(file.subarray(ivBytes, ivBytes + tagBytes));
  const content = Buffer.concat([decipher.update(file.subarray(ivBytes + tagBytes)), decipher.final()]);
  return StoredPage.parse(JSON.parse((await decompress(content)).toString("utf8")));
};

const pageName = (requestId: RequestId, source: Source, number: number): string =>
  `${requestId}.${source}.${String(number).padStart(6, "0")}`;

/** The pages of a request, numbered from 0 in each source. */
export const pagesOf = (
  archive: Pick<Ports["archive"], "putOnce" | "get" | "removeAll">,
  key: Uint8Array,
  requestId: RequestId,
) => {
  const read = async (source: Source, number: number): Promise<CollectedPage | undefined> => {
    const name = pageName(requestId, source, number);
    const file = await archive.get("pages", name);
    return file && openPage(key, name, file);
  };
  return {
    read,
    /** Answers with what stands: another run of the step may have been first. */
    keep: async (source: Source, number: number, page: CollectedPage): Promise<CollectedPage> => {
      const name = pageName(requestId, source, number);
      await archive.putOnce("pages", name, await sealPage(key, name, page));
      const standing = await read(source, number);
      if (standing === undefined) throw new Error("a page of an export went away as soon as it was kept");
      return standing;
    },
    forget: (source: Source): Promise<void> => archive.removeAll("pages", `${requestId}.${source}.`),
    /** Every item of a source, page by page: the next page is fetched while one is gone through, and no third is in memory. */
    items: async function* (source: Source) {
      let coming: Promise<CollectedPage | undefined> | undefined = read(source, 0);
      for (let number = 1; coming !== undefined; number += 1) {
        const page: CollectedPage | undefined = await coming;
        coming = page?.next === undefined ? undefined : read(source, number);
        // whoever stops here no longer waits for it
        coming?.catch(() => {});
        yield* page?.items ?? [];
      }
    },
  };
};
export type Pages = ReturnType<typeof pagesOf>;
