import { createHash } from "node:crypto";
import * as z from "zod";
import { canonical } from "#kernel/canonical-json.ts";
import { isoWeek } from "#kernel/deadline.ts";
import { RequestId, type SubjectRef } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { Json, type JsonObject } from "#kernel/json.ts";
import { RecipientTask, type RecipientTaskId } from "#kernel/recipient.ts";
import { PrivacyRequest } from "#kernel/request.ts";
import { SubjectState } from "#kernel/subject.ts";
import type { IndexEntries, Key, Row } from "#ports/records/records.ts";
import { type CapPool, type CapSlot, capPools, type IdempotencyClaim, roomWait, type Wait } from "./requests.ts";

type NewRow = Omit<Row, "version">;

// Where each row stands: the table of docs/architecture.md.
export const requestKey = (requestId: RequestId): Key => ({ pk: `REQUEST#${requestId}`, sk: "REQUEST" });
export const waitKey = (requestId: RequestId, name: string): Key => ({
  pk: `REQUEST#${requestId}`,
  sk: `WAIT#${name}`,
});
export const recipientKey = ({
  requestId,
  verb,
  recipient,
}: Pick<RecipientTask, "requestId" | "verb" | "recipient">): Key => ({
  pk: `REQUEST#${requestId}`,
  sk: `${recipientPrefix}${verb}#${recipient}`,
});
/** Sorts behind the request itself, which is read first: see `readFacts`. */
export const recipientPrefix = "TO#";
/** The way from a question's id to it: whoever answers knows nothing else. */
export const toldKey = (taskId: RecipientTaskId): Key => ({ pk: `TOLD#${taskId}`, sk: "TOLD" });
export const subjectKey = (ref: SubjectRef): Key => ({ pk: `SUBJECT#${ref}`, sk: "SUBJECT" });
export const killSwitchKey: Key = { pk: "SWITCH", sk: "DESTRUCTIVE" };
export const capPartition = (pool: CapPool): string => `CAP#${pool}`;
/** Owner and key are hashed as a pair: "a" + "bc" is not "ab" + "c". */
export const claimKey = ({ owner, key }: Pick<IdempotencyClaim, "owner" | "key">): Key => ({
  pk: `IDEMPOTENCY#${createHash("sha256")
    .update(canonical([owner, key]))
    .digest("hex")}`,
  sk: "CLAIM",
});

export const onceKey = (key: string): Key => ({
  pk: `ONCE#${createHash("sha256").update(key).digest("hex")}`,
  sk: "USED",
});

// What stands in them. Loose: a field that a later version wrote is carried through by this one, not dropped (I18).
const StoredRequest = PrivacyRequest.loose();
const StoredSubject = SubjectState.loose();
const StoredWait = z.looseObject({
  requestId: RequestId,
  name: z.string(),
  sealedToken: z.string(),
  until: Instant,
  answer: z.record(z.string(), Json).optional(),
  decidedAt: Instant.optional(),
});
const StoredSlot = z.looseObject({
  pool: z.enum(capPools),
  number: z.int().min(1),
  requestId: RequestId,
  usedAt: Instant,
});
const StoredRecipient = RecipientTask.loose();
export const StoredTold = RecipientTask.pick({ requestId: true, verb: true, recipient: true });
export const StoredKillSwitch = z.looseObject({ off: z.boolean(), since: Instant.optional() });
export const StoredClaim = z.object({ bodyHash: z.string(), requestId: RequestId, expiresAt: Instant });
export const StoredPointer = z.object({ requestId: RequestId });

export const requestIn = (row: Row): PrivacyRequest => StoredRequest.parse(row.body);
export const subjectIn = (row: Row): SubjectState => StoredSubject.parse(row.body);
export const waitIn = (row: Row): Wait => StoredWait.parse(row.body);
export const recipientIn = (row: Row): RecipientTask => StoredRecipient.parse(row.body);
export const slotIn = (row: Row): CapSlot => StoredSlot.parse(row.body);

/** As JSON carries it: fields that are undefined are not there. */
export const bodyOf = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;

/** Every list a request stands in follows from the request, here and nowhere else. */
const requestIndexes = ({ requestId, status, dueAt, kind, receivedAt, unstarted }: PrivacyRequest): IndexEntries => ({
  state: { pk: statePartition(status), sk: `${dueAt}#${requestId}` },
  week: { pk: weekPartition(kind, isoWeek(receivedAt)), sk: `${receivedAt}#${requestId}` },
  ...(unstarted && { work: { pk: unstartedPartition, sk: `${receivedAt}#${requestId}` } }),
});

export const statePartition = (status: string): string => `STATUS#${status}`;
export const weekPartition = (kind: string, week: string): string => `KIND#${kind}#${week}`;
export const unstartedPartition = "UNSTARTED";
export const unansweredPartition = "UNANSWERED";
export const roomPartition = "ROOM";

export const requestRow = (request: PrivacyRequest): NewRow => ({
  ...requestKey(request.requestId),
  body: bodyOf(request),
  indexes: requestIndexes(request),
});

export const subjectRow = (subject: SubjectState): NewRow => ({
  ...subjectKey(subject.subjectRef),
  body: bodyOf(subject),
});

export const pointerRow = ({ subjectRef, requestId }: PrivacyRequest): NewRow => ({
  pk: subjectKey(subjectRef).pk,
  sk: `${pointerPrefix}${requestId}`,
  body: { requestId },
});
export const pointerPrefix = "REQUEST#";

export const waitRow = (wait: Wait): NewRow => ({
  ...waitKey(wait.requestId, wait.name),
  body: bodyOf(wait),
  ...(wait.decidedAt !== undefined
    ? { indexes: { work: { pk: unansweredPartition, sk: `${wait.decidedAt}#${wait.requestId}#${wait.name}` } } }
    : wait.name === roomWait && { indexes: { work: { pk: roomPartition, sk: `${wait.until}#${wait.requestId}` } } }),
});

export const recipientRow = (task: RecipientTask): NewRow => ({ ...recipientKey(task), body: bodyOf(task) });
export const toldRow = ({ taskId, requestId, verb, recipient }: RecipientTask): NewRow => ({
  ...toldKey(taskId),
  body: { requestId, verb, recipient },
});

export const slotRow = (slot: CapSlot): NewRow => ({
  pk: capPartition(slot.pool),
  sk: `SLOT#${String(slot.number).padStart(4, "0")}`,
  body: bodyOf(slot),
});

export const claimRow = (claim: IdempotencyClaim, requestId: RequestId): NewRow => ({
  ...claimKey(claim),
  body: { bodyHash: claim.bodyHash, requestId, expiresAt: claim.expiresAt },
  expiresAt: claim.expiresAt,
});
