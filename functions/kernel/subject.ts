import * as z from "zod";
import { demandOf, Restriction, StandingBlock } from "./block.ts";
import { RequestId, SubjectRef, UserId } from "./ids.ts";
import { Instant } from "./instant.ts";
import { RequestKind } from "./request.ts";

/** A legal hold: nothing of the subject may be destroyed while one stands (GDPR Article 17(3)(b) and (e)). */
export const Hold = z.object({
  holdId: z.string(),
  /** Who answers for it, by an opaque officer reference. */
  owner: z.string(),
  ground: z.string(),
  /** The file it belongs to, such as a court's reference; never a name. */
  reference: z.string().optional(),
  placedAt: Instant,
  reviewAt: Instant,
  /** An officer wants to take it off; a second one must agree (I12). */
  releaseAskedBy: z.string().optional(),
});
export type Hold = z.infer<typeof Hold>;

/** What must be known about a subject to decide, without knowing who it is. Lives in `requests`, beside the requests. */
export const SubjectState = z.object({
  subjectRef: SubjectRef,
  holds: z.array(Hold),
  /** The open request of each kind: a second one of the same kind is refused with the first one's place. */
  open: z.partialRecord(RequestKind, RequestId),
  /** When the last hold was taken off. */
  holdReleasedAt: Instant.optional(),
  /** What a Management API write that was not ours last said about the account's block, by the tenant's own clock. */
  administratorBlock: z.object({ blocked: z.boolean(), at: Instant }).optional(),
  /** All our blocks that stand: the account is shut while any does. */
  blocks: z.array(StandingBlock).optional(),
  /** Stands while the person's data may only be stored (GDPR Article 18). */
  restriction: Restriction.optional(),
  /** Since when the account's block at the tenant is ours; absent while we have set none. */
  ourBlockSince: Instant.optional(),
  /** When the account was found blocked before we blocked it: that block is not ours to lift. */
  foundBlockedAt: Instant.optional(),
  /** Which versions of the terms were shown at sign-up; shown is not accepted. */
  termsPresented: z.array(z.object({ version: z.string(), at: Instant })).optional(),
  /** Tasks and planned reactions that still need to know who it is. */
  neededFor: z.array(z.string()).optional(),
  /** Set by the fence; from here on neither hold nor withdrawal is possible. */
  pointOfNoReturn: z.object({ requestId: RequestId, at: Instant }).optional(),
});
export type SubjectState = z.infer<typeof SubjectState>;

export const newSubjectState = (subjectRef: SubjectRef): SubjectState => ({ subjectRef, holds: [], open: {} });

/** While true nothing is done with the person's data but storing it, beside their own rights (GDPR Article 18(2)). */
export const isRestricted = ({ restriction }: Pick<SubjectState, "restriction">): boolean => restriction !== undefined;

/** True once the account is being deleted, and when it is gone: nothing is left for a block or a restriction to stand over. */
export const isLeaving = (subjects: readonly Pick<SubjectState, "pointOfNoReturn">[]): boolean =>
  subjects.some(({ pointOfNoReturn }) => pointOfNoReturn !== undefined);

/** Somebody else blocked the account, by hand at the tenant, as far as we know: we never lift that in silence. */
export const isBlockedByOthers = ({
  administratorBlock: said,
  foundBlockedAt,
}: Pick<SubjectState, "administratorBlock" | "foundBlockedAt">): boolean => {
  if (said?.blocked === true) return true;
  return foundBlockedAt !== undefined && !(said !== undefined && said.at > foundBlockedAt);
};

/** Since when the account should be blocked, by an administrator or by a block of ours; undefined where none stands. */
export const blockedSince = (subject: SubjectState): Instant | undefined => {
  if (subject.administratorBlock?.blocked === true) return subject.administratorBlock.at;
  return demandOf(subject).everywhere ? subject.ourBlockSince : undefined;
};

/** One login of a person: `provider|id`, over which connection. */
export const LinkedIdentity = z.object({ userId: UserId, connection: z.string(), social: z.boolean() });
export type LinkedIdentity = z.infer<typeof LinkedIdentity>;

export const Locale = z.enum(["en", "de"]);
export type Locale = z.infer<typeof Locale>;

/**
 * Who the request is about, as bound from the tenant: user_id and created_at together name one account for good (a later account
 * may reuse the id), and every linked identity goes with it. Personal: kept only encrypted, in `subjects`.
 */
export const BoundIdentity = z.object({
  userId: UserId,
  createdAt: Instant,
  identities: z.array(LinkedIdentity),
  /** Where notices go; absent when the account has no verified address: then nothing personal is mailed. */
  address: z.string().optional(),
  /** Every address the account names, verified or not; only a warning against somebody else's asking goes there. */
  addresses: z.array(z.string()).optional(),
  /** What is right now, of what this request corrects: recipients are told it. */
  corrections: z.record(z.string(), z.string()).optional(),
  locale: Locale,
});
export type BoundIdentity = z.infer<typeof BoundIdentity>;
