import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Page } from "#ports/records/records.ts";

/** An event by its log_id and the SHA-256 of what was taken of it. */
export interface EventMark {
  logId: string;
  digest: string;
  type: string;
}

/**
 * mine: it has not been handled, and is now in the caller's hands. done: it was handled. busy: somebody else is at it, or was a minute
 * ago. conflict: another content came under the same log_id; the first one counts.
 */
export type Begun = "mine" | "done" | "busy" | "conflict";

/** An element that could not be taken in, or an event that could not be handled. What it said is sealed. */
export interface Quarantined {
  id: string;
  /** Why, in a word of ours: "no-log-id", "Busy". */
  reason: string;
  at: Instant;
  /** SHA-256, hex, and size of the whole. */
  digest: string;
  bytes: number;
  /** Sealed by `keys` for the purpose "event"; "" where nothing could be kept. */
  sealed: string;
  /** True when the whole is sealed, and it can be put back. */
  whole: boolean;
}

/** How the doors for events do: what the officers' page shows, and the gap check goes by. */
export interface StreamState {
  /** When a stream last brought something. */
  lastDeliveryAt?: Instant | undefined;
  /** The last record of the tenant's log that the gap check has compared. */
  checkpoint?: string | undefined;
  checkedAt?: Instant | undefined;
  /** How many records the gap check had to fetch, since the first one. */
  fetched?: number | undefined;
  /** When the gap check first found something that no stream had brought; gone when one delivers again. */
  missingSince?: Instant | undefined;
  /** Since when streams are silent or paused, and why; gone when they deliver again. */
  silentSince?: Instant | undefined;
  because?: "silent" | "paused" | undefined;
  alarmedAt?: Instant | undefined;
}

/** What is remembered of events: log ids, types and times, never who they name (I10). Every call may throw `Busy`. */
export interface Events {
  /**
   * Takes events into hand, at most 50, each log_id once. `settled` ones are done at once: nothing goes by them. A conflict is audited.
   * Remembered for `keepSeconds`.
   */
  begin(events: readonly (EventMark & { settled: boolean })[], keepSeconds: number): Promise<Begun[]>;
  /** They are handled, for good. */
  finish(logIds: readonly string[]): Promise<void>;
  /** Out of the caller's hands again: the next delivery may take it up at once. */
  release(logId: string): Promise<void>;
  /** Handled or not, it may be taken into hand again: an officer puts it back. */
  reopen(logId: string): Promise<void>;
  /** Which of them have come, in their order. */
  areSeen(logIds: readonly string[]): Promise<boolean[]>;
  /** True for the first event that claims a key, and for the same event again; false for every other one until `until`. */
  claim(key: string, logId: string, until: Instant): Promise<boolean>;
  /** Puts something aside, for 14 days. Twice is the same as once. Audited. */
  quarantine(item: Quarantined): Promise<void>;
  /** The oldest first. */
  quarantined(range?: { limit?: number | undefined; cursor?: string | undefined }): Promise<Page<Quarantined>>;
  findQuarantined(id: string): Promise<Quarantined | undefined>;
  /** Takes it out. Twice is the same as once. */
  takeOut(id: string, audit: AuditDraft): Promise<void>;
  /** Puts something on record that belongs to no request. */
  note(audit: readonly AuditDraft[]): Promise<void>;
  stream(): Promise<StreamState>;
  changeStream(decide: (state: StreamState) => { state: StreamState; audit: AuditDraft[] }): Promise<StreamState>;
}
