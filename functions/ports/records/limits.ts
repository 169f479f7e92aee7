import type { Key, Range, Row, Write } from "./records.ts";

/**
 * The bounds of DynamoDB, kept by every fulfilment, so that nothing works on one machine and fails in the cloud. Passing one is a
 * mistake in our own code, hence RangeError.
 */
const limits = {
  writes: 100,
  keys: 100,
  page: 100,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  rowBytes: 400 * 1024,
  transactionBytes: 4 * 1024 * 1024,
} as const;

/** A range with every default filled in and the prefix turned into bounds. */
export interface Bounds {
  /** Inclusive; empty when open. */
  from: string;
  /** Exclusive; undefined when open. */
  until: string | undefined;
  descending: boolean;
  limit: number;
}

const refuseUnless = (kept: boolean, message: string): void => {
  if (!kept) throw new RangeError(message);
};

const checkText = (text: string, what: string, maxBytes: number): void => {
  refuseUnless(text !== "", `${what} is empty`);
  // a lone surrogate would be stored as another sign, and then never be found again
  refuseUnless(text.isWellFormed(), `${what} is not well-formed text`);
  refuseUnless(Buffer.byteLength(text) <= maxBytes, `${what} is longer than ${maxBytes} bytes`);
};

export const checkPartition = (pk: string): void => checkText(pk, "pk", limits.partitionKeyBytes);

const checkKey = ({ pk, sk }: Key): void => {
  checkPartition(pk);
  checkText(sk, "sk", limits.sortKeyBytes);
};

export const checkKeys = (keys: readonly Key[]): void => {
  refuseUnless(keys.length <= limits.keys, `more than ${limits.keys} keys in one read`);
  for (const key of keys) checkKey(key);
};

const keyOf = (write: Write): Key => {
  if ("put" in write) return write.put;
  return "remove" in write ? write.remove : write.check;
};

/** What the row takes up, near enough: its body as JSON and all its keys. */
const bytesOf = ({ pk, sk, indexes = {} }: Omit<Row, "version">, body: string): number =>
  [pk, sk, body, ...Object.values(indexes).flatMap((entry) => [entry.pk, entry.sk])].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    0,
  );

/** Refuses what DynamoDB would refuse; answers with each put's body as text. */
export const checkWrites = (writes: readonly Write[]): (string | undefined)[] => {
  refuseUnless(writes.length >= 1 && writes.length <= limits.writes, `not 1 to ${limits.writes} writes at once`);
  const seen = new Set<string>();
  let total = 0;
  return writes.map((write) => {
    const key = keyOf(write);
    checkKey(key);
    const place = JSON.stringify([key.pk, key.sk]);
    refuseUnless(!seen.has(place), "the same key twice in one transaction");
    seen.add(place);
    refuseUnless(Number.isSafeInteger(write.ifVersion) && write.ifVersion >= 0, "not a version");
    if (!("put" in write)) return undefined;
    for (const entry of Object.values(write.put.indexes ?? {})) checkKey(entry);
    const body = JSON.stringify(write.put.body);
    const bytes = bytesOf(write.put, body);
    total += bytes;
    refuseUnless(bytes <= limits.rowBytes, `a row of more than ${limits.rowBytes} bytes`);
    refuseUnless(total <= limits.transactionBytes, `more than ${limits.transactionBytes} bytes at once`);
    return body;
  });
};

/** The least text, in the order of UTF-8 bytes, that is greater than every text with this prefix. */
const afterPrefix = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (sign) => sign.codePointAt(0) ?? 0);
  while (points.length > 0) {
    const last = points.pop() ?? 0;
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
};

export const boundsOf = (range: Range = {}): Bounds => {
  const { from, until, prefix, descending = false, limit = limits.page } = range;
  refuseUnless(Number.isInteger(limit) && limit >= 1 && limit <= limits.page, `limit is not 1 to ${limits.page}`);
  for (const text of [from, until, prefix]) refuseUnless(text !== "", "an empty bound");
  if (prefix === undefined) return { from: from ?? "", until, descending, limit };
  refuseUnless(from === undefined && until === undefined, "a prefix together with from or until");
  return { from: prefix, until: afterPrefix(prefix), descending, limit };
};
