import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { parseBoundedJson, UnsafeJson } from "#kernel/bounded-json.ts";
import type { Json } from "#kernel/json.ts";

/** A line, or an element of an array, that is no JSON that can be taken in. */
export interface Unreadable {
  unreadable: string;
}

const limits = { bytes: 256 * 1024 * 1024, depth: 64, keys: 50_000_000 };
const ofLine = { bytes: 1024 * 1024, depth: 64, keys: 50_000 };

const parsed = (text: string, within = ofLine): Json | Unreadable => {
  try {
    return parseBoundedJson(Buffer.from(text), within);
  } catch (error) {
    if (error instanceof UnsafeJson) return { unreadable: error.reason };
    throw error;
  }
};

/**
 * The events of a file or of standard input, as they were exported: one on each line (read line by line, however many), an array, or an
 * object with `logs` (read whole, at most 256 MB).
 */
export async function* elementsIn(source: Readable): AsyncGenerator<Json | Unreadable> {
  const lines = createInterface({ input: source, crlfDelay: Number.POSITIVE_INFINITY });
  let whole: string[] | undefined;
  let isFirst = true;
  for await (const read of lines) {
    const line = isFirst ? read.replace(/^\uFEFF/, "") : read; // some exports begin with a byte order mark
    if (line.trim() === "") continue;
    if (isFirst) {
      isFirst = false;
      if (!isRecord(line) || isBatch(parsed(line))) whole = [];
    }
    if (whole === undefined) yield parsed(line);
    else whole.push(line);
  }
  if (whole === undefined) return;
  const content = parsed(whole.join("\n"), limits);
  if (isUnreadable(content) && whole.some(isRecord)) {
    for (const line of whole) yield parsed(line); // lines after all, of which the first is broken
    return;
  }
  const elements = Array.isArray(content) ? content : isBatch(content) ? content.logs : [content];
  yield* elements;
}

const isUnreadable = (content: Json | Unreadable): boolean =>
  typeof content === "object" && content !== null && "unreadable" in content;

/** True for a line that is an object of its own. */
const isRecord = (line: string): boolean => {
  const content = parsed(line);
  return typeof content === "object" && content !== null && !Array.isArray(content) && !isUnreadable(content);
};

const isBatch = (content: Json | Unreadable): content is { logs: Json[] } =>
  typeof content === "object" && content !== null && "logs" in content && Array.isArray(content.logs);
