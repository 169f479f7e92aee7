import { blockAfter, type LiftReason, withBlock } from "#kernel/block.ts";
import { protectsOthers } from "#kernel/block-standing.ts";
import { type Instant, reached } from "#kernel/instant.ts";
import { approversOf, isApproved, planOf } from "#kernel/plan.ts";
import { isRestricted } from "#kernel/subject.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { type Cap, placesOf, takePlaces } from "#requests/cap.ts";
import { blockIn, decline } from "./rules.ts";

/**
 * What the fence said. There is no other way past it:
 * - go: the block stands among the person's blocks; what follows may shut them out
 * - declined: it came to nothing, and why is on record
 * - plan-changed: it is not approved as it stands
 * - capped, switched-off: not now; ask again
 */
export type BlockFenceOutcome = "go" | "declined" | "plan-changed" | "capped" | "switched-off";

export interface BlockFenceReading {
  now: Instant;
  /** The account now is the one that was proposed, by its date of creation. */
  sameAccount: boolean;
  /** Roles of the account now that policy protects, or "named". */
  protectedBy: readonly string[];
  /** Roles of the account now that need a second officer. */
  staffRoles: readonly string[];
  caps: readonly Cap[];
}

/** More blocks than these at once say nothing more, and would not fit into the account's profile. */
const mostAtOnce = 20;

/**
 * Decides in one conditional transaction whether somebody may be shut out. All it looks at is checked again when it is written: a lifted
 * proposal, a restriction or the kill switch acknowledged before it always wins (I5, I13). Passing it twice takes no second place.
 */
export const decideBlockFence = (facts: Facts, reading: BlockFenceReading): Decision<BlockFenceOutcome> => {
  const { request, subjects, killSwitch } = facts;
  const { now } = reading;
  const block = blockIn(request);
  const [subject] = subjects;
  if (subject === undefined) throw new Error(`${request.requestId} has no subject`);
  if (block.state === "declined" || block.state === "ended" || block.state === "lifting") {
    return { outcome: "declined", audit: [] };
  }
  const said = (
    outcome: BlockFenceOutcome,
    more: Record<string, string | number | string[]> = {},
  ): Decision<BlockFenceOutcome> => ({
    outcome,
    audit: [{ event: "fence-refused", at: now, actor: "system", facts: { outcome, ...more } }],
  });
  const no = (because: LiftReason): Decision<BlockFenceOutcome> => decline(request, because, now, "declined");

  if (block.state === "proposed") {
    const isDeleted = subjects.some(({ pointOfNoReturn }) => pointOfNoReturn !== undefined);
    // its list was stopped: nobody more is touched by it (I5)
    if (block.bulk !== undefined && facts.bulk === undefined) throw new Error(`${request.requestId} comes with a list`);
    if (facts.bulk?.stopped !== undefined) return no("stopped");
    if (isDeleted || !reading.sameAccount) return no("account-gone");
    if (reading.protectedBy.length > 0) return no("protected");
    // no machine shuts out who works here
    if (block.automatic && reading.staffRoles.length > 0) return no("protected");
    if (subjects.some(isRestricted) && !protectsOthers(block.reason)) return no("restricted");
    if (block.end.kind === "until" && reached(block.end.at, now)) return no("time-over");
    if ((subject.blocks ?? []).length >= mostAtOnce) return no("too-many");
    const staffSeen = planOf(request)?.oddities.includes("about-staff") === true;
    if (!isApproved(request)) return said("plan-changed", { because: "approval" });
    if (reading.staffRoles.length > 0 && !staffSeen) return said("plan-changed", { because: "roles" });
  }
  if (killSwitch.off) return said("switched-off");
  const taken = takePlaces(facts, reading.caps, now);
  if ("full" in taken) return said("capped", { pool: taken.full.pool, slots: taken.full.slots });

  const state = blockAfter(block.state, "pass") ?? block.state;
  const standing = {
    requestId: request.requestId,
    reach: block.reach,
    reason: block.reason,
    since: now,
    ...(block.end.kind === "until" && { until: block.end.at }),
  };
  const others = (subject.blocks ?? []).filter(({ requestId }) => requestId !== request.requestId);
  const already = (subject.blocks ?? []).find(({ requestId }) => requestId === request.requestId);
  return {
    outcome: "go",
    request: withBlock(
      {
        ...request,
        status: request.status === "in-force" ? "in-force" : "running",
        pointOfNoReturnAt: request.pointOfNoReturnAt ?? now,
        attention: undefined,
      },
      { ...block, state },
    ),
    subjects: [{ ...subject, blocks: [...others, already ?? standing] }],
    slots: taken.map(({ slot }) => slot),
    endedWaits: facts.waits.filter(({ answer }) => answer === undefined).map(({ name }) => name),
    audit: [
      {
        event: "block-passed",
        at: now,
        actor: "system",
        facts: {
          ...placesOf(taken),
          approvedBy: approversOf(request),
          planDigest: planOf(request)?.digest ?? "none",
          protectedRolesFound: 0,
        },
      },
    ],
  };
};
