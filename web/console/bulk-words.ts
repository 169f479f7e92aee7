import type { Bulk } from "../shared/client/index.ts";
import { blockReasons } from "./block-words.ts";

// The console's words for lists of accounts.

type Verdict = keyof Bulk["verdicts"];
type Came = keyof Bulk["came"];

export const bulkStates: Record<Bulk["state"], string> = {
  checking: "Being looked at",
  proposed: "Needs a decision",
  running: "Running",
  stopping: "Being stopped",
  finished: "Finished",
  stopped: "Stopped",
  lapsed: "Lapsed",
};

export const bulkColours: Partial<Record<Bulk["state"], string>> = {
  proposed: "yellow",
  stopping: "yellow",
  finished: "gray",
  stopped: "gray",
  lapsed: "gray",
};

export const verdictWords: Record<Verdict, string> = {
  "would-block": "would be blocked",
  "would-lift": "would be let in again",
  "needs-approval": "needs another officer by itself: the person works here",
  "already-blocked": "is blocked already",
  "not-blocked": "is not blocked",
  "blocked-by-others": "was blocked by hand at Auth0, which is not ours to lift",
  protected: "protected by policy",
  restricted: "their data is restricted (Article 18)",
  "being-deleted": "is being deleted",
  "own-account": "is the account of an officer who decides about the list",
  "not-known": "no such account",
  "no-user-id": "no user id",
  repeated: "stands in the list already",
};

export const cameWords: Record<Came, string> = {
  blocked: "blocked",
  lifted: "let in again",
  proposed: "waits for another officer by itself",
  declined: "not blocked: the fence said no",
  skipped: "nothing done",
  left: "left: nobody had begun with it",
};

export const titleOf = ({ action, reason, people }: Pick<Bulk, "action" | "reason" | "people">): string =>
  `${action === "block" ? `Block for ${reason === undefined ? "" : blockReasons[reason].toLowerCase()}` : "Let in again"}: ${people} ${people === 1 ? "entry" : "entries"}`;

/** Counts with their words, the most first. */
export const countedIn = <K extends string>(
  counts: Partial<Record<K, number>>,
  words: Record<K, string>,
): { word: string; count: number }[] =>
  (Object.entries(counts) as [K, number][])
    .map(([name, count]) => ({ word: words[name], count }))
    .toSorted((one, other) => other.count - one.count);
