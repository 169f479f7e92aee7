import { hours } from "#kernel/duration.ts";
import { type Instant, plus, reached } from "#kernel/instant.ts";
import { isEnd } from "#kernel/request.ts";
import type { CapPool, CapSlot, Decision, Facts } from "#ports/requests/requests.ts";

/**
 * What the fence said. There is no other way past it:
 * - go: the point of no return is written; what follows may destroy
 * - held: a legal hold stands; the run ends, release starts the next attempt
 * - withdrawn: the person took it back
 * - too-early: the cooling-off is not over by our own clock, whatever the timer says (I6)
 * - capped, switched-off: not now; ask again
 * - identity-changed: the account is not the one that was bound
 * - protected: the account holds a role that must be given up first
 */
export type FenceOutcome =
  | "go"
  | "held"
  | "withdrawn"
  | "too-early"
  | "capped"
  | "switched-off"
  | "identity-changed"
  | "protected";

/** What was read from the tenant just before, and what policy says. */
export interface FenceReading {
  now: Instant;
  coolingOffUntil: Instant;
  /** The account now is the bound one: same created_at, same linked identities; or it is gone already. */
  identityUnchanged: boolean;
  /** Roles of the account now that policy protects. */
  protectedRoles: string[];
  pool: CapPool;
  /** N of the pool: how many different requests may pass in any hour. */
  slots: number;
}

const slotRest = hours(1);

/**
 * Decides in one conditional transaction whether the first destructive call may be made. Everything it looks at is checked again
 * when it is written, so a hold, a withdrawal or the kill switch acknowledged before it always wins (I4, I5, I13). Passing it twice
 * takes no second slot. Whoever waits after it comes back through it.
 */
export const decideFence = (facts: Facts, reading: FenceReading): Decision<FenceOutcome> => {
  const { request, subjects, killSwitch } = facts;
  const { now } = reading;
  const said = (
    outcome: FenceOutcome,
    more: Record<string, string | number | string[]> = {},
  ): Decision<FenceOutcome> => ({
    outcome,
    audit: [{ event: "fence-refused", at: now, actor: "system", facts: { outcome, ...more } }],
  });

  if (request.status === "withdrawn") return said("withdrawn");
  if (isEnd(request.status) && request.pointOfNoReturnAt === undefined) {
    throw new Error(`request ${request.requestId} is already ${request.status}`);
  }
  if (!reached(reading.coolingOffUntil, now)) return said("too-early", { until: reading.coolingOffUntil });
  const holds = subjects.flatMap((subject) => subject.holds);
  if (holds.length > 0 && request.pointOfNoReturnAt === undefined) {
    return {
      ...said("held", { holds: holds.map((hold) => hold.holdId) }),
      request: { ...request, status: "held" },
    };
  }
  if (!reading.identityUnchanged) return said("identity-changed");
  if (reading.protectedRoles.length > 0) return said("protected", { roles: reading.protectedRoles });
  if (killSwitch.off) return said("switched-off");
  const slot = freeSlot(facts, reading);
  if (slot === undefined) return said("capped", { pool: reading.pool, slots: reading.slots });

  const pointOfNoReturnAt = request.pointOfNoReturnAt ?? now;
  const pointOfNoReturn = { requestId: request.requestId, at: pointOfNoReturnAt };
  return {
    outcome: "go",
    // an answered request that looks back once more stays answered
    request: {
      ...request,
      status: isEnd(request.status) ? request.status : "running",
      pointOfNoReturnAt,
      attention: undefined,
    },
    subjects: subjects.map((subject) => ({ ...subject, pointOfNoReturn })),
    slot,
    audit: [
      {
        event: "point-of-no-return-passed",
        at: now,
        actor: "system",
        facts: { pool: reading.pool, slot: slot.number, slots: reading.slots, protectedRolesFound: 0 },
      },
    ],
  };
};

/** The request's own slot, or one that nobody used within the last hour. */
const freeSlot = (
  { request: { requestId }, slots: used }: Facts,
  { now, pool, slots }: FenceReading,
): CapSlot | undefined => {
  const own = used.find((slot) => slot.requestId === requestId);
  if (own !== undefined) return { ...own, usedAt: now };
  const taken = new Set(used.filter((slot) => !reached(plus(slot.usedAt, slotRest), now)).map((slot) => slot.number));
  for (let number = 1; number <= slots; number += 1) {
    if (!taken.has(number)) return { pool, number, requestId, usedAt: now };
  }
  return undefined;
};
