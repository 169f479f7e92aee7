import type { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Busy } from "#kernel/failure.ts";
import type { QueuedMessage } from "#ports/queue/queue.ts";
import { recordedQueue } from "#ports/queue/recorded-queue.ts";
import { sqsQueue } from "#ports/queue/sqs-queue.ts";
import { openSqliteRecords, type SqliteRecords } from "#ports/records/sqlite-records.ts";
import { woundClock } from "../support/wound-clock.ts";

let records: SqliteRecords;
let clock: ReturnType<typeof woundClock>;
let drained: number;
const afterDrained = (): void => {
  drained += 1;
};
const open = () => recordedQueue({ records, clock, afterDrained });
let queue: ReturnType<typeof open>;
beforeEach(() => {
  records = openSqliteRecords({ file: ":memory:", durability: "normal" });
  clock = woundClock();
  drained = 0;
  queue = open();
});
afterEach(() => records.close());

/** Works everything off that `fails` does not name, and says what was handed over. */
const drain = async (fails: (body: string) => boolean = () => false) => {
  const handed: [string, number][] = [];
  const done = await queue.drain(async (messages) => {
    for (const { body, attempts } of messages) handed.push([body, attempts]);
    return { again: messages.filter(({ body }) => fails(body)).map(({ id }) => id) };
  });
  return { done, handed };
};

describe("the event queue on AWS", () => {
  const sending = async (bodies: readonly string[], failed: readonly number[] = []) => {
    const calls: string[][] = [];
    const send = async ({ input }: SendMessageBatchCommand) => {
      const entries = input.Entries ?? [];
      calls.push(entries.map(({ MessageBody }) => MessageBody ?? ""));
      const isFailed = (place: number) => failed.includes(place);
      return {
        Successful: entries.filter((_, place) => !isFailed(place)),
        Failed: entries.filter((_, place) => isFailed(place)),
      };
    };
    await sqsQueue({ client: { send } as never, queueUrl: "https://sqs.example/q" }).send(bodies);
    return calls;
  };

  test("is sent at most ten messages and 256 KB in one call, all of them and in order", async () => {
    const small = Array.from({ length: 25 }, (_, place) => `m${place}`);
    expect((await sending(small)).map(({ length }) => length)).toEqual([10, 10, 5]);
    const large = Array.from({ length: 7 }, (_, place) => `${place}${"é".repeat(40_000)}`);
    const calls = await sending(large);
    expect(calls.flat()).toEqual(large);
    for (const call of calls) expect(Buffer.byteLength(call.join(""))).toBeLessThan(256 * 1024);
    expect(await sending([])).toEqual([]);
  });

  test("that did not store one of them is Busy: they are all sent again (I1)", async () => {
    await expect(sending(["one", "two"], [1])).rejects.toBeInstanceOf(Busy);
  });
});

describe("the event queue of one machine", () => {
  test("hands over what was sent, in its order, ten at a time, and then no more", async () => {
    const bodies = Array.from({ length: 120 }, (_, place) => `m${place}`);
    await queue.send(bodies);
    const sizes: number[] = [];
    const handed: string[] = [];
    await queue.drain(async (messages) => {
      sizes.push(messages.length);
      handed.push(...messages.map(({ body }) => body));
      return { again: [] };
    });
    expect(handed).toEqual(bodies);
    expect(Math.max(...sizes)).toBe(10);
    expect(await drain()).toEqual({ done: 0, handed: [] });
    expect([await queue.waiting(), drained]).toEqual([0, 1]);
  });

  test("brings back only what failed, and counts how often", async () => {
    await queue.send(["good", "bad"]);
    expect((await drain((body) => body === "bad")).done).toBe(1);
    expect(await drain()).toEqual({ done: 0, handed: [] });
    clock.wind(5);
    expect(await drain()).toEqual({ done: 1, handed: [["bad", 2]] });
  });

  test("waits 5 s before the second time, doubling to 10 minutes at most", async () => {
    await queue.send(["bad"]);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      let waited = 0;
      for (;;) {
        const { handed } = await drain(() => true);
        if (handed.length > 0) break;
        clock.wind(1);
        waited += 1;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([0, 5, 10, 20, 40, 80, 160, 320, 600, 600]);
  });

  test("keeps a message whose handler broke off, and one that was in hand when the process died (F9)", async () => {
    await queue.send(["one", "two"]);
    await expect(
      queue.drain(async () => {
        throw new Busy("broke off");
      }),
    ).rejects.toBeInstanceOf(Busy);
    queue = open();
    expect((await drain()).handed.map(([body]) => body)).toEqual(["one", "two"]);
  });

  test("keeps a message until its handler has done it", async () => {
    await queue.send(["one"]);
    const seen: QueuedMessage[] = [];
    await queue.drain(async (messages) => {
      seen.push(...messages);
      expect(await queue.waiting()).toBe(1);
      return { again: [] };
    });
    expect(seen).toHaveLength(1);
    expect(await queue.waiting()).toBe(0);
  });

  test("stops between two batches when it is told to", async () => {
    await queue.send(Array.from({ length: 25 }, (_, place) => `m${place}`));
    let batches = 0;
    const done = await queue.drain(
      async () => {
        batches += 1;
        return { again: [] };
      },
      () => batches === 2,
    );
    expect([done, await queue.waiting()]).toEqual([20, 5]);
  });
});
