import * as z from "zod";
import { AuditFacts } from "#kernel/audit-entry.ts";
import { ContestGround, ContestReason, ContestState } from "#kernel/contest.ts";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { ExportFormat } from "#kernel/package.ts";
import { Plan } from "#kernel/plan.ts";
import { OfficerGround } from "#kernel/refusal.ts";
import { Channel, OfficerProof, RequestKind, RequestStatus } from "#kernel/request.ts";
import { RestrictionGround, RestrictionOver, RestrictionState, ToldBy } from "#kernel/restriction.ts";
import { StoryName } from "#ports/workflows/workflows.ts";

/** A request as it stands in the officers' list. Nothing in it says who the person is. */
export const RequestRow = z
  .object({
    requestId: RequestId,
    kind: RequestKind,
    channel: Channel,
    status: RequestStatus,
    receivedAt: Instant,
    dueAt: Instant.meta({ description: "The legal due date, without suspensions: alarms go by it." }),
    dueAtSuspended: Instant.optional().meta({ description: "The due date if the time in which we waited counts." }),
    daysLeft: z
      .int()
      .meta({ description: "Whole days of the controller's calendar until dueAt; below 0 when overdue." }),
    extended: z.boolean(),
    suspended: z.boolean().meta({ description: "The clock stands still now." }),
    claimedBy: z.string().optional().meta({ description: '"me", or the reference of another officer.' }),
    attention: z
      .object({ since: Instant, error: z.string() })
      .optional()
      .meta({ description: "Why somebody must look." }),
    undelivered: z.array(z.string()).meta({ description: "Notices that reached nobody." }),
  })
  .meta({ id: "OfficerRequestRow" });
export type RequestRow = z.infer<typeof RequestRow>;

export const RequestRows = z
  .object({ requests: z.array(RequestRow), cursor: z.string().optional() })
  .meta({ id: "OfficerRequestList" });

export const officerActions = [
  "claim",
  "approve",
  "refuse",
  "extend",
  "suspend",
  "resume",
  "hold",
  "keep-hold",
  "release",
  "answer-hold",
  "lift-restriction",
  "keep-restriction",
  "answer-contest",
  "try-again",
  "reveal",
] as const;
export const OfficerAction = z.enum(officerActions);
export type OfficerAction = z.infer<typeof OfficerAction>;

export const ActionView = z.object({
  action: OfficerAction,
  allowed: z.boolean(),
  why: z.string().optional().meta({ description: "Why not, in a sentence." }),
});

export const HoldView = z.object({
  holdId: z.string(),
  owner: z.string(),
  ground: z.string(),
  placedAt: Instant,
  reviewAt: Instant,
  releaseAskedBy: z
    .string()
    .optional()
    .meta({ description: "An officer wants to release it; another one must agree." }),
});

/** How far an export is, without anything of the data: what was found by list, and what became of the package. */
const ExportDetail = z
  .object({
    format: ExportFormat,
    sources: z.array(
      z.object({
        source: z.string(),
        outcome: z.enum(["collected", "not-available", "missing"]),
        items: z.int().optional(),
        because: z.string().optional().meta({ description: "The name of the error that ended the tries." }),
      }),
    ),
    package: z
      .object({
        available: z.boolean(),
        madeAt: Instant,
        until: Instant,
        bytes: z.int(),
        missing: z.array(z.string()).meta({ description: "Parts of the data, and recipient:<name>." }),
        downloads: z.int(),
        downloadedAt: Instant.optional(),
      })
      .optional(),
  })
  .meta({ id: "ExportDetail" });

/** A contest as officers see it. */
export const ContestView = z
  .object({
    state: ContestState,
    block: RequestId,
    ground: ContestGround,
    answer: z
      .object({ outcome: z.enum(["uphold", "lift"]), because: ContestReason, by: z.string(), at: Instant })
      .optional(),
  })
  .meta({ id: "ContestView" });

