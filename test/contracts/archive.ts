import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Clock } from "#kernel/clock.ts";
import { plus } from "#kernel/instant.ts";
import type { Archive, ArchiveClass } from "#ports/archive/archive.ts";
import { at } from "../support/requests.ts";

export interface ArchiveHost {
  archive: Archive;
  clock: Clock;
  /** What somebody gets who has an address and nothing else. */
  fetch(url: string): Promise<{ content: Uint8Array; disposition: string }>;
  close(): Promise<void>;
}

async function* pieces(...texts: string[]): AsyncIterable<Uint8Array> {
  for (const text of texts) yield bytes(text);
}
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Fetches as a browser does: nothing but the address. */
export const saved = async (url: string): Promise<{ content: Uint8Array; disposition: string }> => {
  const answer = await fetch(url);
  if (answer.status !== 200) throw new Error(`the address answered ${answer.status}`);
  const disposition = answer.headers.get("content-disposition") ?? "";
  return { content: new Uint8Array(await answer.arrayBuffer()), disposition };
};

export const archiveContract = (name: string, make: () => Promise<ArchiveHost>) =>
  describe(`an archive (${name})`, () => {
    const withArchive = async (use: (archive: Archive, host: ArchiveHost) => Promise<void>): Promise<void> => {
      const host = await make();
      try {
        await use(host.archive, host);
      } finally {
        await host.close();
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
        // a piece is good until the next is asked for
        for await (const piece of (await archive.stream("parts", "one")) ?? []) pieces.push(Uint8Array.from(piece));
        expect(Buffer.concat(pieces).equals(content)).toBe(true);
        const sha256 = createHash("sha256").update(content).digest("hex");
        expect(await archive.digestOf("parts", "one")).toEqual({ bytes: content.byteLength, sha256 });
      }));

    // larger than two parts of a multipart upload, in pieces of an odd size
    const large = Buffer.alloc(17 * 1_048_576 + 5, "a large file, of many parts. ");
    async function* inPieces(content: Uint8Array) {
      for (let at = 0; at < content.byteLength; at += 333_333) yield content.subarray(at, at + 333_333);
    }
    const read = async (archive: Archive, kind: ArchiveClass, name: string): Promise<Buffer> => {
      const found: Uint8Array[] = [];
      for await (const piece of (await archive.stream(kind, name)) ?? []) found.push(Uint8Array.from(piece));
      return Buffer.concat(found);
    };
    const digest = (content: Uint8Array) => ({
      bytes: content.byteLength,
      sha256: createHash("sha256").update(content).digest("hex"),
    });

    test(
      "writes a file of many parts as it comes, and says what it came to",
      () =>
        withArchive(async (archive) => {
          expect(await archive.putStream("exports", "one.zip", inPieces(large))).toEqual(digest(large));
          expect((await read(archive, "exports", "one.zip")).equals(large)).toBe(true);
          expect(await archive.digestOf("exports", "one.zip")).toEqual(digest(large));
        }),
      30_000,
    );

    test("writes a file as it comes in the place of an earlier one, also one of nothing", () =>
      withArchive(async (archive) => {
        await archive.putStream("exports", "one.zip", pieces("first"));
        expect(await archive.putStream("exports", "one.zip", pieces("sec", "ond"))).toEqual(digest(bytes("second")));
        expect(await archive.get("exports", "one.zip")).toEqual(bytes("second"));
        expect(await archive.putStream("exports", "one.zip", pieces())).toEqual(digest(bytes("")));
        expect(await archive.get("exports", "one.zip")).toEqual(bytes(""));
      }));

    test.each([1, 40])(
      "keeps nothing of a file that broke off after %i pieces, and the earlier one as it was",
      (count) =>
        withArchive(async (archive) => {
          async function* broken() {
            let left = count;
            for await (const piece of inPieces(large)) {
              if (left === 0) throw new TypeError("the source broke off");
              left -= 1;
              yield piece;
            }
          }
          await expect(archive.putStream("exports", "new.zip", broken())).rejects.toThrow();
          expect(await archive.get("exports", "new.zip")).toBeUndefined();
          await archive.putStream("exports", "old.zip", pieces("whole"));
          await expect(archive.putStream("exports", "old.zip", broken())).rejects.toThrow();
          expect(await archive.get("exports", "old.zip")).toEqual(bytes("whole"));
        }),
      30_000,
    );

    test("gives out an address under which a package is saved, and never shown, by whoever has it", () =>
      withArchive(async (archive, { clock, fetch }) => {
        await archive.putStream("exports", "one.zip", pieces("PK content"));
        const url = await archive.downloadAddress("exports", "one.zip", "habeas.zip", plus(clock.now(), 60));
        const { content, disposition } = await fetch(url);
        expect(Buffer.from(content).toString()).toBe("PK content");
        expect(disposition).toBe('attachment; filename="habeas.zip"');
      }));

    test("gives out none for more than a minute, for other files, or under a name that is not plain (I22)", () =>
      withArchive(async (archive, { clock }) => {
        const soon = plus(clock.now(), 60);
        const refused = [
          archive.downloadAddress("exports", "one.zip", "habeas.zip", plus(clock.now(), 61)),
          archive.downloadAddress("receipts", "one.zip", "habeas.zip", soon),
          archive.downloadAddress("parts", "one.zip", "habeas.zip", soon),
          archive.downloadAddress("exports", "one.zip", 'a";x="b.zip', soon),
          archive.downloadAddress("exports", "one.zip", "a/b.zip", soon),
          archive.downloadAddress("exports", "one.zip", "", soon),
        ];
        for (const each of await Promise.allSettled(refused))
          expect(each).toMatchObject({ status: "rejected", reason: expect.any(RangeError) });
      }));

    const id = "01JDF7Z8R5QK3V9X2M4N6P8S0T";
    const others = "01JDF7Z8R5QK3V9X2M4N6P8S0V.pages.1";
    test(
      "removes all files of a request, however many, and no other",
      () =>
        withArchive(async (archive) => {
          const many = Array.from({ length: 130 }, (_, number) => `${id}.pages.${number}`);
          for (const file of [...many, id, `${id}x.1`, others]) await archive.putOnce("parts", file, bytes(file));
          await archive.putOnce("exports", `${id}.pages.0`, bytes("x"));
          for (const _time of ["once", "twice"]) {
            await archive.removeAll("parts", `${id}.`);
            for (const file of many) expect(await archive.digestOf("parts", file)).toBeUndefined();
            for (const file of [id, `${id}x.1`, others]) expect(await archive.get("parts", file)).toEqual(bytes(file));
            expect(await archive.get("exports", `${id}.pages.0`)).toEqual(bytes("x"));
          }
        }),
      30_000,
    );

    test.each(["", ".", "../", "*", "01JDF7Z8R5QK3V9X2M4N6P8S0T", "01JDF7Z8R5QK3V9X2M4N6P8S0T.*"])(
      "removes nothing for a beginning such as %j",
      (bad) =>
        withArchive(async (archive) => {
          await archive.putOnce("parts", "one", bytes("x"));
          await expect(archive.removeAll("parts", bad)).rejects.toBeInstanceOf(RangeError);
          expect(await archive.get("parts", "one")).toEqual(bytes("x"));
        }),
    );

    test("has no pieces and no digest of a file that is not there", () =>
      withArchive(async (archive) => {
        expect(await archive.stream("parts", "none")).toBeUndefined();
        expect(await archive.digestOf("parts", "none")).toBeUndefined();
      }));

    test.each(["", ".", "..", ".hidden", "a/b", "../x", "a\\b", "a b", "ä", "a\n", "x".repeat(129)])(
      "takes no name such as %j, in no call",
      (bad) =>
        withArchive(async (archive, { clock }) => {
          await expect(archive.putOnce("receipts", bad, bytes("x"))).rejects.toBeInstanceOf(RangeError);
          await expect(archive.get("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.remove("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.stream("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.digestOf("receipts", bad)).rejects.toBeInstanceOf(RangeError);
          await expect(archive.putStream("exports", bad, pieces("x"))).rejects.toBeInstanceOf(RangeError);
          const until = plus(clock.now(), 60);
          await expect(archive.downloadAddress("exports", bad, "a.zip", until)).rejects.toBeInstanceOf(RangeError);
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
