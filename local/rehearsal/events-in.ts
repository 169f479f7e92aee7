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
  for await (const line of lines) {
    if (line.trim() === "") continue;
    if (isFirst) {
      isFirst = false;
      const first = parsed(line);
      const isRecord = typeof first === "object" && first !== null && !Array.isArray(first) && !("unreadable" in first);
      if (!isRecord || "logs" in first) whole = [];
    }
    if (whole === undefined) yield parsed(line);
    else whole.push(line);
  }
  if (whole === undefined) return;
  const content = parsed(whole.join("\n"), limits);
  const elements = Array.isArray(content) ? content : isBatch(content) ? content.logs : [content];
  yield* elements;
}

const isBatch = (content: Json | Unreadable): content is { logs: Json[] } =>
  typeof content === "object" && content !== null && "logs" in content && Array.isArray(content.logs);