/** A restriction as officers see it. */
export const RestrictionView = z
  .object({
    state: RestrictionState,
    ground: RestrictionGround,
    article: z.string(),
    shutsSignIn: z.boolean().meta({ description: "The person asked that nobody signs in meanwhile." }),
    signInSpared: z.enum(["protected", "over"]).optional(),
    reviewBy: Instant.optional().meta({ description: "By when somebody looks whether the ground still holds." }),
    announced: z
      .object({ because: RestrictionOver, by: z.string(), at: Instant, toldBy: ToldBy.optional() })
      .optional()
      .meta({ description: "It is to be lifted: the person is told first." }),
    toBeLiftedAt: Instant.optional().meta({ description: "Absent while the person has not been told." }),
    over: z.object({ because: RestrictionOver, by: z.string(), at: Instant }).optional(),
  })
  .meta({ id: "RestrictionView" });

export const RequestDetail = RequestRow.extend({
  withdrawnAt: Instant.optional(),
  pointOfNoReturnAt: Instant.optional(),
  closedAt: Instant.optional(),
  coolingOffUntil: Instant.optional(),
  openedBy: z.object({ officer: z.string(), identity: OfficerProof.optional() }).optional(),
  plan: Plan.optional(),
  approvals: z.array(z.object({ by: z.string(), at: Instant, counts: z.boolean() })),
  refusal: z.object({ ground: OfficerGround, law: z.string().optional(), by: z.string(), at: Instant }).optional(),
  extension: z.object({ at: Instant, because: z.string(), by: z.string() }).optional(),
  suspensions: z.array(z.object({ from: Instant, until: Instant.optional(), because: z.string(), by: z.string() })),
  holds: z.array(HoldView),
  waits: z.array(z.object({ name: z.string(), until: Instant })),
  notices: z.array(z.object({ name: z.string(), outcome: z.string(), at: Instant })),
  restriction: RestrictionView.optional(),
  contest: ContestView.optional(),
  attempt: z.int(),
  export: ExportDetail.optional().meta({ description: "Of an export." }),
  actions: z.array(ActionView),
}).meta({ id: "OfficerRequest" });
export type RequestDetail = z.infer<typeof RequestDetail>;

export const TimelineEntry = z.object({
  number: z.int(),
  at: Instant,
  event: z.string(),
  actor: z.string(),
  facts: AuditFacts,
  hash: z.string(),
});
export const Timeline = z
  .object({ entries: z.array(TimelineEntry), cursor: z.string().optional() })
  .meta({ id: "Timeline" });

export const StateView = z.object({
  state: z.string(),
  status: z.enum(["done", "running", "waiting", "failed", "redriven"]),
  enteredAt: Instant,
  exitedAt: Instant.optional(),
  times: z.int().min(1).meta({ description: "How often it was entered." }),
});
export const RunView = z
  .object({
    name: z.string(),
    story: StoryName,
    status: z.enum(["NOT_STARTED", "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
    startedAt: Instant.optional(),
    stoppedAt: Instant.optional(),
    redriveCount: z.int(),
    error: z.string().optional(),
    states: z.array(StateView).meta({ description: "In the order in which they were first entered." }),
  })
  .meta({ id: "Run" });
export type RunView = z.infer<typeof RunView>;

export const StoryGraph = z
  .object({
    start: z.string(),
    states: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        waits: z.boolean().meta({ description: "The run stands still here until somebody decides or time passes." }),
        next: z.array(z.object({ to: z.string(), because: z.string().optional() })),
      }),
    ),
  })
  .meta({ id: "StoryGraph" });
export type StoryGraph = z.infer<typeof StoryGraph>;

export const Person = z
  .object({
    userId: z.string(),
    address: z.string().optional(),
    addresses: z.array(z.string()),
    logins: z.array(z.object({ userId: z.string(), connection: z.string(), social: z.boolean() })),
  })
  .meta({ id: "RevealedPerson" });

