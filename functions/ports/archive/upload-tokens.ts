import { timingSafeEqual } from "node:crypto";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Instant, reached } from "#kernel/instant.ts";
import type { Keys } from "#ports/keys/keys.ts";

/** The path under which one machine takes uploads; the token follows. */
export const uploadPath = "/recipients/uploads/";

const UploadPlace = z.object({
  kind: z.literal("parts"),
  name: z.string(),
  bytes: z.int().min(0),
  sha256: z.string(),
  type: z.string(),
  until: Instant,
});
/** What an upload address stands for. */
export type UploadPlace = z.infer<typeof UploadPlace>;

/** Addresses of one machine for uploads: what S3 signs into a presigned URL, signed by a key of our own. */
export interface UploadTokens {
  make(place: Omit<UploadPlace, "kind"> & { kind: string }): Promise<string>;
  /** Undefined for a token that we did not make, and once its time is over. */
  read(token: string): Promise<UploadPlace | undefined>;
}

export const uploadTokens = ({ keys, clock }: { keys: Pick<Keys, "mac">; clock: Clock }): UploadTokens => {
  const signatureOf = async (content: string): Promise<Buffer> => Buffer.from(await keys.mac(`upload ${content}`));
  return {
    make: async (place) => {
      const content = Buffer.from(JSON.stringify(UploadPlace.parse(place))).toString("base64url");
      return `${content}.${(await signatureOf(content)).toString("base64url")}`;
    },
    read: async (token) => {
      const [content, signature, more] = token.split(".");
      if (content === undefined || signature === undefined || more !== undefined || token.length > 2048)
        return undefined;
      const [given, right] = [Buffer.from(signature, "base64url"), await signatureOf(content)];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const place = UploadPlace.parse(JSON.parse(Buffer.from(content, "base64url").toString("utf8")));
      return reached(place.until, clock.now()) ? undefined : place;
    },
  };
};
