// Content on its way into the compressor. It is hundreds of megabytes: memory that is taken anew for each piece has the whole heap looked
// through for it, again and again, so one piece of memory serves for all.

export type Pieces = AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>;

/** Pieces of this size keep the compressor busy: each hands over to another thread and back, and a fifth of the time went into that with 256 KB. */
export const pieceBytes = 1024 * 1024;

const encoder = new TextEncoder();

/** What fits of it, into the memory; answers with how much was taken, in its own units, and how many bytes it came to. */
const fill = (memory: Uint8Array, content: Uint8Array | string): { read: number; written: number } => {
  if (typeof content === "string") return encoder.encodeInto(content, memory);
  const fitting = content.subarray(0, memory.byteLength);
  memory.set(fitting);
  return { read: fitting.byteLength, written: fitting.byteLength };
};

/** The content in larger pieces, texts encoded. Each is good until the next is asked for: it stands in the same memory. */
export async function* inOneMemory(content: Pieces, memory: Uint8Array): AsyncGenerator<Uint8Array, void> {
  let filled = 0;
  for await (let rest of content) {
    while (rest.length > 0) {
      if (filled === 0 && typeof rest !== "string" && rest.byteLength >= memory.byteLength) {
        yield rest;
        break;
      }
      const { read, written } = fill(memory.subarray(filled), rest);
      filled += written;
      rest = typeof rest === "string" ? rest.slice(read) : rest.subarray(read);
      if (rest.length === 0) break;
      yield memory.subarray(0, filled);
      filled = 0;
    }
  }
  if (filled > 0) yield memory.subarray(0, filled);
}
