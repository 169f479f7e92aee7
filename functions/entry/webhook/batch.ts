import { type JsonLimits, parseBoundedJson, UnsafeJson } from "#kernel/bounded-json.ts";
import type { Json } from "#kernel/json.ts";
import { elementsIn, onlyArrayIn } from "#kernel/json-elements.ts";
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
const bracket = 0x5b;
const brace = 0x7b;
const blank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === lineFeed;

/**
 * A delivery of a custom log stream in any of its three formats, told apart by the content: a JSON array, one object with `logs` (or one
 * event alone), or an object on each line. Throws `UnsafeJson` for one of which nothing can be read; where some of it can, what cannot is
 * poison, and the rest goes on (I15).
 */
export const readBatch = (body: Uint8Array): Batch => {
  if (body.byteLength > batchLimits.bytes) throw new UnsafeJson("too-large");
  let start = 0;
  while (start < body.length && blank(body[start])) start += 1;
  const end = body.indexOf(lineFeed, start);
  const first = body[start];
  if (first !== bracket && first !== brace) throw new UnsafeJson("malformed");
  if (first === brace && end !== -1 && isWholeLine(body.subarray(start, end))) return readLines(body.subarray(start));
  try {
    return sorted(elementsOf(parseBoundedJson(body, batchLimits)));
  } catch (error) {
    if (!(error instanceof UnsafeJson)) throw error;
    return salvaged(body.subarray(start), error);
  }
};

/**
 * What can be read of a delivery that is no JSON that can be taken in as a whole: one bad record does not take its neighbours with it. A
 * delivery that is too much is refused as a whole, and so is one of which nothing can be read: Auth0 says so in its Health view.
 */
const salvaged = (body: Uint8Array, reason: UnsafeJson): Batch => {
  if (reason.reason === "duplicate-key" || reason.reason === "forbidden-key") {
    const opens = body[0] === bracket ? 0 : onlyArrayIn(body, "logs");
    const parts = opens === undefined ? [] : elementsIn(body, opens);
    if (parts.length > 1) return oneByOne(parts);
  }
  if (reason.reason === "malformed" || reason.reason === "invalid-utf8") {
    const lines = body[0] === brace ? linesIn(body) : [];
    if (lines.some(isWholeLine)) return oneByOne(lines);
  }
  throw reason;
};

/** True when a line is a JSON object of its own: then every other line is meant to be one. */
const isWholeLine = (line: Uint8Array): boolean => {
  try {
    const value: unknown = JSON.parse(Buffer.from(line).toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
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

const linesIn = (body: Uint8Array): Uint8Array[] => {
  const lines: Uint8Array[] = [];
  for (let from = 0; from < body.length; ) {
    const feed = body.indexOf(lineFeed, from);
    const line = body.subarray(from, feed === -1 ? body.length : feed);
    from = feed === -1 ? body.length : feed + 1;
    if (!line.every(blank)) lines.push(line);
  }
  return lines;
};

const readLines = (body: Uint8Array): Batch => oneByOne(linesIn(body));

const oneByOne = (parts: readonly Uint8Array[]): Batch => {
  const batch: Batch = { events: [], poison: [] };
  for (const part of parts) {
    try {
      const { events, poison } = sorted([parseBoundedJson(part, batchLimits)]);
      batch.events.push(...events);
      batch.poison.push(...poison);
    } catch (error) {
      if (!(error instanceof UnsafeJson)) throw error;
      batch.poison.push({ reason: error.reason, bytes: part });
    }
  }
  return batch;
};
