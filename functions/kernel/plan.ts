import * as z from "zod";
import { digestOf } from "./canonical-json.ts";
import { Instant } from "./instant.ts";
import { isPersonsWish, type PrivacyRequest, subjectOfOfficer } from "./request.ts";

/**
 * What is unusual about a request, so that an officer looks first (design: Stories, Deletion):
 * - address-changed-lately, account-linked-lately: the signs of an account that was taken over
 * - identities-changed: logins were linked or unlinked after the person proved who they are
 * - opened-without-sign-in: nobody signed in to ask
 * - something-kept: a part of the data stays, by a ground that somebody must answer for
 * - hold-near: a legal hold of the person was released lately, or stands on a linked account
 * - repeated: the person asked for their data, has a package of it, and insists on another one (Article 12(5))
 *
 * And about a block or a restriction:
 * - permanent: no end is set
 * - about-staff: the person holds a role that policy names
 * - needs-judgement: its ground has to be weighed
 */
export const Oddity = z.enum([
  "address-changed-lately",
  "account-linked-lately",
  "identities-changed",
  "opened-without-sign-in",
  "something-kept",
  "hold-near",
  "repeated",
  "permanent",
  "about-staff",
  "needs-judgement",
]);
export type Oddity = z.infer<typeof Oddity>;

/** Where data of the person is, how much, and what the tenant would not tell. */
export const PlannedSystem = z.object({
  system: z.string(),
  counts: z.record(z.string(), z.number()),
  notAvailable: z.array(z.string()).optional(),
  /** When it goes by itself, where we do not delete it. */
  until: z.string().optional(),
});

/** What will be deleted, in numbers, and what is kept. Shown to the person and the officer; holds nothing that names the person. */
export const Plan = z.object({
  /** SHA-256, hex, over all that an approval stands for. */
  digest: z.string(),
  /** The same over the kind of plan alone, without numbers: plans of one shape can be approved together. */
  shape: z.string(),
  /** The same over the accounts it is about, by their references. */
  accounts: z.string(),
  madeAt: Instant,
  systems: z.array(PlannedSystem),
  keeps: z.array(
    z.object({
      what: z.record(z.string(), z.string()),
      ground: z.string(),
      law: z.string(),
      until: z.record(z.string(), z.string()),
    }),
  ),
  oddities: z.array(Oddity),
  /** How many different officers must say yes: 0, 1 or 2. */
  approvalsNeeded: z.int().min(0).max(2),
});
export type Plan = z.infer<typeof Plan>;

/** Completes a plan with its digests. The accounts it is about count by their references, so another linked account is another plan. */
export const sealedPlan = (
  request: Pick<PrivacyRequest, "requestId" | "channel" | "subjectRef" | "linkedRefs">,
  content: Omit<Plan, "digest" | "shape" | "accounts">,
): Plan => {
  const { keeps, oddities, approvalsNeeded } = content;
  const shape = {
    channel: request.channel,
    systems: content.systems.map(({ system }) => system),
    keeps,
    oddities,
    approvalsNeeded,
  };
  const accounts = digestOf([request.subjectRef, ...request.linkedRefs].toSorted());
  return {
    ...content,
    digest: digestOf({ requestId: request.requestId, accounts, ...shape, systems: content.systems }),
    shape: digestOf(shape),
    accounts,
  };
};

/** The plan on record; undefined before there is one. */
export const planOf = ({ progress }: Pick<PrivacyRequest, "progress">): Plan | undefined => {
  const plan = Plan.safeParse(progress.plan);
  return plan.success ? plan.data : undefined;
};

/** The officers whose yes counts for the plan: one each, neither who opened the request nor whom it is about (I12). */
export const approversOf = (request: PrivacyRequest): string[] => {
  const plan = planOf(request);
  if (plan === undefined) return [];
  const given = (request.approvals ?? []).filter(({ planDigest }) => planDigest === plan.digest).map(({ by }) => by);
  return [...new Set(given)].filter((officer) => !isBarred(request, officer) && !isAbout(request, officer));
};

/**
 * Looked at by the fence, in the transaction that passes it: as many as the plan asks for, and one at least where an officer opened it in
 * a person's name. What officers decide by their own right needs what its plan says.
 */
export const isApproved = (request: PrivacyRequest): boolean => {
  const plan = planOf(request);
  if (plan === undefined) return false;
  const least = request.openedBy === undefined || !isPersonsWish(request.kind) ? 0 : 1;
  return approversOf(request).length >= Math.max(least, plan.approvalsNeeded);
};

/** True for who opened the request, and for who decided about its matter before: somebody else must say yes (I12). */
export const isBarred = ({ openedBy, barred }: PrivacyRequest, officer: string): boolean =>
  openedBy?.officer === officer || barred?.includes(officer) === true;

/** True when the officer is the person whom the request is about, by any of their accounts. */
export const isAbout = ({ subjectRef, linkedRefs }: PrivacyRequest, officer: string): boolean =>
  [subjectRef, ...linkedRefs].some((ref) => subjectOfOfficer(officer) === ref);
