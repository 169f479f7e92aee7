import * as z from "zod";
import { Applications, BlockEnd, BlockReason } from "#kernel/block.ts";
import type { JsonLimits } from "#kernel/bounded-json.ts";
import { BulkId, BulkState, Came, mostPeople, Verdict } from "#kernel/bulk.ts";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { Reference } from "../model.ts";
import { OfficersLiftReason } from "./block-model.ts";

/** A list of many accounts is larger than what else officers send. */
export const listLimits: JsonLimits = { bytes: 600 * 1024, depth: 6, keys: 100 };

const UserIds = z
  .array(z.string().min(1).max(512))
  .min(1)
  .max(mostPeople)
  .meta({ description: "As Auth0 has them. What is no user id, or stands there twice, is said so and not touched." });

/** Without an end nobody is blocked by the list: that takes two officers for each. */
const End = BlockEnd.refine(({ kind }) => kind !== "lifted", "needs an end, or a day by which an officer looks");

export const OpenBulk = z
  .discriminatedUnion("action", [
    z.strictObject({
      action: z.literal("block"),
      userIds: UserIds,
      reason: BlockReason,
      reach: z.union([z.literal("everywhere"), Applications]),
      end: End,
      reference: Reference.optional(),
    }),
    z.strictObject({ action: z.literal("unblock"), userIds: UserIds, because: OfficersLiftReason }),
  ])
  .meta({ id: "OpenBulk" });

export const ApproveBulk = z.strictObject({
  planDigest: z.string().regex(/^[0-9a-f]{64}$/, "is not a digest"),
});

export const RevealBulk = z.strictObject({
  page: z.int().min(1).max(1000),
  because: z.enum(["identity-check", "legal-hold", "complaint"]),
});

export const BulkParams = z.object({ bulkId: z.string() });
export const EntriesQuery = z.strictObject({
  page: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "page is not 1 or more")
    .transform(Number)
    .optional()
    .meta({ override: { type: "integer", minimum: 1 } }),
});
export const BulksQuery = z.strictObject({ cursor: z.string().min(1).max(2048).optional() });

const counted = <K extends string>(of: z.ZodEnum<{ [Name in K]: Name }>) => z.partialRecord(of, z.int());

/** A list as officers see it. Nothing in it says who anybody is. */
export const BulkView = z
  .object({
    bulkId: BulkId,
    action: z.enum(["block", "unblock"]),
    reason: BlockReason.optional(),
    reach: z.union([z.literal("everywhere"), Applications]).optional(),
    end: BlockEnd.optional(),
    reference: z.string().optional(),
    because: OfficersLiftReason.optional(),
    state: BulkState,
    people: z.int(),
    pages: z.int(),
    openedBy: z.string(),
    openedAt: Instant,
    decideBy: Instant,
    until: Instant.meta({ description: "What is not done by then is left." }),
    planDigest: z.string().optional().meta({ description: "What another officer approves." }),
    approved: z.object({ by: z.string(), at: Instant }).optional(),
    stopped: z.object({ by: z.string(), at: Instant }).optional(),
    closedAt: Instant.optional(),
    attention: z.object({ since: Instant, error: z.string() }).optional(),
    looked: z.int().meta({ description: "How many entries have been looked at." }),
    verdicts: counted(Verdict).meta({ description: "What so many entries would meet, or have met." }),
    came: counted(Came).meta({ description: "What so many entries came to." }),
    room: z
      .object({ perHour: z.int(), perDay: z.int() })
      .optional()
      .meta({ description: "How many blocks may begin in any hour, and in a day: the others wait." }),
    actions: z.array(
      z.object({ action: z.enum(["approve", "stop", "try-again"]), allowed: z.boolean(), why: z.string().optional() }),
    ),
  })
  .meta({ id: "Bulk" });
export type BulkView = z.infer<typeof BulkView>;

export const BulkRow = BulkView.pick({
  bulkId: true,
  action: true,
  reason: true,
  state: true,
  people: true,
  openedBy: true,
  openedAt: true,
  decideBy: true,
  attention: true,
}).meta({ id: "BulkRow" });
export const BulkRows = z.object({ bulks: z.array(BulkRow), cursor: z.string().optional() }).meta({ id: "BulkRows" });

export const BulkEntries = z
  .object({
    page: z.int(),
    pages: z.int(),
    entries: z.array(
      z.object({
        number: z.int().meta({ description: "Its place in the list, from 1." }),
        verdict: Verdict.optional(),
        came: Came.optional(),
        requestId: RequestId.optional().meta({ description: "The block's own request." }),
      }),
    ),
  })
  .meta({ id: "BulkEntries" });

export const RevealedEntries = z
  .object({ entries: z.array(z.object({ number: z.int(), name: z.string() })) })
  .meta({ id: "RevealedEntries" });
