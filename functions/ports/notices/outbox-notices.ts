import { createHash } from "node:crypto";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { days } from "#kernel/duration.ts";
import { Instant, plus, reached } from "#kernel/instant.ts";
import { Conflict, type Key, type Page, type Records } from "#ports/records/records.ts";
import { checkNotice, isAddress } from "./check-notice.ts";
import type { Notices } from "./notices.ts";

const OutboxMessage = z.object({
  at: Instant,
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  attachments: z.array(z.object({ name: z.string(), contentType: z.string(), content: z.string() })),
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;

export interface Outbox extends Notices {
  /** What was sent, the newest first, a page at a time. */
  list(options?: { limit?: number | undefined; cursor?: string | undefined }): Promise<Page<OutboxMessage>>;
  /** True when a message with this key is in the outbox. */
  knows(key: string): Promise<boolean>;
}

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");
const knownKey = (hash: string): Key => ({ pk: `KEY#${hash}`, sk: "KEY" });

/**
 * Stands for the mail provider on one machine: whoever reads the outbox page reads the person's mail. So it holds personal data by
 * nature, in a Records of its own that nothing else is kept in, and lets go of each message after `keepSeconds` (7 days unless told).
 */
export const outboxNotices = ({
  records,
  clock,
  keepSeconds = days(7),
}: {
  records: Records;
  clock: Clock;
  keepSeconds?: number;
}): Outbox => {
  const knows = async (key: string): Promise<boolean> => {
    const [row] = await records.get([knownKey(hashOf(key))]);
    return row !== undefined;
  };

  return {
    knows,

    send: async (notice) => {
      checkNotice(notice);
      if (!isAddress(notice.to)) return "undeliverable";
      const { key, to, subject, text, attachments = [] } = notice;
      const at = clock.now();
      const expiresAt = plus(at, keepSeconds);
      const hash = hashOf(key);
      const body = { at, to, subject, text, attachments: attachments.map((attachment) => ({ ...attachment })) };
      try {
        await records.transact([
          { put: { ...knownKey(hash), body: { at }, expiresAt }, ifVersion: 0 },
          { put: { pk: "OUTBOX", sk: `${at}#${hash}`, body, expiresAt }, ifVersion: 0 },
        ]);
        return "sent";
      } catch (error) {
        if (error instanceof Conflict && (await knows(key))) return "known";
        throw error;
      }
    },

    list: async ({ limit = 50, cursor } = {}) => {
      const page = await records.query("OUTBOX", { descending: true, limit, cursor });
      const now = clock.now();
      const items = page.items.filter(({ expiresAt }) => expiresAt === undefined || !reached(expiresAt, now));
      return {
        items: items.map(({ body }) => OutboxMessage.parse(body)),
        ...(page.cursor !== undefined && { cursor: page.cursor }),
      };
    },
  };
};
