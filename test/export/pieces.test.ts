import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inOneMemory } from "#export/package/pieces.ts";

const gathered = async (content: (string | Uint8Array)[], bytes: number): Promise<Uint8Array[]> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of inOneMemory(content, Buffer.alloc(bytes))) pieces.push(Uint8Array.from(piece));
  return pieces;
};

describe("content in one piece of memory", () => {
  test("is the same bytes, whatever it is cut into (100 makings)", async () => {
    const piece = fc.oneof(fc.string({ unit: "grapheme", maxLength: 60 }), fc.uint8Array({ maxLength: 60 }));
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 20 }), fc.integer({ min: 4, max: 32 }), async (content, bytes) => {
        const pieces = await gathered(content, bytes);
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(content.map((each) => Buffer.from(each as string))));
      }),
      { numRuns: 100 },
    );
  });

  test("comes in pieces as large as the memory, but for the last", async () => {
    const pieces = await gathered([..."a line of text, and another".repeat(10)], 64);
    expect(pieces.map(({ byteLength }) => byteLength)).toEqual([64, 64, 64, 64, 14]);
  });

  test("is handed on as it is where it is large already", async () => {
    const large = randomBytes(64);
    for await (const piece of inOneMemory([large], Buffer.alloc(64))) expect(piece).toBe(large);
  });
});
