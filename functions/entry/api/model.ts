import * as z from "zod";
import { BlockEnd, BlockReason, BlockState, blockOf } from "#kernel/block.ts";
import { ContestGround, ContestReason, contestOf } from "#kernel/contest.ts";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { downloadedAtOf, ExportFormat, formatOf, packageOf, standingPackage } from "#kernel/package.ts";
import type { Policy } from "#kernel/policy.ts";
import { OfficerGround, refusedFor, StoryGround } from "#kernel/refusal.ts";
import { isEnd, type PrivacyRequest, RequestKind, RequestStatus } from "#kernel/request.ts";
import { RestrictionGround, RestrictionState, restrictionOf } from "#kernel/restriction.ts";
import { holdReviewOf } from "#requests/answer-hold.ts";
import { isContestable } from "#requests/contests.ts";
import { mayBeLiftedAt } from "#requests/restrictions.ts";
import { isSuspended } from "#requests/suspend.ts";
import { undeliveredNotices } from "#requests/tell.ts";
import { isWaivable } from "#requests/waive.ts";
import { isWithdrawable } from "#requests/withdraw.ts";

const exampleId = "01KARZ3NDEKTSV4RRFFQ69G5FA";

const PackageView = z
  .object({
    available: z.boolean().meta({ description: "GET …/package signs a download while this is true." }),
    format: ExportFormat,
    madeAt: Instant,
    until: Instant.meta({ description: "It is removed then." }),
    bytes: z.int(),
    sha256: z.string(),
    missing: z.array(z.string()).meta({
      description: "What is not in it though it should be: a part of the data, or recipient:<name>.",
    }),
    downloadedAt: Instant.optional(),
  })
  .meta({ id: "Package" });

export const PackageAddress = z
  .object({
    url: z.string().meta({ description: "Good for whoever has it, until then." }),
    until: Instant,
    fileName: z.string(),
    bytes: z.int(),
    sha256: z.string(),
  })
  .meta({ id: "PackageAddress" });
/** A block as the person sees it who is shut out: reason, effect and end. */
const OwnBlock = z.object({
  state: BlockState,
  reason: BlockReason,
  reach: z.enum(["everywhere", "some"]),
  end: BlockEnd,
  automatic: z.boolean(),
  contestable: z
    .boolean()
    .meta({ description: "POST /requests of kind contest asks a person to look at it once more." }),
  since: Instant.optional(),
});

const ownBlockOf = (request: PrivacyRequest): z.infer<typeof OwnBlock> | undefined => {
  const block = blockOf(request);
  if (block === undefined) return undefined;
  const { state, reason, reach, end, automatic } = block;
  const since = request.pointOfNoReturnAt;
  const where = reach === "everywhere" ? reach : "some";
  return {
    state,
    reason,
    reach: where,
    end,
    automatic,
    contestable: isContestable(block),
    ...(since !== undefined && { since }),
  };
};

/** A restriction as the person sees it. */
const OwnRestriction = z.object({
  state: RestrictionState,
  ground: RestrictionGround,
  shutSignIn: z.boolean().meta({ description: "You asked that nobody signs in meanwhile." }),
  signInSpared: z
    .boolean()
    .meta({ description: "Sign-in was not shut although you asked for it: the account holds a role that is needed." }),
  since: Instant.optional(),
  toBeLiftedAt: Instant.optional().meta({ description: "We told you that it will be lifted, then at the earliest." }),
});

const ownRestrictionOf = (request: PrivacyRequest, policy: Policy): z.infer<typeof OwnRestriction> | undefined => {
  const restriction = restrictionOf(request);
  if (restriction === undefined) return undefined;
  const { state, ground, shutsSignIn, signInSpared } = restriction;
  const since = request.pointOfNoReturnAt;
  const toBeLiftedAt = state === "announced" ? mayBeLiftedAt(request, policy) : undefined;
  return {
    state,
    ground,
    shutSignIn: shutsSignIn,
    signInSpared: signInSpared === "protected",
    ...(since !== undefined && { since }),
    ...(toBeLiftedAt !== undefined && { toBeLiftedAt }),
  };
};

