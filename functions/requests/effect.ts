import type { AuditFacts } from "#kernel/audit-entry.ts";
import { Refusal } from "#kernel/failure.ts";
import type { RequestId } from "#kernel/ids.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { requireRequest } from "./require.ts";

/** The kill switch is off: nothing new may be destroyed. The story parks and comes back through the fence. */
export class SwitchedOff extends Refusal {
  override readonly name = "SwitchedOff" as const;
}

/** A step that destroys was called without the fence behind it: a bug in a story, never an outcome. */
export class FenceNotPassed extends Error {
  override readonly name = "FenceNotPassed" as const;
}

export interface Effect {
  requestId: RequestId;
  /** What is on record once done, in the past tense: "account-deleted". */
  milestone: string;
  /** Destroying effects need the point of no return behind them and the kill switch on, looked at together with the intent. */
  destructive: boolean;
  /** Does it; answers with counts and ids for the record. Runs again after a crash: already so must count as done. */
  perform: (request: PrivacyRequest, again: boolean) => Promise<AuditFacts>;
}

type Intended = { recorded: JsonObject } | { recorded?: undefined; request: PrivacyRequest; again: boolean };

/**
 * Audit intent → effect → record (design: Effects). What is on record is not done again; what was intended and not recorded is done
 * again, so `perform` reads first where a repeat would show. Answers with what is on record.
 */
export const carryOut =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">) =>
  async ({ requestId, milestone, destructive, perform }: Effect): Promise<JsonObject> => {
    const intended = await requests.change(requestId, (facts): Decision<Intended> => {
      const recorded = recordOf(facts.request, milestone);
      if (recorded !== undefined) return { outcome: { recorded }, audit: [] };
      if (destructive) assertAllowed(facts);
      const again = facts.request.progress[intentOf(milestone)] !== undefined;
      const at = clock.now();
      return {
        outcome: { request: facts.request, again },
        request: { ...facts.request, progress: { ...facts.request.progress, [intentOf(milestone)]: at } },
        audit: [{ event: intentOf(milestone), at, actor: "system", facts: again ? { again } : {} }],
      };
    });
    if (intended.recorded !== undefined) return intended.recorded;
    return record({ clock, requests }, requestId, milestone, await perform(intended.request, intended.again));
  };

/** Something that is looked at and changes nothing: it goes on record once found true, and leaves no intent when it is not yet. */
export interface Finding {
  requestId: RequestId;
  /** What is on record once found, in the past tense: "absence-verified". */
  milestone: string;
  /** Looks; throws `Busy` while it is not so yet. */
  look: (request: PrivacyRequest) => Promise<AuditFacts>;
}

/** Looks, and keeps on record what was found. What is on record is not looked at again. */
export const establish =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">) =>
  async ({ requestId, milestone, look }: Finding): Promise<JsonObject> => {
    const request = await requireRequest(requests, requestId);
    return recordOf(request, milestone) ?? record({ clock, requests }, requestId, milestone, await look(request));
  };

/** Puts a milestone on record, once: whoever comes second is told what stands there. */
const record = (
  { clock, requests }: Pick<Ports, "clock" | "requests">,
  requestId: RequestId,
  milestone: string,
  facts: AuditFacts,
): Promise<JsonObject> =>
  requests.change(requestId, ({ request }): Decision<JsonObject> => {
    const earlier = recordOf(request, milestone);
    if (earlier !== undefined) return { outcome: earlier, audit: [] };
    const at = clock.now();
    const { [intentOf(milestone)]: _intent, ...progress } = request.progress;
    return {
      outcome: { at, ...facts },
      request: { ...request, progress: { ...progress, [milestone]: { at, ...facts } } },
      audit: [{ event: milestone, at, actor: "system", facts }],
    };
  });

/** What is on record of a milestone, undefined until it is done. */
export const recordOf = ({ progress }: PrivacyRequest, milestone: string): JsonObject | undefined => {
  const recorded = progress[milestone];
  return typeof recorded === "object" && recorded !== null && !Array.isArray(recorded) ? recorded : undefined;
};

const intentOf = (milestone: string): string => `${milestone}-intended`;

/** Destroying needs the point of no return behind it and the kill switch on. Throws `FenceNotPassed`, `SwitchedOff`. */
export const assertAllowed = ({ request, killSwitch }: Facts): void => {
  if (request.pointOfNoReturnAt === undefined)
    throw new FenceNotPassed(`${request.requestId} has not passed the fence`);
  if (killSwitch.off) throw new SwitchedOff("destructive work is switched off");
};
