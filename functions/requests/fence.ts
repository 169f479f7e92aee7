import { type Instant, reached } from "#kernel/instant.ts";
import { approversOf, isApproved, planOf } from "#kernel/plan.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { isEnd } from "#kernel/request.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { type Cap, placesOf, takePlaces } from "./cap.ts";

/**
 * What the fence said. There is no other way past it:
 * - go: the point of no return is written; what follows may destroy
 * - held: a legal hold stands; the run ends, release starts the next attempt
 * - withdrawn: the person took it back
 * - refused: an officer declined; the letter follows
 * - plan-changed: logins were linked or unlinked since the plan, or it is not approved as it stands; plan again
 * - too-early: the cooling-off is not over by our own clock, whatever the timer says (I6)
 * - capped, switched-off: not now; ask again
 * - identity-changed: the account is another one than the one that was bound
 * - protected: the account holds a role that must be given up first, or is named in policy
 */
export type FenceOutcome =
  | "go"
  | "held"
  | "withdrawn"
  | "refused"
  | "plan-changed"
  | "too-early"
  | "capped"
  | "switched-off"
  | "identity-changed"
  | "protected";

/** What was read from the tenant just before, and what policy says. */
export interface FenceReading {
  now: Instant;
  coolingOffUntil: Instant;
  /** The account now is the bound one, by its date of creation; or it is gone already. */
  sameAccount: boolean;
  /** It has the linked logins that the plan was made for; or it is gone already. */
  sameLogins: boolean;
  /** Roles of the account now that policy protects, or "named" where policy names the account. */
  protectedRoles: string[];
  /** The pools it needs a place of. */
  caps: readonly Cap[];
}

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
  if (refusalOf(request) !== undefined && request.pointOfNoReturnAt === undefined) return said("refused");
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
  if (!reading.sameAccount) return said("identity-changed");
  // past the point of no return the plan is being carried out: nothing in it is asked again
  if (request.pointOfNoReturnAt === undefined) {
    if (!reading.sameLogins) return said("plan-changed", { because: "logins" });
    if (!isApproved(request)) return said("plan-changed", { because: "approval" });
  }
  if (reading.protectedRoles.length > 0) return said("protected", { roles: reading.protectedRoles });
  if (killSwitch.off) return said("switched-off");
  const taken = takePlaces(facts, reading.caps, now);
  if ("full" in taken) return said("capped", { pool: taken.full.pool, slots: taken.full.slots });

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
    slots: taken.map(({ slot }) => slot),
    endedWaits: facts.waits.filter(({ answer }) => answer === undefined).map(({ name }) => name),
    audit: [
      {
        event: "point-of-no-return-passed",
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
