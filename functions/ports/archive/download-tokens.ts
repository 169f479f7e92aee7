import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { Instant, secondsUntil } from "#kernel/instant.ts";
import type { Keys } from "#ports/keys/keys.ts";
import { type SignedTokens, signedTokens } from "./signed-tokens.ts";

/** The path under which one machine hands out files; the token follows. */
export const downloadPath = "/downloads/";

const DownloadPlace = z.object({
  kind: z.literal("exports"),
  name: z.string(),
  /** What the file is saved as. */
  fileName: z.string().regex(/^[\w.-]{1,100}$/),
  until: Instant,
});
/** What a download address stands for. */
export type DownloadPlace = z.infer<typeof DownloadPlace>;
export type DownloadTokens = SignedTokens<DownloadPlace>;

/** No address is good for longer, whoever asks (I22). */
const mostSeconds = 60;

/** Throws RangeError for another class of files, a name that is not plain, and a time that is too long. */
export const checkDownload = (
  place: { kind: string; name: string; fileName: string; until: Instant },
  now: Instant,
): DownloadPlace => {
  const checked = DownloadPlace.safeParse(place);
  if (!checked.success || secondsUntil(now, place.until) > mostSeconds)
    throw new RangeError("only packages are handed out, under plain names and for at most 60 s");
  return checked.data;
};

export const downloadTokens = (ports: { keys: Pick<Keys, "mac">; clock: Clock }): DownloadTokens =>
  signedTokens(ports, "download", DownloadPlace);
