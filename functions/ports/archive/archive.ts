import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";

/**
 * What is kept as a file, by class: each has its own place, key and lifetime. `parts`: what recipients hand over for an export. `pages`:
 * what was collected for one and is not packed yet, sealed. `exports`: the packages.
 */
export type ArchiveClass = "receipts" | "exports" | "checkpoints" | "parts" | "pages";

/** What a file is, without its content. */
export interface Digest {
  bytes: number;
  /** SHA-256, hex. */
  sha256: string;
}

/** A file that is yet to come: exactly this many bytes, of exactly this content. */
export interface Announced extends Digest {
  /** Its media type. */
  type: string;
}

/** Where somebody else puts one file, once, without a right of their own. Whoever has it can use it: it is told to nobody else. */
export interface UploadAddress {
  method: "PUT";
  url: string;
  /** To be sent as they are. */
  headers: Record<string, string>;
}

/** Files that outlive a run. Names are ours, never from data. Every call may throw `Busy`. */
export interface Archive {
  /** Writes a new file whole or not at all. "exists": there was one of the name, it stands as it was. */
  putOnce(kind: ArchiveClass, name: string, content: Uint8Array): Promise<"written" | "exists">;
  /** Undefined when there is none. */
  get(kind: ArchiveClass, name: string): Promise<Uint8Array | undefined>;
  /**
   * The same piece by piece, for files that do not fit into memory. Each piece is good until the next is asked for: it may stand in the same
   * memory. Whoever keeps one copies it.
   */
  stream(kind: ArchiveClass, name: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Undefined when there is none. */
  digestOf(kind: ArchiveClass, name: string): Promise<Digest | undefined>;
  /** An address for the announced file alone: other content is refused, and so is a second file of the name. */
  uploadAddress(kind: ArchiveClass, name: string, announced: Announced, until: Instant): Promise<UploadAddress>;
  /** Writes a file as it comes, however large, in the place of an earlier one of the name. A reader finds it whole or not at all. */
  putStream(kind: ArchiveClass, name: string, content: AsyncIterable<Uint8Array>): Promise<Digest>;
  /** An address under which whoever has it fetches this file, saved as `fileName`, until a moment that is at most 60 s away (I22). */
  downloadAddress(kind: ArchiveClass, name: string, fileName: string, until: Instant): Promise<string>;
  /** Twice is the same as once. */
  remove(kind: ArchiveClass, name: string): Promise<void>;
  /** Removes every file whose name begins so. Twice is the same as once. */
  removeAll(kind: ArchiveClass, prefix: string): Promise<void>;
}

/** The receipt of a request, among receipts: no other file of theirs begins with a digit. */
export const receiptName = (requestId: RequestId): string => `${requestId}.jws`;
