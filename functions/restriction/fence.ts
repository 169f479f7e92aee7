import type { Instant } from "#kernel/instant.ts";
import { withRestriction } from "#kernel/restriction.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { type Cap, placesOf, takePlaces } from "#requests/cap.ts";
import { restrictionIn } from "./model.ts";

/**
 * What the fence said about shutting sign-in, which only the person's own wish can lead to:
 * - go: it is demanded from now on, and may be carried out
 * - spared: it is not shut, and why is on record; the restriction stands all the same
 * - capped, switched-off: not now; ask again
 */
export type ShutFenceOutcome = "go" | "spared" | "capped" | "switched-off";

export interface ShutFenceReading {
  now: Instant;
  /** The account is the one that was bound. */
  sameAccount: boolean;
  /** Roles of the account now that policy protects, or "named". */
  protectedBy: readonly string[];
  caps: readonly Cap[];
}

/** Decides in one conditional transaction whether sign-in may be shut for who asked for it. Passing it twice takes no second place (I13). */
export const decideShutFence = (facts: Facts, reading: ShutFenceReading): Decision<ShutFenceOutcome> => {
  const { request, subjects, killSwitch } = facts;
  const { now } = reading;
  const restriction = restrictionIn(request);
  const spared = (because: "protected" | "over"): Decision<ShutFenceOutcome> => ({
    outcome: "spared",
    request: withRestriction(request, { ...restriction, signInSpared: because }),
    audit: [{ event: "sign-in-spared", at: now, actor: "system", facts: { because } }],
  });
  const notNow = (outcome: ShutFenceOutcome, more: Record<string, string | number> = {}) => ({
    outcome,
    audit: [{ event: "fence-refused", at: now, actor: "system", facts: { outcome, ...more } }],
  });
  const stands = restriction.state === "standing" || restriction.state === "review-due";
  if (!stands || !restriction.shutsSignIn || !reading.sameAccount) return spared("over");
  if (reading.protectedBy.length > 0) return spared("protected");
  if (killSwitch.off) return notNow("switched-off");
  const taken = takePlaces(facts, reading.caps, now);
  if ("full" in taken) return notNow("capped", { pool: taken.full.pool, slots: taken.full.slots });
  return {
    outcome: "go",
    // the account alone signs in: its linked logins have no door of their own
    subjects: subjects
      .slice(0, 1)
      .map((subject) =>
        subject.restriction?.requestId === request.requestId
          ? { ...subject, restriction: { ...subject.restriction, shutsSignIn: true } }
          : subject,
      ),
    slots: taken.map(({ slot }) => slot),
    endedWaits: facts.waits.filter(({ answer }) => answer === undefined).map(({ name }) => name),
    audit: [{ event: "sign-in-may-be-shut", at: now, actor: "system", facts: placesOf(taken) }],
  };
};
