import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { chmod, type FileHandle, link, mkdir, open, readdir, readFile, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { Busy } from "#kernel/failure.ts";
import type { Digest } from "./archive.ts";

// Files of this machine that are there whole or not at all: what the archive, the keys and the secrets are made of.

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);

/** A full or failing disk is a trouble that ends; everything else is a bug. */
const carriedOut = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!hasCode(error, "ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ENFILE", "EAGAIN", "EBUSY", "ENOMEM"))
      throw error;
    throw new Busy("The disk is full, failing or overloaded.", { cause: error });
  }
};

/** Makes the directory, closed to others whatever it was before. */
export const makePrivateDirectory = (directory: string): Promise<void> =>
  carriedOut(async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  });

const temporaryPrefix = ".unfinished-";

/** Removes what a killed process left half-written. Only for a directory that one process at a time writes to. */
export const removeUnfinished = (directory: string): Promise<void> =>
  carriedOut(async () => {
    const names = await readdir(directory);
    await Promise.all(
      names.filter((name) => name.startsWith(temporaryPrefix)).map((name) => removeFile(join(directory, name))),
    );
  });

/** Without it a new name can vanish in a power cut though the content is safe. */
const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** The content safe on disk under a name that nobody reads. */
const writeTemporary = async (directory: string, content: Uint8Array): Promise<string> => {
  const path = join(directory, `${temporaryPrefix}${randomBytes(12).toString("hex")}`);
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await unlink(path).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
  return path;
};

/** Gives a whole file its name unless the name is taken: `link` refuses where `rename` would overwrite. Survives a power cut. */
export const createWhole = (directory: string, name: string, content: Uint8Array): Promise<"written" | "exists"> =>
  carriedOut(async () => {
    const temporary = await writeTemporary(directory, content);
    try {
      await link(temporary, join(directory, name));
      return "written" as const;
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
      return "exists" as const;
    } finally {
      await removeFile(temporary);
      // also for "exists": who wrote it may have been killed just before this
      await syncDirectory(directory);
    }
  });

/**
 * As `createWhole`, for content that does not fit into memory. "refused": it was not what was wanted, and nothing is kept of it; more than
 * `mostBytes` is never read.
 */
export const createReceived = (
  directory: string,
  name: string,
  content: AsyncIterable<Uint8Array>,
  { mostBytes, isWanted }: { mostBytes: number; isWanted: (received: Digest) => boolean },
): Promise<"written" | "exists" | "refused"> =>
  carriedOut(async () => {
    const temporary = join(directory, `${temporaryPrefix}${randomBytes(12).toString("hex")}`);
    const handle = await open(temporary, "wx", 0o600);
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const chunk of content) {
        bytes += chunk.byteLength;
        if (bytes > mostBytes) return "refused";
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
      if (!isWanted({ bytes, sha256: hash.digest("hex") })) return "refused";
      await handle.sync();
      await link(temporary, join(directory, name));
      return "written";
    } catch (error) {
      if (!hasCode(error, "EEXIST")) throw error;
      return "exists";
    } finally {
      await handle.close();
      await removeFile(temporary);
      await syncDirectory(directory);
    }
  });

/** As `replaceWhole`, for content that does not fit into memory. Answers with what came. */
export const replaceReceived = (directory: string, name: string, content: AsyncIterable<Uint8Array>): Promise<Digest> =>
  carriedOut(async () => {
    const temporary = join(directory, `${temporaryPrefix}${randomBytes(12).toString("hex")}`);
    const handle = await open(temporary, "wx", 0o600);
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const chunk of content) {
        bytes += chunk.byteLength;
        hash.update(chunk);
        await handle.writeFile(chunk);
      }
      await handle.sync();
    } catch (error) {
      await handle.close();
      await removeFile(temporary);
      throw error;
    }
    await handle.close();
    await rename(temporary, join(directory, name));
    await syncDirectory(directory);
    return { bytes, sha256: hash.digest("hex") };
  });

/** Removes every file of a directory whose name begins so. */
export const removeWholeAll = (directory: string, prefix: string): Promise<void> =>
  carriedOut(async () => {
    for (const name of await readdir(directory)) {
      if (name.startsWith(prefix)) await removeFile(join(directory, name));
    }
    await syncDirectory(directory);
  });

/** Sixteen times Node's own: each call hands over to another thread and back, which for a file of gigabytes costs more than the reading. */
const readBytes = 1024 * 1024;

/** A file piece by piece; undefined when there is no such file. */
export const streamWhole = (path: string): Promise<AsyncIterable<Uint8Array> | undefined> =>
  carriedOut(async () => {
    try {
      return (await open(path, constants.O_RDONLY)).createReadStream({ highWaterMark: readBytes });
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      return undefined;
    }
  });

/** As `streamWhole`, all in one piece of memory: each piece is good until the next is asked for. */
export const piecesOfWhole = (path: string): Promise<AsyncIterable<Uint8Array> | undefined> =>
  carriedOut(async () => {
    try {
      return piecesOf(await open(path, constants.O_RDONLY));
    } catch (error) {
      if (!hasCode(error, "ENOENT")) throw error;
      return undefined;
    }
  });

async function* piecesOf(file: FileHandle): AsyncIterable<Uint8Array> {
  try {
    const memory = Buffer.allocUnsafeSlow(readBytes);
    for (;;) {
      const { bytesRead } = await file.read(memory, 0, readBytes);
      if (bytesRead === 0) return;
      yield memory.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Replaces a file, or makes it; a reader sees the old content or the new, never a part. */
export const replaceWhole = (directory: string, name: string, content: Uint8Array): Promise<void> =>
  carriedOut(async () => {
    const temporary = await writeTemporary(directory, content);
    await rename(temporary, join(directory, name));
    await syncDirectory(directory);
  });

export const readWhole = (path: string): Promise<Uint8Array | undefined> =>
  carriedOut(async () => {
    try {
      return new Uint8Array(await readFile(path));
    } catch (error) {
      if (hasCode(error, "ENOENT")) return undefined;
      throw error;
    }
  });

export const removeWhole = (directory: string, name: string): Promise<void> =>
  carriedOut(async () => {
    await removeFile(join(directory, name));
    await syncDirectory(directory);
  });

const removeFile = async (path: string): Promise<void> => {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
};

/** A file that others on this machine can read is no place for a key or a secret. */
export class ReadableByOthers extends Error {
  override readonly name = "ReadableByOthers" as const;
}

/** As `readWhole`, and throws `ReadableByOthers` unless the file is its owner's alone. Windows has no such modes. */
export const readPrivate = async (path: string): Promise<Uint8Array | undefined> => {
  const content = await readWhole(path);
  if (content === undefined || process.platform === "win32") return content;
  const { mode } = await stat(path);
  if ((mode & 0o077) === 0) return content;
  throw new ReadableByOthers(`Others can read ${path}. Give it mode 0600: chmod 600 ${path}`);
};
