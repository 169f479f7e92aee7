import type { SubjectRef } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { packageOf } from "#kernel/package.ts";
import { isApproved, planOf } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import { isAnswered, type RecipientTask } from "#kernel/recipient.ts";
import { refusalOf } from "#kernel/refusal.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import { decideUntil, waitSeconds } from "#kernel/waiting.ts";
import { type Source, sources } from "#ports/identity/identity.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { progressOf } from "./model.ts";
import { exportPlan, odditiesOf } from "./plan.ts";

/** The way a run goes on: ready and removed are for a later attempt, which finds the package made. */
export type NextStep = "collect" | "decide" | "ready" | "withdrawn" | "refused";

export interface Opened {
  next: NextStep;
  decideSeconds: number;
  /** A package for another controller has only what the person gave us: nobody else is asked for it. */
  asksRecipients: boolean;
}

/** How a run that begins, or comes back from the officers, goes on. */
export const decideOpening = (
  { request }: Facts,
  bound: { linkedRefs: SubjectRef[]; foundAbsent: boolean },
  policy: Policy,
  now: Instant,
): Decision<Opened> => {
  const { format } = progressOf(request);
  const going = (next: NextStep): Opened => ({
    next,
    decideSeconds: waitSeconds(now, decideUntil(request, now)),
    asksRecipients: format === "full",
  });
  const begun = { ...request, unstarted: false };
  if (request.progress["package-made"] !== undefined) return { outcome: going("ready"), request: begun, audit: [] };
  const over = overBy(request);
  if (over !== undefined) return { outcome: going(over), request: begun, audit: [] };

  const isFirst = request.progress.foundAbsent === undefined;
  const known = {
    ...begun,
    linkedRefs: bound.linkedRefs,
    progress: { ...request.progress, foundAbsent: bound.foundAbsent },
  };
  const plan = planOf(known) ?? exportPlan(known, policy, now);
  const planned = { ...known, progress: { ...known.progress, plan } };
  const asks = odditiesOf(planned).length > 0 && !isApproved(planned);
  return {
    outcome: going(asks ? "decide" : "collect"),
    request: {
      ...(asks || odditiesOf(planned).length > 0 ? planned : known),
      status: asks ? "in-review" : "running",
    },
    audit: isFirst
      ? [
          {
            event: "identity-bound",
            at: now,
            actor: "system",
            facts: { foundAbsent: bound.foundAbsent, linked: bound.linkedRefs.length, format, decides: asks },
          },
        ]
      : [],
  };
};

/** How a request ended before its package was made; undefined while it is open. */
export const overBy = (request: PrivacyRequest): "withdrawn" | "refused" | undefined => {
  if (refusalOf(request) !== undefined || request.status === "refused") return "refused";
  return isEnd(request.status) ? "withdrawn" : undefined;
};

/** What ends the wait for the officers before anybody waits. */
export const alreadyDecided = ({ request }: Facts): JsonObject | undefined => {
  const over = overBy(request);
  if (over !== undefined) return { decision: over };
  return isApproved(request) ? { decision: "approved" } : undefined;
};

/** A source is collected to its end: on record once, and no longer missing if it was. */
export const decideCollected = (
  { request }: Facts,
  source: Source,
  found: { pages: number; items: number; notAvailable?: boolean | undefined },
  now: Instant,
): Decision<undefined> => {
  const { collected, missing } = progressOf(request);
  if (collected[source] !== undefined) return { outcome: undefined, audit: [] };
  const { [source]: _, ...stillMissing } = missing;
  const { pages, items, notAvailable } = found;
  const record = { at: now, pages, items, ...(notAvailable === true && { notAvailable }) };
  return {
    outcome: undefined,
    request: {
      ...request,
      progress: { ...request.progress, collected: { ...collected, [source]: record }, missing: stillMissing },
    },
    audit: [
      {
        event: "source-collected",
        at: now,
        actor: "system",
        facts: { source, pages, items, ...(notAvailable === true && { notAvailable }) },
      },
    ],
  };
};

/** A source failed for good. What was collected meanwhile, by a repeat, is not missing. */
export const decideMissing = (
  { request }: Facts,
  source: Source,
  because: string,
  now: Instant,
): Decision<Record<string, never>> => {
  const { collected, missing } = progressOf(request);
  if (collected[source] !== undefined || missing[source] === because) return { outcome: {}, audit: [] };
  return {
    outcome: {},
    request: { ...request, progress: { ...request.progress, missing: { ...missing, [source]: because } } },
    audit: [{ event: "source-missing", at: now, actor: "system", facts: { source, because } }],
  };
};

/** The account is another one by now: of what was collected nothing is surely the person's, and nothing is kept of it (I7). */
export const decideReplaced = ({ request }: Facts, now: Instant): Decision<Record<string, never>> => {
  const none = Object.fromEntries(sources.map((source) => [source, { at: now, pages: 1, items: 0 }]));
  return {
    outcome: {},
    request: { ...request, progress: { ...request.progress, foundAbsent: true, collected: none, missing: {} } },
    audit: [{ event: "account-replaced", at: now, actor: "system", facts: {} }],
  };
};

/** What is not in the package though it should be: sources of ours, and recipients that owe an answer or could not give one whole. */
export const missingIn = (request: PrivacyRequest, recipients: readonly RecipientTask[]): string[] => {
  const { missing, collected } = progressOf(request);
  const ours = sources.filter((source) => missing[source] !== undefined && collected[source] === undefined);
  const theirs = recipients
    .filter(({ verb }) => verb === "export")
    .filter((task) => !isAnswered(task) || task.status === "partly" || task.because === "technical-fault")
    .map(({ recipient }) => `recipient:${recipient}`);
  return [...ours, ...theirs];
};

/** Those who really took part: they were asked for this export, and hold something of the person or may. */
export const takingPart = (recipients: readonly RecipientTask[]): RecipientTask[] =>
  recipients.filter(({ verb, status, because, counts, part }) => {
    if (verb !== "export" || because === "person-not-found") return false;
    if (part !== undefined) return true; // whatever it counted, what it handed over is in the package
    const total = Object.values(counts ?? {}).reduce((sum, count) => sum + count, 0);
    return !(status === "done" && counts !== undefined && total === 0);
  });

/** The package is ready: the request is answered, wholly or partly. What was taken back before is not. */
export const decideReady = (
  { request }: Facts,
  now: Instant,
): Decision<{ next: "ready" | "withdrawn" | "refused"; removeAt: Instant }> => {
  const made = packageOf(request);
  const isAnswered = request.status === "fulfilled" || request.status === "partly-fulfilled";
  if (made !== undefined && isAnswered) return { outcome: { next: "ready", removeAt: made.until }, audit: [] };
  const over = overBy(request);
  if (over !== undefined) return { outcome: { next: over, removeAt: now }, audit: [] };
  if (made === undefined) throw new TypeError(`${request.requestId} has no package to tell of`);
  const { bytes, sha256, missing, until } = made;
  const partly = missing.length > 0;
  return {
    outcome: { next: "ready", removeAt: until },
    request: { ...request, status: partly ? "partly-fulfilled" : "fulfilled", attention: undefined },
    audit: [
      {
        event: partly ? "request-partly-fulfilled" : "request-fulfilled",
        at: now,
        actor: "system",
        facts: { bytes, sha256, missing, until },
      },
    ],
  };
};
