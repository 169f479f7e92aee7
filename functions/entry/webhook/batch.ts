import { type JsonLimits, parseBoundedJson, UnsafeJson } from "#kernel/bounded-json.ts";
import type { Json } from "#kernel/json.ts";
import { type NotAnEvent, type PickedEvent, pickEvent } from "#kernel/log-event.ts";

/** How much one delivery may hold: some thousand events, and no more nesting than Auth0's records have. */
export const batchLimits: JsonLimits = { bytes: 5 * 1024 * 1024, depth: 64, keys: 500_000 };

/** A part of a delivery that cannot be taken in as an event: it is put aside, and harms no other. */
export interface Poison {
  reason: NotAnEvent | UnsafeJson["reason"];
  /** The part as it came. */
  bytes: Uint8Array;
}

export interface Batch {
  events: PickedEvent[];
  poison: Poison[];
}

const lineFeed = 0x0a;
const blank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === lineFeed;

/**
 * A delivery of a custom log stream in any of its three formats, told apart by the content: a JSON array, one object with `logs` (or one
 * event alone), or an object on each line. Throws `UnsafeJson` for one that cannot be read as a whole; of lines, one that cannot be
 * read is poison.
 */
export const readBatch = (body: Uint8Array): Batch => {
  if (body.byteLength > batchLimits.bytes) throw new UnsafeJson("too-large");
  let start = 0;
  while (start < body.length && blank(body[start])) start += 1;
  const end = body.indexOf(lineFeed, start);
  const first = body[start];
  if (first !== 0x5b && first !== 0x7b) throw new UnsafeJson("malformed"); // neither [ nor {
  if (first === 0x7b && end !== -1 && isWholeLine(body.subarray(start, end))) return readLines(body.subarray(start));
  const whole = parseBoundedJson(body, batchLimits);
  return sorted(elementsOf(whole));
};

/** True when the first line is a JSON text of its own: then so is every other. */
const isWholeLine = (line: Uint8Array): boolean => {
  try {
    JSON.parse(Buffer.from(line).toString("utf8"));
    return true;
  } catch {
    return false;
  }
};

const elementsOf = (whole: Json): Json[] => {
  if (Array.isArray(whole)) return whole;
  const logs = typeof whole === "object" && whole !== null && Object.hasOwn(whole, "logs") ? whole.logs : undefined;
  return Array.isArray(logs) ? logs : [whole];
};

const sorted = (elements: readonly Json[]): Batch => {
  const batch: Batch = { events: [], poison: [] };
  for (const element of elements) {
    const picked = pickEvent(element);
    if (typeof picked === "object") batch.events.push(picked);
    else batch.poison.push({ reason: picked, bytes: Buffer.from(JSON.stringify(element)) });
  }
  return batch;
};

const readLines = (body: Uint8Array): Batch => {
  const batch: Batch = { events: [], poison: [] };
  for (let from = 0; from < body.length; ) {
    const feed = body.indexOf(lineFeed, from);
    const line = body.subarray(from, feed === -1 ? body.length : feed);
    from = feed === -1 ? body.length : feed + 1;
    if (line.every(blank)) continue;
    try {
      const { events, poison } = sorted([parseBoundedJson(line, batchLimits)]);
      batch.events.push(...events);
      batch.poison.push(...poison);
    } catch (error) {
      if (!(error instanceof UnsafeJson)) throw error;
      batch.poison.push({ reason: error.reason, bytes: line });
    }
  }
  return batch;
};
