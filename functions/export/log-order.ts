import type { JsonObject } from "#kernel/json.ts";
import { dateOf, type LogDigest } from "./log-digest.ts";

// The tenant's log comes as several lists, one after the other: the account's own, a search for each login, one for the address. Each is
// in order of time, and the same record may stand in several. Side by side they are one log in order of time, in which the copies of a
// record are neighbours: so each is told once with no more in memory than a few pages of each list, however long the log is.

/** The log as it was collected, a page of records at a time. */
export type Lists = AsyncIterable<JsonObject[]>;

/** More lists than anybody has logins; whatever comes after goes on at the end of the last. Its records are all there, if not in order. */
const mostLists = 32;

/** Learns from the digests of the pages, shown one by one, at which of them another list begins: time goes back there. */
export const listStarts = () => {
  const starts = [0];
  let number = 0;
  let before = "";
  return {
    sees: ({ first, last }: LogDigest): void => {
      if (first < before && first !== "" && starts.length < mostLists) starts.push(number);
      before = last === "" ? before : last;
      number += 1;
    },
    /** The number of the page at which each list begins. */
    starts: (): readonly number[] => starts,
  };
};

/** One list that is gone through: the record that is next in it, and how to go on. */
interface Reading {
  page: JsonObject[];
  place: number;
  rest: AsyncIterator<JsonObject[]>;
}

/** The next record of a list is there, or the list is at its end: false. */
const isThere = async (reading: Reading): Promise<boolean> => {
  while (reading.place >= reading.page.length) {
    const { done, value } = await reading.rest.next();
    if (done === true) return false;
    reading.page = value;
    reading.place = 0;
  }
  return true;
};

/** Takes records in order of time, and lets each id of a moment pass once. */
const oncePerMoment = () => {
  let moment = "";
  const ids = new Set<string>();
  return (record: JsonObject): boolean => {
    if (dateOf(record) !== moment) ids.clear();
    moment = dateOf(record);
    const id = String(record.log_id ?? record._id ?? "");
    if (id === "") return true;
    const isFirst = !ids.has(id);
    ids.add(id);
    return isFirst;
  };
};

/** All lists as one log in order of time, each record once, some at a time. */
export async function* inOrderOfTime(lists: readonly Lists[]): Lists {
  const isFirst = oncePerMoment();
  let open: Reading[] = lists.map((list) => ({ page: [], place: 0, rest: list[Symbol.asyncIterator]() }));
  try {
    for (;;) {
      const there = await Promise.all(open.map(isThere));
      open = open.filter((_, place) => there[place]);
      if (open.length === 0) return;
      const together: JsonObject[] = [];
      // as long as every list has its next record, nothing has to be waited for
      while (open.every(({ page, place }) => place < page.length)) {
        const first = open.reduce((one, other) =>
          dateOf(other.page[other.place]) < dateOf(one.page[one.place]) ? other : one,
        );
        const record = first.page[first.place] as JsonObject;
        first.place += 1;
        if (isFirst(record)) together.push(record);
      }
      yield together;
    }
  } finally {
    for (const { rest } of open) await rest.return?.();
  }
}
