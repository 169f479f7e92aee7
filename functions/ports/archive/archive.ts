/** What is kept as a file, by class: each has its own place, key and lifetime. */
export type ArchiveClass = "receipts" | "exports" | "checkpoints";

/** Files that outlive a run. Names are ours, never from data. Every call may throw `Busy`. */
export interface Archive {
  /** Writes a new file whole or not at all. "exists": there was one of the name, it stands as it was. */
  putOnce(kind: ArchiveClass, name: string, content: Uint8Array): Promise<"written" | "exists">;
  /** Undefined when there is none. */
  get(kind: ArchiveClass, name: string): Promise<Uint8Array | undefined>;
  /** Twice is the same as once. */
  remove(kind: ArchiveClass, name: string): Promise<void>;
}
