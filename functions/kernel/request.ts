import * as z from "zod";
import { RequestId, SubjectRef } from "./ids.ts";
import { Instant } from "./instant.ts";
import { Json } from "./json.ts";

/** What a person, an officer or an event can ask for. */
export const RequestKind = z.enum([
  "deletion",
  "export",
  "rectification",
  "restriction",
  "objection",
  "consent-withdrawal",
  "contest",
  "block",
  "other",
]);
export type RequestKind = z.infer<typeof RequestKind>;

/** Where a request stands, and where it may go from there. One table for every kind; pages translate the words. */
export const statusMoves = {
  received: [
    "awaiting-identity",
    "in-review",
    "held",
    "cooling-off",
    "running",
    "withdrawn",
    "refused",
    "needs-attention",
  ],
  "awaiting-identity": [
    "in-review",
    "cooling-off",
    "running",
    "withdrawn",
    "refused",
    "expired-unverified",
    "needs-attention",
  ],
  "in-review": ["held", "cooling-off", "running", "refused", "withdrawn", "needs-attention"],
  held: [
    "received",
    "in-review",
    "cooling-off",
    "running",
    "withdrawn",
    "refused",
    "partly-fulfilled",
    "needs-attention",
  ],
  "cooling-off": ["in-review", "held", "running", "withdrawn", "refused", "needs-attention"],
  // planned anew: what is being decided may go back until the point of no return
  // taken back only where nothing has been destroyed: rules look at the point of no return
  running: [
    "in-review",
    "awaiting-recipient",
    "in-force",
    "needs-attention",
    "fulfilled",
    "partly-fulfilled",
    "refused",
    "held",
    "withdrawn",
  ],
  // a block or a restriction stands: nothing is due until it ends or is looked at again
  "in-force": ["running", "needs-attention", "fulfilled"],
  "awaiting-recipient": ["running", "needs-attention", "fulfilled", "partly-fulfilled"],
  "needs-attention": [
    "received",
    "awaiting-identity",
    "in-review",
    "held",
    "cooling-off",
    "running",
    "awaiting-recipient",
    "in-force",
    "fulfilled",
    "partly-fulfilled",
    "withdrawn",
    "refused",
  ],
  // an answered request only ever comes back because a re-check found the account again
  fulfilled: ["needs-attention"],
  "partly-fulfilled": ["needs-attention"],
  refused: [],
  withdrawn: [],
  "expired-unverified": [],
} as const satisfies Record<string, readonly string[]>;

export const RequestStatus = z.enum(Object.keys(statusMoves) as [keyof typeof statusMoves]);
export type RequestStatus = z.infer<typeof RequestStatus>;

/** The request is answered: its duty is met, or lawfully declined, or the person took it back. */
export const isEnd = (status: RequestStatus): boolean =>
  (["fulfilled", "partly-fulfilled", "refused", "withdrawn", "expired-unverified"] as RequestStatus[]).includes(status);

/** The month of the law has been met: the request is over, or what was asked for stands. */
export const isAnswered = (status: RequestStatus): boolean => isEnd(status) || status === "in-force";

/** True when the table allows the move. Staying where one is, is always allowed: a step may run twice. */
export const mayMove = (from: RequestStatus, to: RequestStatus): boolean =>
  from === to || (statusMoves[from] as readonly string[]).includes(to);

/** Kinds of which several may stand at once for one person: each is a decision of its own. */
export const standsBesideOthers = (kind: RequestKind): boolean => kind === "block";

/** False for what others decided about the person: it is not theirs to take back. */
export const isPersonsWish = (kind: RequestKind): boolean => kind !== "block";

/** By which door the request came. */
export const Channel = z.enum(["self-service", "rights-session", "officer", "event"]);
export type Channel = z.infer<typeof Channel>;

/** How an officer judged that it is the person who asks. No papers are kept, and nothing is written down that names the person. */
export const OfficerProof = z.enum([
  "called-back-on-a-known-number",
  "answered-questions-about-the-account",
  "signed-letter-from-a-known-address",
  "known-in-person",
  "to-be-confirmed-by-mail",
]);
export type OfficerProof = z.infer<typeof OfficerProof>;

/**
 * One wish of one subject. Ids, states and times only: whoever reads it learns nothing about the person (I10).
 * `progress` belongs to the story of the kind, whose `model.ts` gives it its shape.
 */
