import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { directoryArchive } from "#ports/archive/directory-archive.ts";
import { archiveContract } from "../contracts/archive.ts";
import { withDirectory } from "../support/sqlite-host.ts";

archiveContract("a directory", async () => {
  const root = await mkdtemp(join(tmpdir(), "habeas-"));
  return { archive: directoryArchive({ root }), close: () => rm(root, { recursive: true, force: true }) };
});

const modeOf = (path: string): number => statSync(path).mode & 0o777;
const content = new Uint8Array(Buffer.from("content"));

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
