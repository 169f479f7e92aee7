import * as z from "zod";
import { RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { Locale } from "#kernel/subject.ts";
import type { Keys, SealContext } from "#ports/keys/keys.ts";
import type { Key } from "#ports/records/records.ts";

// Where each row stands: the second table of docs/architecture.md.
export const personPartition = (ref: SubjectRef): string => `SUBJECT#${ref}`;
export const personKeyKey = (ref: SubjectRef): Key => ({ pk: personPartition(ref), sk: "KEY" });
export const personKey = (ref: SubjectRef): Key => ({ pk: personPartition(ref), sk: "PERSON" });
export const boundKey = (ref: SubjectRef, requestId: RequestId): Key => ({
  pk: personPartition(ref),
  sk: `BOUND#${requestId}`,
});
export const fileKeyKey = (ref: SubjectRef, requestId: RequestId): Key => ({
  pk: personPartition(ref),
  sk: `FILES#${requestId}`,
});
export const closingPartition = (requestId: RequestId): string => `CLOSING#${requestId}`;
export const closingKeyKey = (requestId: RequestId): Key => ({ pk: closingPartition(requestId), sk: "KEY" });
export const closingKey = (requestId: RequestId): Key => ({ pk: closingPartition(requestId), sk: "RECORD" });

/** The way in is a keyed hash: who has the table but not the key cannot try user ids against it. */
export const wayInKey = async (keys: Pick<Keys, "mac">, userId: UserId): Promise<Key> => ({
  pk: `WHO#${Buffer.from(await keys.mac(userId)).toString("hex")}`,
  sk: "WHO",
});

/** Which closing record names a user id: the way in to it, by the same keyed hash. It goes with the record. */
export const closedKey = async (keys: Pick<Keys, "mac">, userId: UserId): Promise<Key> => ({
  pk: `CLOSED#${Buffer.from(await keys.mac(userId)).toString("hex")}`,
  sk: "CLOSED",
});

export const personContext = (ref: SubjectRef): SealContext => ({ purpose: "subject", owner: ref });
export const closingContext = (requestId: RequestId): SealContext => ({ purpose: "closing", owner: requestId });

/** `passing`: known only for as long as an event's task or reaction needs it. */
export const StoredWayIn = z.object({ subjectRef: SubjectRef, passing: z.boolean().optional() });
export const StoredClosed = z.object({ requestId: RequestId });
export const StoredKey = z.object({ wrapped: z.string() });
export const StoredSealed = z.object({ sealed: z.string() });

export const SealedPerson = z.object({ userId: UserId });
export const SealedFileKey = z.object({ key: z.base64() });
export const SealedClosing = z.object({
  identities: z.array(z.object({ userId: UserId, createdAt: Instant })),
  address: z.string().optional(),
  salt: z.string().optional(),
  locale: Locale,
});