const flag = z.enum(["true", "false"], { error: "is not true or false" }).transform((text) => text === "true");

export const PageLimit = z
  .string()
  .regex(/^(?:[1-9]\d?|100)$/, "limit is not 1 to 100")
  .transform(Number)
  .optional()
  .meta({ override: { type: "integer", minimum: 1, maximum: 100 } });

export const OfficerQuery = z.strictObject({
  status: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(RequestStatus).min(1).max(RequestStatus.options.length))
    .optional()
    .meta({ description: "One or several, by commas; all that are open unless told.", override: { type: "string" } }),
  kind: RequestKind.optional(),
  claimed: z
    .string()
    .regex(/^(?:me|nobody|officer:sub_[\w-]{22})$/, "is not me, nobody or an officer's reference")
    .optional(),
  attention: flag.optional().meta({ override: { type: "string", enum: ["true", "false"] } }),
  dueBefore: Instant.optional(),
  limit: PageLimit,
  cursor: z.string().min(1).max(2048).optional(),
});
export type OfficerQuery = z.infer<typeof OfficerQuery>;

/** Words on record are not for names: a reference, a file number, no more; and nothing that a spreadsheet would take for a formula. */
export const Reference = z
  .string()
  .regex(/^[\p{L}\p{N}§(][\p{L}\p{N} .,§()/-]{0,99}$/u, "is not a reference of 1 to 100 plain characters");

export const Claim = z.strictObject({
  to: z.string().regex(/^(?:me|nobody|officer:sub_[\w-]{22})$/, 'Write "me", "nobody" or an officer\'s reference.'),
});
export const Approve = z.strictObject({ planDigest: z.string().regex(/^[0-9a-f]{64}$/, "is not a plan's digest") });
export const Refuse = z.strictObject({ ground: OfficerGround, law: Reference.optional() });
export const Extend = z.strictObject({
  because: z.enum(["complexity", "number"], { error: 'The law knows two reasons: "complexity" and "number".' }),
  toldBy: z.enum(["letter", "portal"]).optional(),
});
export const Suspend = z.strictObject({ because: z.enum(["identity", "scope"]) });
export const PlaceHold = z.strictObject({
  ground: z.enum(["legal-claims", "legal-duty", "authority-order"]),
  reference: Reference,
  reviewAt: Instant,
});
export const KeepHold = z.strictObject({ reviewAt: Instant });
export const TryAgain = z.strictObject({ from: z.enum(["failed-step", "beginning"]).optional() });
export const Reveal = z.strictObject({ because: z.enum(["identity-check", "contact", "legal-hold", "complaint"]) });
/** Why an officer, or the person through one, ends a restriction; the other reasons are the story's own. */
export const OfficersLiftingReason = RestrictionOver.exclude(["account-gone"]);
export const LiftRestriction = z.strictObject({
  because: OfficersLiftingReason,
  toldBy: ToldBy.optional().meta({ description: "How you told the person, where no mail can reach them." }),
});
export const KeepRestriction = z.strictObject({ reviewAt: Instant });
export const BulkApprove = z.strictObject({
  shape: z.string().regex(/^[0-9a-f]{64}$/, "is not the shape of a plan"),
  requests: z
    .array(z.strictObject({ requestId: RequestId, planDigest: z.string().regex(/^[0-9a-f]{64}$/) }))
    .min(1)
    .max(100),
  dryRun: z.boolean(),
});
export const BulkOutcome = z
  .object({
    dryRun: z.boolean(),
    results: z.array(z.object({ requestId: RequestId, outcome: z.string() })),
  })
  .meta({ id: "BulkOutcome" });
export const Switch = z
  .object({ off: z.boolean().meta({ description: "True: nothing new is destroyed." }), since: Instant.optional() })
  .meta({ id: "KillSwitch" });
export const TurnSwitch = z.strictObject({ off: z.boolean() });
export const Nothing = z.strictObject({}, { error: "Send an empty object: {}." });
