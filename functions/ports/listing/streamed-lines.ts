import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Busy } from "#kernel/failure.ts";

export interface LineBounds {
  /** For the whole of it, until the last byte. */
  deadlineMs: number;
  /** Of one line, in characters: an account of Auth0 has 10 KB, and 64 KB at the worst. */
  maxLine: number;
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The body's bytes, unpacked where they are packed: a server that says so in a header has fetch unpack them before. */
const unpacked = async function* (body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = body[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  const whole = async function* () {
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => source };
  };
  if (!isGzip(first.value)) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  // what breaks on the way comes out of the end that is read
  pipeline(Readable.from(whole()), gunzip, () => undefined);
  yield* gunzip;
};

/**
 * The lines of a file behind an address, as they come in: however long the file, no more than some of it is in memory. Redirects are not
 * followed. Throws `Busy` when it cannot be had or breaks off in the middle; the address is in no error, for whoever has it has the file.
 */
export const streamedLines = async function* (
  url: string,
  { deadlineMs, maxLine }: LineBounds,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): AsyncIterable<string> {
  const broken = (why: string): Busy => new Busy(`The list of accounts cannot be downloaded: ${why}.`);
  const response = await fetch(url, { signal: AbortSignal.timeout(deadlineMs), redirect: "error" }).catch(
    () => undefined,
  );
  if (response === undefined) throw broken("no connection");
  if (!response.ok || response.body === null) throw broken(`the answer is ${response.status}`);
  const text = new TextDecoder("utf-8");
  let rest = "";
  const chunks = unpacked(response.body)[Symbol.asyncIterator]();
  for (;;) {
    const chunk = await chunks.next().catch(() => undefined);
    if (chunk === undefined) throw broken("it broke off");
    rest += chunk.done === true ? text.decode() : text.decode(chunk.value, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > maxLine) throw broken("a line does not end");
    for (const line of lines) if (line.trim() !== "") yield line;
    if (chunk.done === true) break;
  }
  if (rest.trim() !== "") yield rest;
};