/** A contest as the person sees it: of which block, and what was found. */
const OwnContest = z.object({
  block: RequestId,
  ground: ContestGround,
  answer: z.object({ outcome: z.enum(["uphold", "lift"]), because: ContestReason, at: Instant }).optional(),
});

const ownContestOf = (request: PrivacyRequest): z.infer<typeof OwnContest> | undefined => {
  const contest = contestOf(request);
  if (contest === undefined) return undefined;
  const { block, ground, answer } = contest;
  return {
    block,
    ground,
    ...(answer !== undefined && { answer: { outcome: answer.outcome, because: answer.because, at: answer.at } }),
  };
};

/** A request as its owner sees it: nothing of how we keep or run it. */
export const RequestView = z
  .object({
    requestId: RequestId.meta({ example: exampleId }),
    kind: RequestKind,
    status: RequestStatus,
    receivedAt: Instant,
    dueAt: Instant.meta({ description: "We answer by then at the latest." }),
    withdrawable: z.boolean().meta({ description: "DELETE takes the request back while this is true." }),
    waivable: z.boolean().meta({ description: "POST …/waiver ends the cooling-off while this is true." }),
    undelivered: z
      .boolean()
      .meta({ description: "A message about it did not reach you: look here instead of your mail." }),
    refusal: z
      .object({ ground: z.enum([...OfficerGround.options, ...StoryGround.options]), law: z.string().optional() })
      .optional()
      .meta({ description: "Why we do not act: what the letter says (GDPR Article 12(4))." }),
    extended: z
      .enum(["complexity", "number"])
      .optional()
      .meta({ description: "Why we need longer than a month; dueAt is the new date (GDPR Article 12(3))." }),
    question: z
      .enum(["identity", "scope"])
      .optional()
      .meta({ description: "What we asked you; the clock stands still until you answer." }),
    heldUntilReview: Instant.optional().meta({
      description: "We must keep your data for now, as our letter says; then we look at it again.",
    }),
    coolingOffUntil: Instant.optional().meta({ description: "Nothing is deleted before." }),
    package: PackageView.optional().meta({ description: "Of an export, once there is one." }),
    receipt: z.string().optional().meta({ description: "Where the signed receipt is, once there is one." }),
    restriction: OwnRestriction.optional().meta({ description: "Of a request of kind restriction." }),
    contest: OwnContest.optional().meta({ description: "Of a request of kind contest." }),
    block: OwnBlock.optional().meta({ description: "What is closed to you, of a request of kind block." }),
  })
  .meta({ id: "Request" });
export type RequestView = z.infer<typeof RequestView>;

export const RequestList = z
  .object({
    requests: z.array(RequestView).meta({ description: "Newest first." }),
    cursor: z.string().optional().meta({ description: "Opaque; absent on the last page." }),
  })
  .meta({ id: "RequestList" });

export const ListQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, "limit is not 1 to 100")
    .transform(Number)
    .optional()
    .meta({
      description: "How many at most; 25 unless told.",
      override: { type: "integer", minimum: 1, maximum: 100 },
    }),
  cursor: z.string().min(1, "cursor is empty").max(2048, "cursor is too long").optional().meta({
    description: "From the page before.",
  }),
});

export const RequestParams = z.object({ requestId: z.string().meta({ example: exampleId }) });

