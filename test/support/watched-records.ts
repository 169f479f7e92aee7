import type { Records, Write } from "#ports/records/records.ts";

/** Records that let a test step in just before a transaction, as somebody else's write would come in. */
export const watchedRecords = (
  records: Records,
  beforeTransact: (writes: readonly Write[]) => Promise<void> | void,
): Records => ({
  get: (keys) => records.get(keys),
  query: (pk, range) => records.query(pk, range),
  index: (name, pk, range) => records.index(name, pk, range),
  transact: async (writes) => {
    await beforeTransact(writes);
    await records.transact(writes);
  },
});

/** One who acts in turns: each call on the store waits until the test gives it its turn. */
export interface Turns {
  records: Records;
  /** Lets the next call go and waits until it is answered. False when there is no more. */
  step(): Promise<boolean>;
}

/** Holds back every call until `step`, so that a test can play all interleavings of two who work at once. */
export const inTurns = (records: Records, isDone: () => boolean): Turns => {
  const held: (() => Promise<unknown>)[] = [];
  const hold = <T>(call: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      held.push(() => call().then(resolve, reject));
    });
  /** Lets everything run that waits for nothing but other promises. */
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    records: {
      get: (keys) => hold(() => records.get(keys)),
      query: (pk, range) => hold(() => records.query(pk, range)),
      index: (name, pk, range) => hold(() => records.index(name, pk, range)),
      transact: (writes) => hold(() => records.transact(writes)),
    },
    step: async () => {
      await settled();
      const next = held.shift();
      if (next === undefined) {
        if (!isDone()) throw new Error("waits for something that is not the store");
        return false;
      }
      await next();
      await settled();
      return true;
    },
  };
};
