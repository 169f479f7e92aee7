import { type Instant, plus } from "#kernel/instant.ts";
import { type Oddity, type Plan, planOf, sealedPlan } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { SubjectState } from "#kernel/subject.ts";
import type { AccessReading, Account, Extent } from "#ports/identity/identity.ts";

/** What was read from the tenant to plan by; nothing of it for an account that is gone. */
export interface PlanReading {
  account?: Account | undefined;
  access?: AccessReading | undefined;
  extent?: Extent | undefined;
  /** Logins were linked or unlinked since the person proved who they are. */
  loginsChanged: boolean;
}

/** The systems a deletion reaches, as plan and receipt call them. */
export const systems = {
  account: "sign-in provider (Auth0)",
  log: "sign-in provider's log",
  own: "Habeas: identity, address and keys of the request",
} as const;

/** Auth0 keeps the entries of its log for 30 days at most, by plan. */
export const logRetentionDays = 30;

/** What will be deleted and what is kept. A plan of the same kind over the same accounts stays as it is, with its approvals. */
export const deletionPlan = (
  request: PrivacyRequest,
  subjects: readonly SubjectState[],
  reading: PlanReading,
  policy: Policy,
  now: Instant,
): Plan => {
  const earlier = planOf(request);
  const keeps = keptOf(reading.account, policy);
  const oddities = odditiesOf(request, subjects, reading, policy, now, earlier);
  const plan = sealedPlan(request, {
    madeAt: now,
    systems: systemsOf(request, reading),
    keeps,
    oddities,
    approvalsNeeded: approvalsNeeded(request, oddities, policy),
  });
  return earlier !== undefined && earlier.shape === plan.shape && earlier.accounts === plan.accounts ? earlier : plan;
};

const systemsOf = ({ linkedRefs }: PrivacyRequest, { account, access, extent }: PlanReading): Plan["systems"] => {
  const { notAvailable = [], ...ways } = access ?? {};
  const { organizations = 0, invitations = 0, bruteForceBlocks = 0, logEvents = 0, newestLogAt } = extent ?? {};
  return [
    {
      system: systems.account,
      counts: {
        accounts: account === undefined ? 0 : 1,
        logins: account?.identities.length ?? 0,
        ...ways,
        organizations,
        invitations,
        bruteForceBlocks,
      },
      ...(notAvailable.length > 0 && { notAvailable }),
    },
    {
      system: systems.log,
      counts: { events: logEvents },
      ...(newestLogAt !== undefined && { until: plus(newestLogAt, logRetentionDays * 86_400) }),
    },
    { system: systems.own, counts: { subjects: 1 + linkedRefs.length } },
  ];
};

/** What policy keeps of this account: of everybody, or of accounts with a member in app_metadata. */
const keptOf = (account: Account | undefined, policy: Policy): Plan["keeps"] =>
  policy.deletion.keeps
    .filter(({ ofAccountsWith: member }) => member === undefined || account?.appMetadata.includes(member))
    .map(({ what, ground, law, until }) => ({ what, ground, law, until }));

const odditiesOf = (
  request: PrivacyRequest,
  subjects: readonly SubjectState[],
  { account, extent, loginsChanged }: PlanReading,
  policy: Policy,
  now: Instant,
  earlier: Plan | undefined,
): Oddity[] => {
  const lately = plus(now, -policy.deletion.changedLately);
  const isLately = (moment: Instant | undefined): boolean => moment !== undefined && moment >= lately;
  // seen once, it stays odd until somebody has decided: by the next look, the new logins are the bound ones
  const changed = loginsChanged || earlier?.oddities.includes("identities-changed") === true;
  const signs: Partial<Record<Oddity, boolean>> = {
    "address-changed-lately": isLately(extent?.addressChangedAt),
    "account-linked-lately": isLately(extent?.linkedAt),
    "identities-changed": changed,
    "opened-without-sign-in": request.channel !== "self-service",
    "something-kept": keptOf(account, policy).length > 0,
    repeated: false, // deletion answers the first wish, and there is no second
    "hold-near": subjects.some(({ holdReleasedAt }) => isLately(holdReleasedAt)),
  };
  return (Object.keys(signs) as Oddity[]).filter((sign) => signs[sign]);
};

/**
 * How many officers must say yes: by policy's rule, and one at least where nobody has proven that the accounts are theirs: an officer
 * opened the request, or logins were linked after the person had signed in (I7, I12).
 */
export const approvalsNeeded = (
  request: Pick<PrivacyRequest, "openedBy">,
  oddities: readonly Oddity[],
  policy: Policy,
): number => {
  const byRule = { never: 0, "when-odd": oddities.length > 0 ? 1 : 0, "one-officer": 1, "two-officers": 2 };
  const unproven = request.openedBy !== undefined || oddities.includes("identities-changed");
  return Math.max(unproven ? 1 : 0, byRule[policy.deletion.approval]);
};
