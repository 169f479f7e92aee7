import { setTimeout } from "node:timers/promises";
import { Busy } from "#kernel/failure.ts";
import { Conflict, type Page } from "./records.ts";

/** Waits before the attempt of this number (2, 3, ...). Tests hand in one that does not wait. */
export type Pause = (attempt: number) => Promise<void>;

/**
 * Up to 5 ms before the second attempt, doubling, at most 160 ms: about a third of a second in all. The length is random, so that two
 * who met once do not meet again.
 */
export const jitteredPause: Pause = async (attempt) => {
  await setTimeout(Math.random() * Math.min(160, 5 * 2 ** (attempt - 2)));
};

const attempts = 8;

/**
 * Reads, decides and writes anew as long as somebody else wrote in between; after 8 times it is `Busy`, and the caller's own retry
 * takes over. `work` must read everything afresh each time.
 */
export const againOnConflict = async <T>(pause: Pause, work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (attempt === attempts) throw new Busy("Others keep changing what this depends on.", { cause: error });
    }
    await pause(attempt + 1);
  }
};

/** All items of a list that is known to be short, page by page. */
export const allOf = async <T>(read: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> => {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
};
