import * as z from "zod";
import { RequestId } from "./ids.ts";
import { Instant } from "./instant.ts";
import type { JsonObject } from "./json.ts";
import { declareMoves, type Moves, requireMove } from "./moves.ts";
import type { PrivacyRequest } from "./request.ts";
import type { SubjectState } from "./subject.ts";

/** Why somebody is shut out. People are told in words of their own language; nothing free is written down about them. */
export const BlockReason = z.enum([
  "abuse",
  "fraud",
  "breached-password",
  "risky-login",
  "authority-order",
  "rights-of-others",
]);
export type BlockReason = z.infer<typeof BlockReason>;

const ClientId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "is not the client id of an application");
const ConnectionName = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,126}[A-Za-z0-9])?$/, "is not the name of a connection");

/** Some applications, and some connections: only there the person gets no tokens. */
export const Applications = z
  .strictObject({ clients: z.array(ClientId).max(10), connections: z.array(ConnectionName).max(10) })
  .refine(
    ({ clients, connections }) => clients.length + connections.length > 0,
    "names no application and no connection",
  );

/** Where a block holds: everywhere, or for named applications and connections. */
export const BlockReach = z.union([z.literal("everywhere"), Applications]);
export type BlockReach = z.infer<typeof BlockReach>;

/**
 * When a block ends:
 * - until: at a moment, by itself
 * - review: an officer looks at it by then, and lifts or keeps it
 * - lifted: only when an officer lifts it; looked at again in long stretches all the same
 */
export const BlockEnd = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("until"), at: Instant }),
  z.strictObject({ kind: z.literal("review"), by: Instant }),
  z.strictObject({ kind: z.literal("lifted") }),
]);
export type BlockEnd = z.infer<typeof BlockEnd>;

/** A block that stands, by the request that set it. */
export const StandingBlock = z.object({
  requestId: RequestId,
  reach: BlockReach,
  reason: BlockReason,
  since: Instant,
  /** Shown where the person is turned away; absent where no end is set. */
  until: Instant.optional(),
});
export type StandingBlock = z.infer<typeof StandingBlock>;

/** Article 18: the person's data is stored and not used. Sign-in is shut only where the person asked for it. */
export const Restriction = z.object({ requestId: RequestId, since: Instant, shutsSignIn: z.boolean() });
export type Restriction = z.infer<typeof Restriction>;

/** One entry of `app_metadata.habeas_blocks`: what the post-login Action turns people away by. */
export const ApplicationBlock = z.object({
  clients: z.array(z.string()),
  connections: z.array(z.string()),
  reason: z.string(),
  until: z.string().optional(),
});
export type ApplicationBlock = z.infer<typeof ApplicationBlock>;

/** What must be so at the tenant, all that stands taken together. */
export interface Demand {
  /** The account may sign in nowhere. */
  everywhere: boolean;
  applications: ApplicationBlock[];
  /** The account is marked: no campaign asks its person anything (GDPR Article 18). */
  restricted: boolean;
}

/** What the blocks and the restriction of a person demand together. The order of setting does not show in it (I16). */
export const demandOf = ({
  blocks = [],
  restriction,
}: {
  blocks?: readonly StandingBlock[] | undefined;
  restriction?: Restriction | undefined;
}): Demand => ({
  everywhere: restriction?.shutsSignIn === true || blocks.some(({ reach }) => reach === "everywhere"),
  applications: blocks
    .toSorted((a, b) => (a.requestId < b.requestId ? -1 : 1))
    .flatMap(({ reach, reason, until }) =>
      reach === "everywhere"
        ? []
        : [
            {
              clients: reach.clients.toSorted(),
              connections: reach.connections.toSorted(),
              reason,
              ...(until !== undefined && { until }),
            },
          ],
    ),
  restricted: restriction !== undefined,
});

export const isSameDemand = (one: Demand, other: Demand): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The client ids that a block shuts; undefined where it holds everywhere. */
export const clientsOf = (reach: BlockReach): string[] | undefined =>
  reach === "everywhere" ? undefined : reach.clients;

/**
 * Where a block stands, and what may happen to it there; everything else is stale or out of order, and refused:
 * - proposed: waits for the officers it needs, and for the fence
 * - imposing: past the fence, being carried out
 * - in-force: the person is shut out and knows it
 * - review-due: the same, and an officer has to look at it
 * - lifting: it counts no more, and is being taken back at the tenant
 * - declined: it never came to anything; ended: it did, and is over
 */
export const blockMoves = declareMoves("proposed", {
  proposed: { pass: "imposing", decline: "declined" },
  imposing: { impose: "in-force", lift: "lifting" },
  "in-force": { keep: "in-force", "fall-due": "review-due", lift: "lifting" },
  "review-due": { keep: "in-force", lift: "lifting" },
  lifting: { end: "ended" },
  declined: {},
  ended: {},
} as const satisfies Moves<string, string>);
export type BlockState = keyof typeof blockMoves;
export type BlockEvent = { [State in BlockState]: keyof (typeof blockMoves)[State] }[BlockState];
export const BlockState = z.enum(Object.keys(blockMoves) as [BlockState]);

/** Where an event leads from a state; undefined where the table does not know the move. */
export const blockAfter = (state: BlockState, event: BlockEvent): BlockState | undefined =>
  (blockMoves[state] as Partial<Record<BlockEvent, BlockState>>)[event];

/** Why a block was lifted or never began; also what the person is told. */
export const LiftReason = z.enum([
  "time-over",
  "reviewed",
  "contested",
  "mistake",
  "not-reviewed",
  "not-approved",
  "protected",
  "restricted",
  "account-gone",
  "too-many",
  "stopped",
]);
export type LiftReason = z.infer<typeof LiftReason>;

/** What a request of kind `block` keeps of its block, under `progress.block`. */
export const BlockRecord = z.looseObject({
  state: BlockState,
  reason: BlockReason,
  reach: BlockReach,
  end: BlockEnd,
  /** True where an event began it: a person has to look at it (GDPR Article 22). */
  automatic: z.boolean(),
  /** "system", or the officer by reference. */
  setBy: z.string(),
  /** The list of accounts that it came with, where it did. */
  bulk: z.string().optional(),
  /** Where it is written down: a file number, never a name. */
  reference: z.string().optional(),
  /** Who looked at it last and kept it. */
  keptBy: z.string().optional(),
  over: z.object({ because: LiftReason, by: z.string(), at: Instant }).optional(),
});
export type BlockRecord = z.infer<typeof BlockRecord>;

/** The block of a request; undefined for requests of other kinds. */
export const blockOf = ({ progress }: { progress: Record<string, unknown> }): BlockRecord | undefined =>
  BlockRecord.safeParse(progress.block).data;

/** The request with another record of its block. Throws `ForbiddenStep` where no move of the table leads there. */
export const withBlock = (request: PrivacyRequest, block: BlockRecord): PrivacyRequest => {
  requireMove(blockMoves, blockOf(request)?.state, block.state);
  return { ...request, progress: { ...request.progress, block: block as JsonObject } };
};

/** The subject without this block: what it demanded is demanded no more. */
export const withoutBlock = (subject: SubjectState, requestId: RequestId): SubjectState => ({
  ...subject,
  blocks: (subject.blocks ?? []).filter((each) => each.requestId !== requestId),
});
