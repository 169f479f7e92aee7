import type { JsonObject } from "#kernel/json.ts";
import { type Cut, type CutGround, shownPath } from "../cutting.ts";
import type { CutCount, Heed } from "./contents.ts";
import type { DataName } from "./texts.ts";

// What the data came to is counted while it is written, so that nothing is gone through for its count alone. Whatever tells of it is
// written after it.

/** Is shown each item of a part while it is written, so that the items are gone through once for all who want to know of them. */
export interface Onlooker {
  sees(item: JsonObject): void;
  /** There are no more. */
  ends(): void;
}

export interface Tally {
  /** Counts the items of a part as they are written, and what was cut of them. */
  counting(name: DataName): Onlooker & { heed: Heed };
  /** How many items a part has. Throws before it was written. */
  countOf(name: DataName): number;
  /** What was cut so far. */
  cuts(): CutCount[];
}

export const newTally = (): Tally => {
  const counts = new Map<DataName, number>();
  const cuts = cutCounter();
  return {
    counting: (name) => {
      let count = 0;
      return {
        heed: (cut) => cuts.add(`data/${name}.json`, cut),
        sees: () => {
          count += 1;
        },
        ends: () => void counts.set(name, count),
      };
    },
    countOf: (name) => {
      const count = counts.get(name);
      if (count === undefined) throw new TypeError(`${name} is told of before it is written`);
      return count;
    },
    cuts: () => cuts.all(),
  };
};

/** How often each member was cut, by file, path and ground. */
const cutCounter = () => {
  const counts = new Map<string, CutCount>();
  return {
    add: (file: string, cuts: readonly Cut[]): void => {
      for (const { path, ground } of cuts) {
        const shown = shownPath(path);
        const key = JSON.stringify([file, shown, ground]);
        const known = counts.get(key);
        if (known !== undefined) known.count += 1;
        // ten thousand names of one profile are not told one by one
        else if (counts.size < mostCuts) counts.set(key, { file, path: shown, ground, count: 1 });
        else more(counts, ground);
      }
    },
    all: (): CutCount[] => [...counts.values()],
  };
};

const mostCuts = 1000;

const more = (counts: Map<string, CutCount>, ground: CutGround): void => {
  const key = JSON.stringify(["*", ground]);
  const known = counts.get(key);
  if (known !== undefined) known.count += 1;
  else counts.set(key, { file: "data/", path: "…", ground, count: 1 });
};
