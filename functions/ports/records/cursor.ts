import { createHash } from "node:crypto";
import * as z from "zod";
import { BrokenCursor, type IndexName, type Page, type Row } from "./records.ts";

/** The list that a cursor belongs to: a cursor of another list is refused instead of answered with nonsense. */
export interface CursorScope {
  index: IndexName | "table";
  pk: string;
  descending: boolean;
}

/** Where the page ended: the sort key, or in an index, where sort keys may repeat, the row's own key too. */
type CursorPlace = readonly string[];

const CursorForm = z.tuple([z.string(), z.array(z.string()).min(1).max(3)]);

const scopeDigest = ({ index, pk, descending }: CursorScope): string =>
  createHash("sha256")
    .update(JSON.stringify([index, pk, descending]))
    .digest("base64url")
    .slice(0, 11);

const cursorAt = (scope: CursorScope, place: CursorPlace): string =>
  Buffer.from(JSON.stringify([scopeDigest(scope), place])).toString("base64url");

/** Throws `BrokenCursor` unless the text is a cursor of this list. */
export const placeIn = (scope: CursorScope, cursor: string): string[] => {
  const [digest, place] = parsed(cursor);
  if (digest !== scopeDigest(scope) || place.length !== (scope.index === "table" ? 1 : 3)) {
    throw new BrokenCursor("The cursor belongs to another list.");
  }
  return place;
};

const parsed = (cursor: string): z.infer<typeof CursorForm> => {
  const broken = (cause?: unknown) => new BrokenCursor("The cursor cannot be read.", { cause });
  // Buffer would skip foreign signs in silence
  if (cursor.length > 16_384 || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw broken();
  try {
    return CursorForm.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (error) {
    throw broken(error);
  }
};

/** The order of both databases: by the bytes of UTF-8. */
export const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** One row more was read than is shown, to know whether there is another page. */
export const pageOf = (rows: Row[], limit: number, scope: CursorScope): Page<Row> => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined
    ? { items, cursor: cursorAt(scope, placeOf(last, scope)) }
    : { items };
};

const placeOf = ({ pk, sk, indexes }: Row, { index }: CursorScope): CursorPlace =>
  index === "table" ? [sk] : [indexes?.[index]?.sk ?? "", pk, sk];
