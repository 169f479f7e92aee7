import { join } from "node:path";
import type { Announced, Archive, ArchiveClass } from "./archive.ts";
import { checkArchiveName, checkArchivePrefix } from "./archive-name.ts";
import { digestOfStream } from "./digest.ts";
import { checkDownload, type DownloadPlace, type DownloadTokens, downloadPath } from "./download-tokens.ts";
import { type UploadTokens, uploadPath } from "./upload-tokens.ts";
import {
  createReceived,
  createWhole,
  makePrivateDirectory,
  piecesOfWhole,
  readWhole,
  removeUnfinished,
  removeWhole,
  removeWholeAll,
  replaceReceived,
  streamWhole,
} from "./whole-file.ts";

export interface DirectoryArchive extends Archive {
  /** Takes the file that was announced in the token of an upload address: it, whole, once, and in time. */
  receive(
    token: string,
    content: AsyncIterable<Uint8Array>,
  ): Promise<"written" | "exists" | "refused" | "no-such-address">;
  /** What an address was given out for; undefined when it was not, or its time is over. */
  announcedBy(token: string): Promise<Announced | undefined>;
  /** What a download address was given out for, with the file; undefined when it was not, its time is over, or the file is gone. */
  handOut(token: string): Promise<{ place: DownloadPlace; content: AsyncIterable<Uint8Array> } | undefined>;
}

export interface DirectoryArchiveOptions {
  root: string;
  /** Where files are uploaded from outside; without it, nothing is. */
  uploads?: { tokens: UploadTokens; publicUrl: string } | undefined;
  /** Where files are fetched from outside; without it, none is. */
  downloads?: { tokens: DownloadTokens; publicUrl: string } | undefined;
}

/** The archive of one machine: a directory per class, mode 0700, and files of mode 0600. One process at a time writes to it. */
export const directoryArchive = ({ root, uploads, downloads }: DirectoryArchiveOptions): DirectoryArchive => {
  const made = new Map<ArchiveClass, Promise<string>>();

  const make = async (kind: ArchiveClass): Promise<string> => {
    const directory = join(root, kind);
    await makePrivateDirectory(root);
    await makePrivateDirectory(directory);
    await removeUnfinished(directory);
    return directory;
  };

  /** The directory of a class, made ready at its first use; what failed is tried again at the next. */
  const directoryOf = (kind: ArchiveClass): Promise<string> => {
    const known = made.get(kind);
    if (known !== undefined) return known;
    const making = make(kind);
    made.set(kind, making);
    making.catch(() => made.delete(kind));
    return making;
  };

  return {
    putOnce: async (kind, name, content) => {
      checkArchiveName(name);
      return createWhole(await directoryOf(kind), name, content);
    },
    get: async (kind, name) => {
      checkArchiveName(name);
      return readWhole(join(await directoryOf(kind), name));
    },
    stream: async (kind, name) => {
      checkArchiveName(name);
      return piecesOfWhole(join(await directoryOf(kind), name));
    },
    digestOf: async (kind, name) => {
      checkArchiveName(name);
      const content = await piecesOfWhole(join(await directoryOf(kind), name));
      return content && digestOfStream(content);
    },
    uploadAddress: async (kind, name, announced, until) => {
      checkArchiveName(name);
      if (uploads === undefined) throw new RangeError("nothing is uploaded to this archive");
      if (kind !== "parts") throw new RangeError("only parts are uploaded");
      const token = await uploads.tokens.make({ kind, name, ...announced, until });
      return {
        method: "PUT",
        url: `${uploads.publicUrl}${uploadPath}${token}`,
        headers: { "content-type": announced.type },
      };
    },
    announcedBy: async (token) => uploads?.tokens.read(token),
    receive: async (token, content) => {
      const place = await uploads?.tokens.read(token);
      if (place === undefined) return "no-such-address";
      const { kind, name, bytes, sha256 } = place;
      return createReceived(await directoryOf(kind), name, content, {
        mostBytes: bytes,
        isWanted: (received) => received.bytes === bytes && received.sha256 === sha256,
      });
    },
    putStream: async (kind, name, content) => {
      checkArchiveName(name);
      return replaceReceived(await directoryOf(kind), name, content);
    },
    downloadAddress: async (kind, name, fileName, until) => {
      checkArchiveName(name);
      if (downloads === undefined) throw new RangeError("nothing is fetched from this archive");
      const place = checkDownload({ kind, name, fileName, until }, downloads.tokens.now());
      return `${downloads.publicUrl}${downloadPath}${await downloads.tokens.make(place)}`;
    },
    handOut: async (token) => {
      const place = await downloads?.tokens.read(token);
      if (place === undefined) return undefined;
      const content = await streamWhole(join(await directoryOf(place.kind), place.name));
      return content && { place, content };
    },
    remove: async (kind, name) => {
      checkArchiveName(name);
      await removeWhole(await directoryOf(kind), name);
    },
    removeAll: async (kind, prefix) => {
      checkArchivePrefix(prefix);
      await removeWholeAll(await directoryOf(kind), prefix);
    },
  };
};
