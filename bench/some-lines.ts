/** Numbers that are the same at every run (mulberry32), so that every run packs the same bytes. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const words =
  "red blue cotton shirt boots delivered to the door box paid by card left at neighbour returned size small large".split(
    " ",
  );

const someLine = (number: (below: number) => number, place: number): string =>
  `${JSON.stringify({
    order: `${number(0xffffffff).toString(16)}${number(0xffffffff).toString(16)}`,
    at: new Date(1_700_000_000_000 + place * 61_000 + number(60_000)).toISOString(),
    state: ["ordered", "paid", "sent", "returned"][number(4)],
    items: Array.from({ length: 1 + number(4) }, () => ({
      article: number(90_000),
      name: Array.from({ length: 4 }, () => words[number(words.length)]).join(" "),
      cents: number(20_000),
    })),
    note: Array.from({ length: 3 + number(12) }, () => words[number(words.length)]).join(" "),
  })}\n`;

const blockBytes = 4 * 1024 * 1024;

/**
 * Orders as JSON lines, exactly so many bytes. One block is made and repeated: deflate looks back 32 KB, so that it never sees that it has
 * met a block before, and making the bytes costs next to nothing.
 */
export async function* someLines(bytes: number): AsyncIterable<Uint8Array> {
  const number = numbers(8);
  const lines: string[] = [];
  for (let size = 0; size < blockBytes; ) {
    const line = someLine(number, lines.length);
    lines.push(line);
    size += line.length;
  }
  const block = Buffer.from(lines.join(""), "latin1");
  for (let left = bytes; left > 0; left -= block.byteLength)
    yield left < block.byteLength ? block.subarray(0, left) : block;
}
