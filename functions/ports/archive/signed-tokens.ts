import { timingSafeEqual } from "node:crypto";
import type * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { type Instant, reached } from "#kernel/instant.ts";
import type { Keys } from "#ports/keys/keys.ts";

/** Tokens of this machine for something it gives out for a while: what S3 signs into a presigned URL, signed by a key of our own. */
export interface SignedTokens<T> {
  make(content: T): Promise<string>;
  /** Undefined for a token that we did not make, and once its time is over. */
  read(token: string): Promise<T | undefined>;
  now(): Instant;
}

/** `purpose` keeps the tokens of one use apart from those of another. */
export const signedTokens = <T extends { until: Instant }>(
  { keys, clock }: { keys: Pick<Keys, "mac">; clock: Clock },
  purpose: string,
  schema: z.ZodType<T>,
): SignedTokens<T> => {
  const signatureOf = async (content: string): Promise<Buffer> => Buffer.from(await keys.mac(`${purpose} ${content}`));
  return {
    now: () => clock.now(),
    make: async (content) => {
      const text = Buffer.from(JSON.stringify(schema.parse(content))).toString("base64url");
      return `${text}.${(await signatureOf(text)).toString("base64url")}`;
    },
    read: async (token) => {
      const [text, signature, more] = token.split(".");
      if (text === undefined || signature === undefined || more !== undefined || token.length > 2048) return undefined;
      const [given, right] = [Buffer.from(signature, "base64url"), await signatureOf(text)];
      if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
      const content = schema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
      return reached(content.until, clock.now()) ? undefined : content;
    },
  };
};