export const PrivacyRequest = z.object({
  requestId: RequestId,
  kind: RequestKind,
  channel: Channel,
  /** The person, and every other account found linked to it when the identity was bound. */
  subjectRef: SubjectRef,
  linkedRefs: z.array(SubjectRef),
  status: RequestStatus,
  receivedAt: Instant,
  /** The end of the last day on which the answer is in time: GDPR Article 12(3), reckoned by deadline.ts. */
  dueAt: Instant,
  /** When it was stored here; absent when that was at receipt. An officer may enter what arrived by letter days ago. */
  acceptedAt: Instant.optional(),
  /** Times in which the clock stands still: `dueAt` does not count them, so warnings are early. We wait for the person, asked without delay: identity, or scope (recital 63). The last one may be open. */
  suspensions: z
    .array(
      z.object({ from: Instant, until: Instant.optional(), because: z.enum(["identity", "scope"]), by: z.string() }),
    )
    .optional(),
  /** Two months more, for complexity or number, told within the first month (Article 12(3)). */
  extension: z.object({ at: Instant, because: z.enum(["complexity", "number"]), by: z.string() }).optional(),
  /** Whose calendar the dates are reckoned by; kept, so that a later change of policy moves nothing. */
  calendar: z.object({ country: z.string(), region: z.string().optional(), timeZone: z.string() }).optional(),
  /** Who opened it, by reference, and how they judged who asked, where somebody had; only of requests that an officer opened. */
  openedBy: z.object({ officer: z.string(), identity: OfficerProof.optional() }).optional(),
  /** Officers who have decided about the matter before, and may not decide about it again. */
  barred: z.array(z.string()).optional(),
  /** Mailed links, each by the hash of its secret and for one purpose. */
  links: z.array(z.object({ purpose: z.string(), hash: z.string(), until: Instant })).optional(),
  /** The officer who has taken it on, by reference. */
  claimedBy: z.string().optional(),
  /** Whose approvals stand: each is for one plan, by its digest, and counts for no other. */
  approvals: z.array(z.object({ by: z.string(), at: Instant, planDigest: z.string() })).optional(),
  /** SHA-256 of the policy in force at receipt, hex. */
  policyDigest: z.string(),
  /** The run in force is `requestId.attempt`. */
  attempt: z.int().min(1),
  /** True from acceptance until a run has begun its first step; the sweep starts what was left unstarted. */
  unstarted: z.boolean(),
  /** When an officer has to look at what is in force again. */
  reviewAt: Instant.optional(),
  withdrawnAt: Instant.optional(),
  /** Written by the fence just before the first thing that cannot be put back. */
  pointOfNoReturnAt: Instant.optional(),
  /** Why an officer has to look, in the name of the error; gone when the run goes on. */
  attention: z.object({ since: Instant, error: z.string() }).optional(),
  closedAt: Instant.optional(),
  progress: z.record(z.string(), Json),
});
export type PrivacyRequest = z.infer<typeof PrivacyRequest>;

/** Whether the person still has to say yes by a link to a verified address: nobody signed in to ask, and no officer could judge. */
export const needsConfirmation = ({ channel, openedBy, progress }: PrivacyRequest): boolean =>
  progress.confirmedAt === undefined &&
  (channel === "rights-session" || openedBy?.identity === "to-be-confirmed-by-mail");

/** An officer as requests and audit name them: by the reference of the officer's own account. */
export const officerOf = (ref: SubjectRef): string => `officer:${ref}`;
export const subjectOfOfficer = (officer: string): string => officer.replace(/^officer:/, "");

/** The name of the run in force; Step Functions allows 80 characters. */
export const runName = (request: Pick<PrivacyRequest, "requestId" | "attempt">): string =>
  `${request.requestId}.${request.attempt}`;

/** The request of a run's name, or undefined when it is not one of ours. */
export const requestOfRun = (name: string): { requestId: RequestId; attempt: number } | undefined => {
  const [id, attempt, more] = name.split(".");
  const parsed = RequestId.safeParse(id);
  return parsed.success && more === undefined && attempt !== undefined && /^[1-9]\d{0,5}$/.test(attempt)
    ? { requestId: parsed.data, attempt: Number(attempt) }
    : undefined;
};
