import * as z from "zod";
import type { JsonObject } from "#kernel/json.ts";
import { ownVisitIn } from "./log-cutting.ts";

// What must be known of the whole log before any of it can be written: kept at the head of each page when it is collected, so that the
// records are read once, when they are written, and not twice.

export const LogDigest = z.object({
  /** The moments of the first record and the last. */
  first: z.string(),
  last: z.string(),
  /** Whose logins came in from where, and when the latest of each did. */
  visits: z.array(z.object({ userId: z.string(), visit: z.string(), latest: z.string() })),
  /** Another page follows. */
  goesOn: z.boolean(),
});
export type LogDigest = z.infer<typeof LogDigest>;

/** When a record of the log is from; empty when it does not say. */
export const dateOf = (record: JsonObject | undefined): string => (typeof record?.date === "string" ? record.date : "");

export const digestOfLog = ({
  items,
  next,
}: {
  items: readonly JsonObject[];
  next?: string | undefined;
}): LogDigest => {
  const visits = new Map<string, LogDigest["visits"][number]>();
  for (const record of items) {
    const visit = ownVisitIn(record);
    if (visit === undefined) continue;
    const userId = String(record.user_id ?? "");
    const key = JSON.stringify([userId, visit]);
    const latest = dateOf(record);
    const known = visits.get(key);
    if (known === undefined || known.latest < latest) visits.set(key, { userId, visit, latest });
  }
  return {
    first: dateOf(items[0]),
    last: dateOf(items.at(-1)),
    visits: [...visits.values()],
    goesOn: next !== undefined,
  };
};