/** Public keys by their public members: whatever else a keeper might hand out stays here (I20). */
export const PublicKey = z.object({
  kty: z.string(),
  kid: z.string(),
  alg: z.string(),
  use: z.string(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
});
export const KeySet = z.object({ keys: z.array(PublicKey) }).meta({ id: "KeySet" });

/** What everybody may know before they ask: how long one can change one's mind, what stays and why, and whom to turn to. */
export const DeletionTerms = z
  .object({
    controller: z.object({
      name: z.string(),
      contact: z.string().meta({ description: "An e-mail address." }),
      dpo: z.string().optional().meta({ description: "The data protection officer's e-mail address." }),
      supervisoryAuthority: z.string().meta({ description: "Where to complain (GDPR Article 77)." }),
    }),
    coolingOffSeconds: z.int().meta({ description: "How long a deletion can be taken back before it begins." }),
    confirmWithinSeconds: z.int().meta({ description: "How long we wait for a yes by mail, where nobody signed in." }),
    keeps: z.array(
      z.object({
        what: z.record(z.string(), z.string()).meta({ description: "In words, by language." }),
        ofSomeOnly: z.boolean().meta({ description: "True where it concerns only people of whom we have it." }),
        ground: z.enum(["legal-duty", "public-interest", "legal-claims"]).meta({ description: "GDPR Article 17(3)." }),
        law: z.string(),
        until: z.record(z.string(), z.string()).meta({ description: "In words, by language." }),
      }),
    ),
    recipients: z.array(z.object({ name: z.string(), holds: z.array(z.string()), purpose: z.string() })).meta({
      description: "Other systems that hold data of people and are told to delete it.",
    }),
    locales: z.array(z.string()),
  })
  .meta({ id: "DeletionTerms" });

export const deletionTermsOf = ({ controller, deletion, locales }: Policy): z.infer<typeof DeletionTerms> => {
  const { name, contact, dpo, supervisoryAuthority } = controller;
  return {
    controller: { name, contact, ...(dpo !== undefined && { dpo }), supervisoryAuthority },
    coolingOffSeconds: deletion.coolingOff,
    confirmWithinSeconds: deletion.confirm.within,
    keeps: deletion.keeps.map(({ ofAccountsWith, ...kept }) => ({ ...kept, ofSomeOnly: ofAccountsWith !== undefined })),
    recipients: [], // a deletion tells none of them yet, whatever policy names: nothing is promised that is not done
    locales,
  };
};

export const viewOf = (
  request: PrivacyRequest,
  { receiptPath, policy, now }: { receiptPath: string; policy: Policy; now: Instant },
): RequestView => {
  const coolingOffUntil = Instant.safeParse(request.progress.coolingOffUntil);
  return {
    requestId: request.requestId,
    kind: request.kind,
    status: request.status,
    receivedAt: request.receivedAt,
    dueAt: request.dueAt,
    withdrawable: isWithdrawable(request),
    waivable: isWaivable(request),
    undelivered: undeliveredNotices(request).length > 0,
    ...(request.status === "refused" && { refusal: refusedFor(request) }),
    ...(request.extension !== undefined && { extended: request.extension.because }),
    ...(isSuspended(request) && !isEnd(request.status) && { question: request.suspensions?.at(-1)?.because }),
    ...(request.status === "held" && { heldUntilReview: holdReviewOf(request) }),
    // of an ended request it would promise something that is past
    ...(coolingOffUntil.success && !isEnd(request.status) && { coolingOffUntil: coolingOffUntil.data }),
    ...packageView(request, now),
    ...(request.progress["receipt-signed"] !== undefined && { receipt: receiptPath }),
    ...(request.kind === "block" && { block: ownBlockOf(request) }),
    ...(request.kind === "contest" && { contest: ownContestOf(request) }),
    ...(request.kind === "restriction" && { restriction: ownRestrictionOf(request, policy) }),
  };
};

const packageView = (request: PrivacyRequest, now: Instant): Pick<RequestView, "package"> => {
  const made = packageOf(request);
  if (made === undefined || !isEnd(request.status)) return {};
  const { at, until, bytes, sha256, missing } = made;
  const downloadedAt = downloadedAtOf(request);
  return {
    package: {
      available: standingPackage(request, now) !== undefined,
      format: formatOf(request),
      madeAt: at,
      ...{ until, bytes, sha256, missing },
      ...(downloadedAt !== undefined && { downloadedAt }),
    },
  };
};

/** The same request as it was when it was accepted: what a repeat with the same Idempotency-Key is told, as the first time. */
export const asAccepted = (request: PrivacyRequest): PrivacyRequest => ({
  ...request,
  status: "received",
  pointOfNoReturnAt: undefined,
  progress: {},
});
