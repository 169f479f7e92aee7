import { createHash } from "node:crypto";
import * as z from "zod";
import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Clock } from "#kernel/clock.ts";
import { days, minutes } from "#kernel/duration.ts";
import { Instant, plus, reached } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { changeOfTheDay } from "#ports/audit/day-change.ts";
import { againOnConflict, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Key, Records, Row, Write } from "#ports/records/records.ts";
import type { Begun, EventMark, Events, Quarantined, StreamState } from "./events.ts";

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

// Where each row stands: the table of docs/architecture.md.
const eventKey = (logId: string): Key => ({ pk: `EVENT#${hashOf(logId)}`, sk: "SEEN" });
const claimKey = (key: string): Key => ({ pk: `CLAIM#${hashOf(key)}`, sk: "CLAIM" });
const quarantinePartition = "QUARANTINE";
const quarantineKey = (id: string): Key => ({ pk: `QUARANTINED#${id}`, sk: "ITEM" });
const streamKey: Key = { pk: "STREAM", sk: "STATE" };

const Seen = z.object({ digest: z.string(), type: z.string(), done: z.boolean(), heldUntil: Instant.optional() });
type Seen = z.infer<typeof Seen>;
const Claim = z.object({ by: z.string(), until: Instant });
const StoredQuarantined = z.object({
  id: z.string(),
  reason: z.string(),
  at: Instant,
  digest: z.string(),
  bytes: z.int(),
  sealed: z.string(),
  whole: z.boolean(),
}) satisfies z.ZodType<Quarantined>;
const StoredStream = z.looseObject({
  lastDeliveryAt: Instant.optional(),
  checkpoint: z.string().optional(),
  checkedAt: Instant.optional(),
  fetched: z.int().optional(),
  missingSince: Instant.optional(),
  silentSince: Instant.optional(),
  because: z.enum(["silent", "paused"]).optional(),
  alarmedAt: Instant.optional(),
}) satisfies z.ZodType<StreamState>;

const bodyOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** Longer than a handler may run: whoever had it in hand for so long is gone. */
const inHand = minutes(2);
const quarantineDays = days(14);

