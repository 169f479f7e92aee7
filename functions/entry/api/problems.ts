import * as z from "zod";
import type { RequestId } from "#kernel/ids.ts";

/**
 * Every way in which this door says no: status, title, and what to do unless the place that refuses says it better. The name ends the
 * problem's `type`; programs go by it, people read title and detail.
 */
export const problems = {
  "malformed-body": [400, "The body cannot be read", 'The body is not JSON. Send for example {"kind":"deletion"}.'],
  "malformed-query": [
    400,
    "The address cannot be read",
    "Ask with limit (1 to 100) and cursor (from the page before) only.",
  ],
  "malformed-idempotency-key": [
    400,
    "The Idempotency-Key cannot be used",
    "Send 1 to 64 visible ASCII characters, such as a UUID, or leave the header out.",
  ],
  "unreadable-events": [
    400,
    "The events cannot be read",
    "Send a JSON array, an object with logs, or one object on each line, in UTF-8 and with no name twice.",
  ],
  "stream-refused": [
    401,
    "This log stream is not known",
    "The Authorization header is not the one that was agreed. Compare the stream's settings at Auth0 with the secret log-stream-tokens.",
  ],
  "sign-in-needed": [401, "Please sign in", "Sign in, and send the access token as: Authorization: Bearer <token>."],
  "token-refused": [
    401,
    "Please sign in again",
    "Your access token is not valid here, or its time is over. Sign in again to get a new one.",
  ],
  "fresh-login-needed": [
    401,
    "Please sign in again",
    "Deleting an account needs a fresh login. Sign in once more, then ask again.",
  ],
  "second-factor-needed": [
    401,
    "Please confirm with your second factor",
    "Decisions need a second factor from the last 15 minutes. Sign in once more with it, then decide again.",
  ],
  "not-allowed": [
    403,
    "You may not do this",
    "Your account has no right to it. Ask whoever gives out roles in your company for the right one.",
  ],
  "own-request": [
    403,
    "This request is about you",
    "Nobody decides about their own account. Ask another officer to look at it.",
  ],
  "four-eyes": [
    403,
    "Somebody else must decide this",
    "You did the first part of it, and two different people are needed. Ask another officer.",
  ],
  "signature-refused": [
    401,
    "The signature is not accepted",
    "Sign id, time and body as docs/recipients.md says, with the secret that we share and a clock that is right to five minutes.",
  ],
  "not-found": [
    404,
    "There is nothing here for you",
    "It does not exist, or it is not yours. Your own requests are listed at /requests.",
  ],
  "no-receipt-yet": [
    404,
    "There is no receipt yet",
    "The receipt is written when the deletion is done. Look again then.",
  ],
  "no-package": [
    404,
    "There is no package to fetch",
    "It is not made yet, or its time is over and it was removed. Look at the request, or ask for your data again.",
  ],
  "method-not-allowed": [405, "This cannot be done here", "The Allow header names what can be done at this address."],
  "already-open": [
    409,
    "You have already asked for this",
    "We are at it already, so nothing new was begun. The Location header says where to see how far it is.",
  ],
  "package-is-there": [
    409,
    "Your data is ready already",
    'You have a package that is not old. The Location header says where it is. Send "insist": true if you want a new one all the same; an officer decides about it then.',
  ],
  "being-deleted": [
    409,
    "This account is being deleted",
    "The deletion has begun and can no longer be changed. There is nothing left to do.",
  ],
  "idempotency-key-reused": [
    409,
    "This Idempotency-Key was used before",
    "It came with another body then. Send a new key for a new wish, or the same body for the same one.",
  ],
  "too-late-to-withdraw": [
    409,
    "It is too late to withdraw",
    "The deletion has begun and can no longer be stopped. You get a receipt when it is done.",
  ],
  "answered-otherwise": [
    409,
    "This was answered before, and differently",
    "The first answer stands. If it was wrong, write to the contact named in the privacy notice: an officer sees both.",
  ],
  "part-missing": [
    409,
    "The part is not there",
    "What you name has not been uploaded whole, or is another file. Ask for an address again, upload it, then answer.",
  ],
  "not-now": [
    409,
    "This cannot be done now",
    "The request has gone on meanwhile. Look at it again: it says what can be done.",
  ],
  "past-point-of-no-return": [
    409,
    "It is too late for that",
    "The deletion has begun, and what is gone cannot be brought back. It goes on to its end.",
  ],
  "plan-changed": [
    409,
    "The plan has changed",
    "What you approved is not the plan any more. Look at the present one, and decide about that.",
  ],
  "rehearse-first": [
    409,
    "Rehearse this first",
    "Ask with dryRun, look at what would happen, and publish with the digest of that answer. It changes with the text and with every choice.",
  ],
  "decided-otherwise": [
    409,
    "This version was published otherwise",
    "A version is published once, with its text, dates and audience. Undo it, or publish the change as a version of its own.",
  ],
  "not-told": [
    409,
    "The person could not be told",
    "Nothing was changed, because the law asks for a notice first. Tell the person in another way, and say how.",
  ],
  "nothing-left": [
    410,
    "There is nothing left to see",
    "What we knew about the person has been deleted. The record of what was done remains.",
  ],
  "nothing-to-waive": [
    409,
    "There is nothing to wait for",
    "The time to change your mind is over, or it is not yours to cut short. Look at the request to see how far it is.",
  ],
  "request-ended": [409, "This request is over", "It has been answered already, so there is nothing left to withdraw."],
  "body-too-large": [
    413,
    "The body is too large",
    "Nothing that can be asked for here needs so large a body. Send the documented fields only.",
  ],
  "too-many-events": [
    413,
    "That is too much at once",
    "One delivery may hold 5 MB and 500,000 names, nested 64 deep. Send less at a time.",
  ],
  "unsupported-media-type": [
    415,
    "Only JSON is taken here",
    "Send the body as JSON, with Content-Type: application/json.",
  ],
  "file-too-large": [
    413,
    "The file is too large",
    "4 MB are taken here. Split it, or leave out what is not about the person.",
  ],
  "unsupported-file": [
    415,
    "This kind of file is not taken here",
    "Send it as JSON, CSV, ZIP, PDF or plain text, and name that in Content-Type.",
  ],
  "invalid-body": [422, "Something in the body does not fit", "Correct what is named under errors, and send it again."],
  "no-such-document": [
    404,
    "There is no such document",
    "It is not published, or not in this language. The documents that can be answered are listed at /terms.",
  ],
  "not-an-answer": [
    422,
    "That cannot be said to this document",
    "Terms are accepted or declined, a notice is shown, and a consent is accepted, declined or withdrawn.",
  ],
  "internal-error": [
    500,
    "Something went wrong on our side",
    "Please try again. If you were asking for something, look at your requests first: it may be there already.",
  ],
  "try-again-shortly": [
    503,
    "Please try again shortly",
    "We could not do this just now. Nothing was lost; wait as long as Retry-After says, then send the same request again.",
  ],
} as const satisfies Record<string, readonly [status: number, title: string, detail: string]>;
export type ProblemName = keyof typeof problems;

