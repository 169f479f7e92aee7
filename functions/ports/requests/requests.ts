import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Bulk, BulkId } from "#kernel/bulk.ts";
import type { RequestId, SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { RecipientTask, RecipientTaskId } from "#kernel/recipient.ts";
import type { PrivacyRequest, RequestStatus } from "#kernel/request.ts";
import type { SubjectState } from "#kernel/subject.ts";
import type { Page } from "#ports/records/records.ts";

/** A place where a run is parked until somebody decides or the time is over. At most one of a name per request. */
export interface Wait {
  requestId: RequestId;
  /** What is waited for: "cooling-off", "cap", ... */
  name: string;
  /** The task token, sealed by `keys`: who has it can end the wait (I20). */
  sealedToken: string;
  /** When the run goes on by itself. */
  until: Instant;
  /** The answer, once decided; stays until the run has taken it. */
  answer?: JsonObject | undefined;
  decidedAt?: Instant | undefined;
}

/** The name of the wait for room at the cap, or for the switch: whoever makes room finds these. */
export const roomWait = "room";

/** The switch that stops every new destructive effect (I13). */
export interface KillSwitch {
  off: boolean;
  since?: Instant | undefined;
}

/** One of the N places of a pool to pass the point of no return; free again some time after its last use. */
export interface CapSlot {
  pool: CapPool;
  number: number;
  requestId: RequestId;
  usedAt: Instant;
}
/**
 * selfService: what people ask for themselves; officerWork and officerDay: what others open for them, by the hour and by the day; blockWork
 * and blockDay: the same for blocks.
 */
export const capPools = ["selfService", "officerWork", "officerDay", "blockWork", "blockDay"] as const;
export type CapPool = (typeof capPools)[number];

/** All that a decision may rest on, read together. Nothing of it changes between reading and writing: see `change`. */
export interface Facts {
  request: PrivacyRequest;
  /** The request's subject first, then the linked ones, then those asked for by `alsoSubjects`. */
  subjects: SubjectState[];
  waits: Wait[];
  /** What the request asks of each recipient, and what came of it. */
  recipients: RecipientTask[];
  killSwitch: KillSwitch;
  /** The used slots of the pools asked for; empty when none was. */
  slots: CapSlot[];
  /** The list of accounts asked for, as it stands: a stop of it that was answered before wins. */
  bulk?: Bulk | undefined;
}

/** What a rule decided: what is to be written, and what the caller is told. Nothing named means nothing changed. */
export interface Decision<T> {
  outcome: T;
  request?: PrivacyRequest | undefined;
  subjects?: SubjectState[] | undefined;
  /** Waits to write (new or answered). */
  waits?: Wait[] | undefined;
  /** Names of waits to remove. */
  endedWaits?: string[] | undefined;
  /** Questions to recipients to write: new ones, or those whose state has changed. */
  recipients?: RecipientTask[] | undefined;
  slots?: CapSlot[] | undefined;
  audit: AuditDraft[];
}

export interface Asked {
  alsoSubjects?: readonly SubjectRef[] | undefined;
  pools?: readonly CapPool[] | undefined;
  bulk?: BulkId | undefined;
}

/** The body that came with an Idempotency-Key, and the key's owner (caller and route). */
export interface IdempotencyClaim {
  owner: string;
  key: string;
  /** SHA-256 over the canonical body, hex. */
  bodyHash: string;
  expiresAt: Instant;
}

export interface Acceptance {
  request: PrivacyRequest;
  idempotency?: IdempotencyClaim | undefined;
  /** A request whose answer stands: unless this call was accepted before, nothing is stored and that one is named. */
  standing?: RequestId | undefined;
  audit: AuditDraft[];
}

export type AcceptOutcome =
  | { accepted: true; request: PrivacyRequest }
  /** The same key with the same body was accepted before: this is that request. */
  | { accepted: false; because: "replayed"; request: PrivacyRequest }
  /** The same key came with another body. */
  | { accepted: false; because: "key-reused" }
  /** The subject has an open request of the kind. */
  | { accepted: false; because: "already-open"; requestId: RequestId }
  /** There is an answer already, which the caller has named. */
  | { accepted: false; because: "answer-stands"; requestId: RequestId }
  /** The subject is past the point of no return: the account is being deleted. */
  | { accepted: false; because: "being-deleted"; requestId: RequestId };

/**
 * Requests and all that decisions about them rest on. Every change is one transaction over everything it was decided on,
 * together with its audit entries: if they cannot be written, the change does not happen (I11).
 */
export interface Requests {
  /** Stores a new request with its subject's open mark, idempotency record and audit, or says why not. */
  accept(acceptance: Acceptance): Promise<AcceptOutcome>;
  find(requestId: RequestId): Promise<PrivacyRequest | undefined>;
  /** The subject's own requests, newest first; consistent. */
  ofSubject(subjectRef: SubjectRef, range?: { limit?: number; cursor?: string }): Promise<Page<PrivacyRequest>>;
  /** Requests of a status in order of due date; `dueBefore` cuts the list. May lag by seconds. */
  inStatus(
    status: RequestStatus,
    range?: { dueBefore?: Instant; limit?: number; cursor?: string },
  ): Promise<Page<PrivacyRequest>>;
  /**
   * Requests of any of these statuses, together in order of due date; `dueBefore` cuts the list. May lag by seconds. The cursor holds for
   * the same statuses only. Throws `BrokenCursor`.
   */
  inStatuses(
    statuses: readonly RequestStatus[],
    range?: { dueBefore?: Instant | undefined; limit?: number | undefined; cursor?: string | undefined },
  ): Promise<Page<PrivacyRequest>>;
  /** Requests of a kind received in an ISO week such as `2026-W48`, oldest first. May lag by seconds. */
  inWeek(kind: string, week: string, range?: { limit?: number; cursor?: string }): Promise<Page<PrivacyRequest>>;
  /** The questions of a request to recipients, by verb and name; consistent. Empty for a request that is not there. */
  recipientsOf(requestId: RequestId): Promise<RecipientTask[]>;
  /** The question of this id; consistent. */
  recipientTask(taskId: RecipientTaskId): Promise<RecipientTask | undefined>;
  /** Accepted before `before`, and no run has begun yet. May lag by seconds. */
  unstarted(before: Instant): Promise<PrivacyRequest[]>;
  /** Decided before `before`, and the run has not taken the answer yet. May lag by seconds. */
  unanswered(before: Instant): Promise<Wait[]>;
  /** Runs parked until there is room at the cap, or destructive work is switched on again. May lag by seconds. */
  parkedForRoom(): Promise<Wait[]>;
  /**
   * Reads the facts, lets `decide` decide, and writes what it says under the condition that none of the facts has changed
   * meanwhile; when one has, reads and decides again. `decide` must be pure: it may run several times. Throws `UnknownRequest`.
   */
  change<T>(requestId: RequestId, decide: (facts: Facts) => Decision<T>, asked?: Asked): Promise<T>;
  /** The same for a subject on its own, whether or not it has requests. */
  changeSubject<T>(subjectRef: SubjectRef, decide: (subject: SubjectState) => SubjectDecision<T>): Promise<T>;
  /** True for the first who uses a key, false for everybody after; forgotten some time after `until`, when the key is worth nothing. */
  firstUse(key: string, until: Instant): Promise<boolean>;
  /** The used places of pools, as they are now: how much room there is; only the fence takes one. */
  usedPlaces(pools: readonly CapPool[]): Promise<CapSlot[]>;
  readKillSwitch(): Promise<KillSwitch>;
  turnKillSwitch(to: KillSwitch, audit: AuditDraft): Promise<void>;
}

/** The cursor of `inStatuses` from which the list goes on after a request. */
export const cursorAfter = ({ dueAt, requestId }: Pick<PrivacyRequest, "dueAt" | "requestId">): string =>
  Buffer.from(`${dueAt}#${requestId}`).toString("base64url");

/** Like `Decision`, for a subject alone. Its audit goes to the day's chain. */
export interface SubjectDecision<T> {
  outcome: T;
  subject?: SubjectState | undefined;
  audit: AuditDraft[];
}

export class UnknownRequest extends Error {
  override readonly name = "UnknownRequest" as const;
}