/** Events over records, the same on every host. */
export const eventsIn = ({
  records,
  clock,
  pause = jitteredPause,
}: {
  records: Records;
  clock: Clock;
  pause?: Pause;
}): Events => {
  const change = changeOfTheDay({ records, clock, pause });

  const seenRow = (event: EventMark, done: boolean, keepUntil: Instant): Omit<Row, "version"> => ({
    ...eventKey(event.logId),
    body: bodyOf({
      digest: event.digest,
      type: event.type,
      done,
      ...(!done && { heldUntil: plus(clock.now(), inHand) }),
    } satisfies Seen),
    expiresAt: keepUntil,
  });

  /** What an earlier delivery of the same log_id means for this one; undefined when it may be taken into hand. */
  const earlierOf = (row: Row | undefined, { digest }: EventMark): Exclude<Begun, "mine"> | undefined => {
    if (row === undefined) return undefined;
    const seen = Seen.parse(row.body);
    if (seen.digest !== digest) return "conflict";
    if (seen.done) return "done";
    return seen.heldUntil !== undefined && !reached(seen.heldUntil, clock.now()) ? "busy" : undefined;
  };

  const conflictOf = ({ logId, type }: EventMark): AuditDraft => ({
    event: "log-event-conflict",
    at: clock.now(),
    actor: "system",
    facts: { event: hashOf(logId).slice(0, 16), type },
  });

  const beginAll = async (events: readonly (EventMark & { settled: boolean })[], keepUntil: Instant) => {
    const rows = await records.get(events.map(({ logId }) => eventKey(logId)));
    const begun = events.map((event, place) => earlierOf(rows[place], event) ?? "mine");
    const writes = events.flatMap((event, place): Write[] =>
      begun[place] === "mine"
        ? [{ put: seenRow(event, event.settled, keepUntil), ifVersion: rows[place]?.version ?? 0 }]
        : [],
    );
    if (writes.length > 0) await records.transact(writes);
    return begun;
  };

  /** A row may linger beyond its time, and counts no more then. */
  const isKept = ({ at }: Quarantined): boolean => !reached(plus(at, quarantineDays), clock.now());

  /** Nobody has it in hand any more, and it is not done. */
  const letGo = (logId: string, mayBe: (seen: Seen) => boolean): Promise<void> =>
    againOnConflict(pause, async () => {
      const [row] = await records.get([eventKey(logId)]);
      const seen = row && Seen.parse(row.body);
      if (row === undefined || seen === undefined || !mayBe(seen)) return;
      const { heldUntil: _, ...free } = seen;
      await records.transact([{ put: { ...row, body: bodyOf({ ...free, done: false }) }, ifVersion: row.version }]);
    });

  return {
    begin: async (events, keepSeconds) => {
      const keepUntil = plus(clock.now(), keepSeconds);
      const begun = await againOnConflict(pause, () => beginAll(events, keepUntil));
      const audited = events.filter((_, place) => begun[place] === "conflict").map(conflictOf);
      if (audited.length > 0) await change(streamKey, () => ({ outcome: undefined, audit: audited }));
      return begun;
    },

    finish: (logIds) =>
      againOnConflict(pause, async () => {
        const rows = await records.get(logIds.map(eventKey));
        const writes = rows.flatMap((row): Write[] => {
          if (row === undefined) return [];
          const { digest, type } = Seen.parse(row.body);
          return [{ put: { ...row, body: bodyOf({ digest, type, done: true }) }, ifVersion: row.version }];
        });
        if (writes.length > 0) await records.transact(writes);
      }),

    release: (logId) => letGo(logId, ({ done }) => !done),
    reopen: (logId) => letGo(logId, () => true),

    areSeen: async (logIds) => (await records.get(logIds.map(eventKey))).map((row) => row !== undefined),

    claim: (key, logId, until) =>
      againOnConflict(pause, async () => {
        const by = hashOf(logId);
        const [row] = await records.get([claimKey(key)]);
        const claim = row && Claim.parse(row.body);
        if (claim !== undefined && !reached(claim.until, clock.now())) return claim.by === by;
        await records.transact([
          { put: { ...claimKey(key), body: { by, until }, expiresAt: until }, ifVersion: row?.version ?? 0 },
        ]);
        return true;
      }),

    quarantine: (item) =>
      change(quarantineKey(item.id), (row) => {
        if (row !== undefined) return { outcome: undefined, audit: [] };
        return {
          outcome: undefined,
          put: {
            ...quarantineKey(item.id),
            body: bodyOf(item),
            indexes: { work: { pk: quarantinePartition, sk: `${item.at}#${item.id}` } },
            expiresAt: plus(item.at, quarantineDays),
          },
          audit: [
            {
              event: "event-quarantined",
              at: clock.now(),
              actor: "system",
              facts: { id: item.id, reason: item.reason },
            },
          ],
        };
      }),

    quarantined: async (range) => {
      const page = await records.index("work", quarantinePartition, range);
      const items = page.items.map((row) => StoredQuarantined.parse(row.body));
      return { ...page, items: items.filter(isKept) };
    },

    findQuarantined: async (id) => {
      const [row] = await records.get([quarantineKey(id)]);
      const item = row && StoredQuarantined.parse(row.body);
      return item && isKept(item) ? item : undefined;
    },

    takeOut: (id, audit) =>
      change(quarantineKey(id), (row) =>
        row === undefined ? { outcome: undefined, audit: [] } : { outcome: undefined, remove: true, audit: [audit] },
      ),

    note: (audit) => change(streamKey, () => ({ outcome: undefined, audit })),

    stream: async () => {
      const [row] = await records.get([streamKey]);
      return row === undefined ? {} : StoredStream.parse(row.body);
    },

    changeStream: (decide) =>
      change(streamKey, (row) => {
        const { state, audit } = decide(row === undefined ? {} : StoredStream.parse(row.body));
        return { outcome: state, put: { ...streamKey, body: bodyOf(state) }, audit };
      }),
  };
};