/** RFC 9457. `requestId` names the caller's own request that the problem is about. */
export const ProblemBody = z
  .object({
    type: z.string().meta({ description: "Names the kind of problem: go by this, not by the words." }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: "What is the matter, and what to do." }),
    requestId: z.string().optional().meta({ description: "Your own request that this is about." }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: "The places in the body, as JSON Pointers." }),
  })
  .meta({ id: "Problem" });
export type ProblemBody = z.infer<typeof ProblemBody>;

export interface ProblemDetails {
  detail?: string | undefined;
  requestId?: RequestId | undefined;
  errors?: { pointer: string; detail: string }[] | undefined;
  headers?: Record<string, string> | undefined;
}

/** A definite no to the caller, thrown from wherever it is noticed. What belongs to others and what never was get the same words (I14). */
export class Problem extends Error {
  override readonly name = "Problem" as const;
  readonly problem: ProblemName;
  readonly details: ProblemDetails;
  constructor(problem: ProblemName, details: ProblemDetails = {}) {
    super(problem);
    this.problem = problem;
    this.details = details;
  }
}

export const problemBody = (name: ProblemName, { detail, requestId, errors }: ProblemDetails = {}): ProblemBody => {
  const [status, title, usualDetail] = problems[name];
  return {
    type: `https://habeas.dev/problems/${name}`,
    title,
    status,
    detail: detail ?? usualDetail,
    ...(requestId && { requestId }),
    ...(errors && { errors }),
  };
};
