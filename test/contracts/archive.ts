import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Archive } from "#ports/archive/archive.ts";
import { at } from "../support/requests.ts";

export interface ArchiveHost {
  archive: Archive;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

export const archiveContract = (name: string, make: () => Promise<ArchiveHost>) =>
  describe(`an archive (${name})`, () => {
    const withArchive = async (use: (archive: Archive) => Promise<void>): Promise<void> => {
      const { archive, close } = await make();
      try {
        await use(archive);
      } finally {
        await close();
      }
    };

    test("gives back the very bytes that were put", () =>
      withArchive(async (archive) => {
        const content = new Uint8Array(70_000).map((_, place) => place % 251);
        expect(await archive.putOnce("receipts", "one.jws", content)).toBe("written");
        expect(Buffer.from((await archive.get("receipts", "one.jws")) ?? [])).toEqual(Buffer.from(content));
      }));

    test("keeps the first when a name is put again, and says so", () =>
      withArchive(async (archive) => {
        await archive.putOnce("receipts", "one.jws", bytes("first"));
        expect(await archive.putOnce("receipts", "one.jws", bytes("second"))).toBe("exists");
        expect(await archive.get("receipts", "one.jws")).toEqual(bytes("first"));
      }));

    test("lets exactly one of ten at once write, and all of them find what it wrote (I8)", () =>
      withArchive(async (archive) => {
        const contents = Array.from({ length: 10 }, (_, place) => bytes(`content ${place}`));
        const answers = await Promise.all(contents.map((content) => archive.putOnce("receipts", "r.jws", content)));
        expect(answers.filter((answer) => answer === "written")).toHaveLength(1);
        expect(await archive.get("receipts", "r.jws")).toEqual(contents[answers.indexOf("written")]);
      }));

    test("knows no file of another class, and none that was never put", () =>
      withArchive(async (archive) => {
        await archive.putOnce("receipts", "one", bytes("x"));
        expect(await archive.get("exports", "one")).toBeUndefined();
        expect(await archive.get("receipts", "two")).toBeUndefined();
      }));

    test("removes a file, and does nothing the second time; the name is free again", () =>
      withArchive(async (archive) => {
        await archive.putOnce("exports", "one", bytes("x"));
        await archive.remove("exports", "one");
        await archive.remove("exports", "one");
        expect(await archive.get("exports", "one")).toBeUndefined();
        expect(await archive.putOnce("exports", "one", bytes("y"))).toBe("written");
      }));

    test("gives a file piece by piece, and says what it is without its content", () =>
      withArchive(async (archive) => {
        const content = new Uint8Array(300_000).map((_, place) => place % 253);
        await archive.putOnce("parts", "one", content);
        const pieces: Uint8Array[] = [];
        for await (const piece of (await archive.stream("parts", "one")) ?? []) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(content)).toBe(true);
        const sha256 = createHash("sha256").update(content).digest("hex");
        expect(await archive.digestOf("parts", "one")).toEqual({ bytes: content.byteLength, sha256 });
      }));

    test("has no pieces and no digest of a file that is not there", () =>
      withArchive(async (archive) => {
        expect(await archive.stream("parts", "none")).toBeUndefined();
        expect(await archive.digestOf("parts", "none")).toBeUndefined();
      }));

    test.each(["", ".", "..", ".hidden", "a/b", "../x", "a\\b", "a b", "ä", "a\n", "x".repeat(129)])(
      "takes no name such as %j, in no call",
      (bad) =>
        withArchive(async (archive) => {
          await expect(archive.putOnce("receipts", bad, bytes("x"))).rejects.toBeInstanceOf(RangeError);
          await expect(archive.get("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.remove("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.stream("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.digestOf("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          const announced = { bytes: 1, sha256: "0".repeat(64), type: "text/plain" };
          await expect(archive.uploadAddress("parts", bad, announced, at("2026-11-24"))).rejects.toBeInstanceOf(
            RangeError,
          );
        }),
    );

    test("takes every name of its form", () =>
      withArchive(async (archive) => {
        const names = fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/);
        await fc.assert(
          fc.asyncProperty(names, async (file) => {
            await archive.remove("exports", file);
            await archive.putOnce("exports", file, bytes(file));
            expect(await archive.get("exports", file)).toEqual(bytes(file));
            await archive.remove("exports", file);
          }),
          { numRuns: 25 },
        );
      }));
  });
