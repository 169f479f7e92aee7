import * as z from "zod";
import { ChainHead } from "./audit-entry.ts";
import { Instant } from "./instant.ts";

/** The JWS header's `typ` of a checkpoint. */
export const checkpointType = "habeas-checkpoint+json";

/** Where audit chains stood at a moment: signed and kept in another store, so that a chain that was written anew is found out. */
export const Checkpoint = z.object({
  /** From 1, without gaps. */
  number: z.int().min(1),
  at: Instant,
  /** SHA-256, hex, of the signed text of the one before; zeros for the first. */
  previous: z.string(),
  /** Heads of the chains that changed since the one before. */
  heads: z.record(z.string(), ChainHead),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** The name of a checkpoint in the archive. */
export const checkpointName = (number: number): string => `checkpoint-${String(number).padStart(9, "0")}.jws`;
