import type { RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { BoundIdentity, Locale } from "#kernel/subject.ts";

/** Kept from the purge until the last re-check, only to see whether the account came back, and to tell the person. */
export interface ClosingRecord {
  identities: { userId: UserId; createdAt: Instant }[];
  /** Dropped as soon as the last notice is sent. */
  address?: string | undefined;
  locale: Locale;
  /** Blinds the commitment in the receipt; goes to the person with it, and from here with the address. */
  salt?: string | undefined;
}

/**
 * The only place where a person's data stands, sealed under keys of its own: destroying a key destroys what it sealed, in every
 * copy. A person is found by a keyed hash of the user id, never by the id.
 */
export interface Subjects {
  /** The person's reference; made, with the id sealed under a new key, when there is none yet. Twice at once gives one reference. */
  refOf(userId: UserId): Promise<SubjectRef>;
  /**
   * The same, for as long as an event's task or reaction needs the person's name: whoever is not known for anything else by then can be
   * forgotten again. As soon as somebody asks by `refOf`, they are here to stay.
   */
  passingRefOf(userId: UserId): Promise<SubjectRef>;
  /** Undefined when the id is not known here. */
  find(userId: UserId): Promise<SubjectRef | undefined>;
  /** The id behind a reference; undefined once forgotten. */
  userIdOf(ref: SubjectRef): Promise<UserId | undefined>;
  /** Seals what a request bound, under the person's key. Keeps what an earlier call with the same request sealed. */
  bind(ref: SubjectRef, requestId: RequestId, identity: BoundIdentity): Promise<BoundIdentity>;
  boundIdentity(ref: SubjectRef, requestId: RequestId): Promise<BoundIdentity | undefined>;
  /** Puts another identity in the place of what a request bound: logins were linked or unlinked, and an officer is asked. */
  rebind(ref: SubjectRef, requestId: RequestId, identity: BoundIdentity): Promise<void>;
  /**
   * The key under which files about the person are sealed for a request; made when there is none yet. It goes with the person's key and
   * with `unbind`, and what it sealed is noise from then on. Undefined once the person is forgotten.
   */
  fileKey(ref: SubjectRef, requestId: RequestId): Promise<Uint8Array | undefined>;
  /** Lets go of what a request bound, which ended without a deletion. Twice is the same as once. */
  unbind(ref: SubjectRef, requestId: RequestId): Promise<void>;
  /** Seals the closing record of a request under a key of its own; again replaces it. */
  keepClosing(requestId: RequestId, record: ClosingRecord): Promise<void>;
  /** The request under which an account of this id was deleted; known while its closing record is kept. */
  closedBy(userId: UserId): Promise<RequestId | undefined>;
  closingRecord(requestId: RequestId): Promise<ClosingRecord | undefined>;
  /** Destroys the closing key and all it sealed. Twice is the same as once. */
  destroyClosing(requestId: RequestId): Promise<void>;
  /** Destroys the person's key, all it sealed, and the way from the user id to the reference. Twice is the same as once. */
  forget(ref: SubjectRef): Promise<void>;
  /** Forgets somebody who is only passing, and nobody else. Twice is the same as once. */
  forgetPassing(ref: SubjectRef): Promise<void>;
  /** What is still kept of a person or a request, by kind of row: the sweep before the receipt reads it (I8, I9). */
  remains(ref: SubjectRef, requestId: RequestId): Promise<("person" | "closing")[]>;
}
