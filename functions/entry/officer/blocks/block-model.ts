import * as z from "zod";
import { Applications, BlockEnd, BlockReason, BlockState, LiftReason } from "#kernel/block.ts";
import { RequestId, UserId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { RequestStatus } from "#kernel/request.ts";
import { Reference } from "../model.ts";

const Reach = z
  .union([z.literal("everywhere"), Applications], {
    error: 'is not "everywhere", nor { clients: [], connections: [] } that names one at least.',
  })
  .meta({ description: "Everywhere, or at named applications and connections only." });

const End = BlockEnd.meta({
  description: "until a moment, by itself; review: an officer looks by then; lifted: only when an officer lifts it.",
});

export const ProposeBlock = z
  .strictObject({
    userId: UserId,
    reason: BlockReason,
    reach: Reach,
    end: End,
    reference: Reference.optional().meta({ description: "Where it is written down: a file number, never a name." }),
  })
  .meta({ id: "ProposeBlock" });

/** Why an officer lifts a block; the other reasons are the story's own. */
export const OfficersLiftReason = LiftReason.extract(["reviewed", "contested", "mistake"]);
export const LiftQuery = z.strictObject({ because: OfficersLiftReason });

export const KeepBlock = z.strictObject({ end: End });

export const BlockQuery = z.strictObject({
  state: z
    .enum(["standing", "review-due", "proposed", "over"])
    .optional()
    .meta({ description: "Those that stand, in order of their next look, unless told." }),
  reason: BlockReason.optional(),
  limit: z
    .string()
    .regex(/^(?:[1-9]\d?|100)$/, "limit is not 1 to 100")
    .transform(Number)
    .optional()
    .meta({ override: { type: "integer", minimum: 1, maximum: 100 } }),
  cursor: z.string().min(1).max(2048).optional(),
});

export type BlockQuery = z.infer<typeof BlockQuery>;

/** A block as officers see it. Nothing in it says who the person is. */
export const BlockView = z
  .object({
    requestId: RequestId,
    state: BlockState,
    status: RequestStatus,
    reason: BlockReason,
    reach: Reach,
    end: End,
    automatic: z.boolean().meta({ description: "True where an event began it: a person has to look at it." }),
    setBy: z.string().meta({ description: '"me", "system", or the reference of another officer.' }),
    keptBy: z.string().optional(),
    reference: z.string().optional(),
    proposedAt: Instant,
    inForceAt: Instant.optional(),
    lookAt: Instant.meta({ description: "When it ends, is looked at, or lapses next." }),
    reviewAt: Instant.optional(),
    over: z.object({ because: LiftReason, by: z.string(), at: Instant }).optional(),
    attention: z.object({ since: Instant, error: z.string() }).optional(),
    planDigest: z.string().optional().meta({ description: "What another officer approves, where one must." }),
    approvalsNeeded: z.int().optional(),
    undelivered: z.array(z.string()),
    actions: z.array(
      z.object({
        action: z.enum(["approve", "lift", "keep"]),
        allowed: z.boolean(),
        why: z.string().optional(),
      }),
    ),
  })
  .meta({ id: "Block" });
export type BlockView = z.infer<typeof BlockView>;
export const BlockList = z
  .object({ blocks: z.array(BlockView), cursor: z.string().optional() })
  .meta({ id: "BlockList" });
