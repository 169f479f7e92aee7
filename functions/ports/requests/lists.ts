import type { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { allOf } from "#ports/records/again.ts";
import { BrokenCursor, type IndexName, type Page, type Range, type Records, type Row } from "#ports/records/records.ts";
import { cursorAfter, type Requests } from "./requests.ts";
import {
  pointerPrefix,
  recipientIn,
  recipientKey,
  recipientPrefix,
  requestIn,
  requestKey,
  roomPartition,
  StoredPointer,
  StoredTold,
  statePartition,
  subjectKey,
  toldKey,
  unansweredPartition,
  unstartedPartition,
  waitIn,
  weekPartition,
} from "./rows.ts";

/** The sweep takes up at most this many at a time, oldest first; it comes back every minute. */
const mostPerSweep = 1000;

type Lists = Pick<
  Requests,
  | "find"
  | "ofSubject"
  | "inStatus"
  | "inStatuses"
  | "inWeek"
  | "recipientsOf"
  | "recipientTask"
  | "unstarted"
  | "unanswered"
  | "parkedForRoom"
>;

/** The place in the order of due dates that a cursor names. */
const placeIn = (cursor: string): string => {
  const place = Buffer.from(cursor, "base64url").toString();
  if (!/^\d{4}-\d\d-\d\dT[\d:.]{12}Z#[0-9A-Z]{26}$/.test(place)) throw new BrokenCursor("not a place in this list");
  return place;
};

/** The reading side of `Requests`. Every list is a query of one partition: what is shown is what is read. */
export const listsIn = (records: Records): Lists => {
  const find = async (requestId: RequestId): Promise<PrivacyRequest | undefined> => {
    const [row] = await records.get([requestKey(requestId)]);
    return row && requestIn(row);
  };

  const indexed = async (name: IndexName, pk: string, range: Range): Promise<Page<PrivacyRequest>> => {
    const page = await records.index(name, pk, range);
    return { ...page, items: page.items.map(requestIn) };
  };

  /** Rows of a partition of work, those that have been there since before a moment where one is told. */
  const waiting = async (pk: string, before: string | undefined): Promise<Row[]> => {
    const rows: Row[] = [];
    let cursor: string | undefined;
    do {
      const page = await records.index("work", pk, { until: before, cursor });
      rows.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined && rows.length < mostPerSweep);
    return rows;
  };

  return {
    find,

    // request ids sort by the time of receipt, and so do the pointers to them
    ofSubject: async (subjectRef, range = {}) => {
      const pk = subjectKey(subjectRef).pk;
      const page = await records.query(pk, { ...range, prefix: pointerPrefix, descending: true });
      const ids = page.items.map((row) => StoredPointer.parse(row.body).requestId);
      const rows = ids.length === 0 ? [] : await records.get(ids.map(requestKey));
      return { ...page, items: rows.flatMap((row) => (row === undefined ? [] : [requestIn(row)])) };
    },

    inStatus: (status, { dueBefore, ...range } = {}) =>
      indexed("state", statePartition(status), { ...range, until: dueBefore }),

    // every status is sorted by the same key, so the pages of all of them are one list, and the last key is the place to go on from
    inStatuses: async (statuses, { dueBefore, limit = 25, cursor } = {}) => {
      const from = cursor === undefined ? undefined : `${placeIn(cursor)}\0`;
      const parts = await Promise.all(
        statuses.map((status) => records.index("state", statePartition(status), { from, until: dueBefore, limit })),
      );
      const rows = parts
        .flatMap(({ items }) => items.map((row) => ({ place: row.indexes?.state?.sk ?? "", row })))
        .toSorted((a, b) => (a.place < b.place ? -1 : 1));
      const items = rows.slice(0, limit).map(({ row }) => requestIn(row));
      const last = items.at(-1);
      const more = rows.length > limit || parts.some((part) => part.cursor !== undefined);
      return { items, ...(more && last !== undefined && { cursor: cursorAfter(last) }) };
    },

    inWeek: (kind, week, range = {}) => indexed("week", weekPartition(kind, week), range),

    recipientsOf: async (requestId) => {
      const { pk } = requestKey(requestId);
      const rows = await allOf((cursor) => records.query(pk, { prefix: recipientPrefix, cursor }));
      return rows.map(recipientIn);
    },

    recipientTask: async (taskId) => {
      const [told] = await records.get([toldKey(taskId)]);
      if (told === undefined) return undefined;
      const [row] = await records.get([recipientKey(StoredTold.parse(told.body))]);
      return row && recipientIn(row);
    },

    unstarted: async (before) => (await waiting(unstartedPartition, before)).map(requestIn),

    parkedForRoom: async () => (await waiting(roomPartition, undefined)).map(waitIn),

    unanswered: async (before) => (await waiting(unansweredPartition, before)).map(waitIn),
  };
};
