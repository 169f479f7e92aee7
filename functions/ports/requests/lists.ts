import type { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { IndexName, Page, Range, Records, Row } from "#ports/records/records.ts";
import type { Requests } from "./requests.ts";
import {
  pointerPrefix,
  requestIn,
  requestKey,
  StoredPointer,
  statePartition,
  subjectKey,
  unansweredPartition,
  unstartedPartition,
  waitIn,
  weekPartition,
} from "./rows.ts";

/** The sweep takes up at most this many at a time, oldest first; it comes back every minute. */
const mostPerSweep = 1000;

type Lists = Pick<Requests, "find" | "ofSubject" | "inStatus" | "inWeek" | "unstarted" | "unanswered">;

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

  /** Rows of a partition of work that have been there since before a moment. */
  const waiting = async (pk: string, before: string): Promise<Row[]> => {
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

    inWeek: (kind, week, range = {}) => indexed("week", weekPartition(kind, week), range),

    unstarted: async (before) => (await waiting(unstartedPartition, before)).map(requestIn),

    unanswered: async (before) => (await waiting(unansweredPartition, before)).map(waitIn),
  };
};
