import { randomUUID } from "node:crypto";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Key, Records, Row, Write } from "#ports/records/records.ts";
import type { EventQueue, QueuedMessage, QueueHandler } from "./queue.ts";

export interface RecordedQueue extends EventQueue {
  /** Hands over what is due, batch by batch, until nothing is or `isOver` says so; answers with how many messages were worked off. */
  drain(handle: QueueHandler, isOver?: () => boolean): Promise<number>;
  /** How many messages wait, due or not, up to 100. */
  waiting(): Promise<number>;
}

const Stored = z.object({ body: z.string(), attempts: z.int() });
const partition = "QUEUED";
const perWrite = 50;
const keyOf = (id: string): Key => ({ pk: `MESSAGE#${id}`, sk: "MESSAGE" });

/** When a message that failed comes again: 5 s, doubling, at most 10 minutes. */
const pauseSeconds = (attempts: number): number => Math.min(600, 5 * 2 ** (attempts - 1));

/** What SQS is on AWS: a message stays until it was worked off, and one that fails harms no other. One process drains it. */
export const recordedQueue = ({
  records,
  clock,
  afterDrained,
}: {
  records: Records;
  clock: Clock;
  /** When messages are gone: the moment to empty SQLite's log, where what they named would else still stand (I9). */
  afterDrained?: () => void;
}): RecordedQueue => {
  const rowOf = (id: string, message: z.infer<typeof Stored>, due: Instant): Omit<Row, "version"> => ({
    ...keyOf(id),
    body: message,
    indexes: { work: { pk: partition, sk: `${due}#${id}` } },
  });
  let sent = 0;
  /** In the order of sending, as far as a moment tells. */
  const newId = (): string => `${String(sent++ % 1_000_000).padStart(6, "0")}-${randomUUID()}`;

  const handOver = async (rows: readonly Row[], handle: QueueHandler): Promise<number> => {
    const messages = rows.map((row): QueuedMessage => {
      const { body, attempts } = Stored.parse(row.body);
      return { id: row.pk.slice("MESSAGE#".length), body, attempts: attempts + 1 };
    });
    const { again } = await handle(messages);
    const comesAgain = new Set(again);
    await records.transact(
      messages.map(({ id, body, attempts }, place): Write => {
        const ifVersion = rows[place]?.version ?? 0;
        if (!comesAgain.has(id)) return { remove: keyOf(id), ifVersion };
        return { put: rowOf(id, { body, attempts }, plus(clock.now(), pauseSeconds(attempts))), ifVersion };
      }),
    );
    return messages.length - comesAgain.size;
  };

  return {
    send: async (bodies) => {
      const writes = bodies.map(
        (body): Write => ({ put: rowOf(newId(), { body, attempts: 0 }, clock.now()), ifVersion: 0 }),
      );
      for (let from = 0; from < writes.length; from += perWrite) {
        await records.transact(writes.slice(from, from + perWrite));
      }
    },

    drain: async (handle, isOver = () => false) => {
      let done = 0;
      while (!isOver()) {
        // "$" comes after "#", so what is due at this very moment is due
        const { items } = await records.index("work", partition, { until: `${clock.now()}$`, limit: 10 });
        if (items.length === 0) break;
        done += await handOver(items, handle);
      }
      if (done > 0) afterDrained?.();
      return done;
    },

    waiting: async () => (await records.index("work", partition, { limit: 100 })).items.length,
  };
};
