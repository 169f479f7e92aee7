import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plus } from "#kernel/instant.ts";
import { downloadDoor } from "#local/download-door.ts";
import { listen } from "#local/http-host.ts";
import { type DirectoryArchive, directoryArchive } from "#ports/archive/directory-archive.ts";
import { downloadTokens } from "#ports/archive/download-tokens.ts";
import { uploadTokens } from "#ports/archive/upload-tokens.ts";
import { jsonLog } from "#runtime/log.ts";
import { archiveContract, saved } from "../contracts/archive.ts";
import { memoryKeys } from "../support/memory-keys.ts";
import { at } from "../support/requests.ts";
import { withDirectory } from "../support/sqlite-host.ts";
import { type WoundClock, woundClock } from "../support/wound-clock.ts";

archiveContract("a directory", async () => {
  const root = await mkdtemp(join(tmpdir(), "habeas-"));
  const clock = woundClock();
  const tokens = downloadTokens({ keys: memoryKeys(), clock });
  const archive = directoryArchive({ root, downloads: { tokens, publicUrl: "https://privacy.example.com" } });
  const host = await listen(0, {
    routes: () => async () => ({ statusCode: 404 }),
    streams: downloadDoor(archive),
    log: jsonLog({ sink: () => {} }),
  });
  return {
    archive,
    clock,
    fetch: (url) => saved(`${host.url}${new URL(url).pathname}`),
    close: async () => {
      await host.close();
      await rm(root, { recursive: true, force: true });
    },
  };
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const content = new Uint8Array(Buffer.from("content"));

describe("uploads into a directory", () => {
  const bytes = Buffer.from("what was announced");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const announced = { bytes: bytes.byteLength, sha256, type: "text/plain" };
  const stream = (...pieces: Uint8Array[]) =>
    (async function* () {
      yield* pieces;
    })();

  const scene = async (
    use: (scene: { archive: DirectoryArchive; token: string; clock: WoundClock; root: string }) => Promise<void>,
  ) =>
    withDirectory(async (root) => {
      const clock = woundClock();
      const uploads = { tokens: uploadTokens({ keys: memoryKeys(), clock }), publicUrl: "https://privacy.example.com" };
      const archive = directoryArchive({ root, uploads });
      const { url, method } = await archive.uploadAddress("parts", "one", announced, plus(clock.now(), 3600));
      expect([method, url.startsWith("https://privacy.example.com/recipients/uploads/")]).toEqual(["PUT", true]);
      await use({ archive, token: url.split("/").at(-1) ?? "", clock, root });
    });

  test("take the announced file, once", () =>
    scene(async ({ archive, token }) => {
      expect(await archive.receive(token, stream(bytes.subarray(0, 5), bytes.subarray(5)))).toBe("written");
      expect(await archive.receive(token, stream(bytes))).toBe("exists");
      expect(await archive.digestOf("parts", "one")).toEqual({ bytes: bytes.byteLength, sha256 });
    }));

  test("keep nothing of another file, of one that is longer, or of one that was cut off", () =>
    scene(async ({ archive, token, root }) => {
      const other = Buffer.from(bytes.toString().toUpperCase());
      expect(await archive.receive(token, stream(other))).toBe("refused");
      expect(await archive.receive(token, stream(bytes, Buffer.from("!")))).toBe("refused");
      expect(await archive.receive(token, stream(bytes.subarray(1)))).toBe("refused");
      const broken = (async function* () {
        yield bytes.subarray(0, 3);
        throw new Error("the line is cut");
      })();
      await expect(archive.receive(token, broken)).rejects.toThrow("the line is cut");
      expect(readdirSync(join(root, "parts"))).toEqual([]);
      expect(await archive.receive(token, stream(bytes))).toBe("written");
    }));

  test("read no more than was announced, whatever is sent (I15)", () =>
    scene(async ({ archive, token }) => {
      let read = 0;
      const endless = (async function* () {
        for (;;) {
          read += 1;
          yield Buffer.alloc(1000);
        }
      })();
      expect(await archive.receive(token, endless)).toBe("refused");
      expect(read).toBe(1);
    }));

  test("are over with their time, and a token that we did not make opens nothing (I20)", () =>
    scene(async ({ archive, token, clock }) => {
      const [content = "", signature = ""] = token.split(".");
      const place = JSON.parse(Buffer.from(content, "base64url").toString());
      const bent = Buffer.from(JSON.stringify({ ...place, name: "two" })).toString("base64url");
      for (const forged of [`${bent}.${signature}`, `${content}.`, content, "", ".", `${token}.x`, `${token}A`]) {
        expect([forged, await archive.receive(forged, stream(bytes))]).toEqual([forged, "no-such-address"]);
      }
      clock.wind(3600);
      expect(await archive.announcedBy(token)).toBeUndefined();
      expect(await archive.receive(token, stream(bytes))).toBe("no-such-address");
    }));

  test("are not offered by an archive that has no door for them", () =>
    withDirectory(async (root) => {
      const archive = directoryArchive({ root });
      await expect(archive.uploadAddress("parts", "one", announced, at("2026-11-24"))).rejects.toThrow(RangeError);
      expect(await archive.receive("x.y", stream(bytes))).toBe("no-such-address");
    }));
});

describe("the archive in a directory", () => {
  test("is closed to everybody else: directories 0700, files 0600", () =>
    withDirectory(async (root) => {
      await directoryArchive({ root: join(root, "archive") }).putOnce("receipts", "one", content);
      expect(modeOf(join(root, "archive"))).toBe(0o700);
      expect(modeOf(join(root, "archive", "receipts"))).toBe(0o700);
      expect(modeOf(join(root, "archive", "receipts", "one"))).toBe(0o600);
    }));

  test("leaves nothing beside the files, neither when one was written nor when it stood already", () =>
    withDirectory(async (root) => {
      const archive = directoryArchive({ root });
      await archive.putOnce("receipts", "one", content);
      await archive.putOnce("receipts", "one", content);
      expect(readdirSync(join(root, "receipts"))).toEqual(["one"]);
    }));

  test("clears away what a killed process left half-written, and keeps what was whole (I9)", () =>
    withDirectory(async (root) => {
      await directoryArchive({ root }).putOnce("exports", "whole", content);
      writeFileSync(join(root, "exports", ".unfinished-0123"), "half an export");
      await directoryArchive({ root }).get("exports", "whole");
      expect(readdirSync(join(root, "exports"))).toEqual(["whole"]);
      expect(readFileSync(join(root, "exports", "whole"), "utf8")).toBe("content");
    }));

  test("goes on after its directory could not be made", () =>
    withDirectory(async (root) => {
      const place = join(root, "archive");
      writeFileSync(place, "a file is in the way");
      const archive = directoryArchive({ root: place });
      await expect(archive.putOnce("receipts", "one", content)).rejects.toThrow();
      await rm(place);
      expect(await archive.putOnce("receipts", "one", content)).toBe("written");
    }));
});
