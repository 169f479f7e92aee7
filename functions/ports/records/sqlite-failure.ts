import { Busy } from "#kernel/failure.ts";

/**
 * Primary result codes that say "not now": BUSY and LOCKED (another process writes), IOERR and CANTOPEN (the disk is away), FULL (the
 * disk is full). What is retried under them is checked by version, so a write whose fate is unknown is not done twice.
 */
const notNow: ReadonlySet<number> = new Set([5, 6, 10, 13, 14]);

/** The error to throw for an error of SQLite: `Busy`, or, being a bug, itself. */
export const failureOf = (error: unknown): unknown =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" && notNow.has(error.errcode & 0xff)
    ? new Busy(`The store cannot be used just now (SQLite ${error.errcode}).`, { cause: error })
    : error;

/** Runs it, with SQLite's errors turned into ours. */
export const carriedOut = <T>(work: () => T): T => {
  try {
    return work();
  } catch (error) {
    throw failureOf(error);
  }
};
