import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Instant } from "#kernel/instant.ts";
import type { Keys } from "#ports/keys/keys.ts";
import { type SignedTokens, signedTokens } from "./signed-tokens.ts";

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

/** Addresses of one machine for uploads. */
export type UploadTokens = SignedTokens<UploadPlace>;

export const uploadTokens = (ports: { keys: Pick<Keys, "mac">; clock: Clock }): UploadTokens =>
  signedTokens(ports, "upload", UploadPlace);
