import * as z from "zod";
import { RequestId } from "./ids.ts";
import { Instant } from "./instant.ts";

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
});

export const isSameDemand = (one: Demand, other: Demand): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The client ids that a block shuts; undefined where it holds everywhere. */
export const clientsOf = (reach: BlockReach): string[] | undefined =>
  reach === "everywhere" ? undefined : reach.clients;
