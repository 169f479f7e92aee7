import type { Instant } from "#kernel/instant.ts";
import { type Oddity, type Plan, planOf, sealedPlan } from "#kernel/plan.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { holdsAtOnce } from "#kernel/restriction.ts";
import { restrictionIn } from "./model.ts";

/** What an officer has to look at first: a ground that must be weighed, and shutting sign-in for somebody who did not sign in. */
export const odditiesOf = (request: PrivacyRequest): Oddity[] => {
  const { ground, shutsSignIn } = restrictionIn(request);
  return [
    ...(holdsAtOnce(ground) ? [] : (["needs-judgement"] as const)),
    ...(shutsSignIn && request.channel === "rights-session" ? (["opened-without-sign-in"] as const) : []),
  ];
};

/** What an approval stands for. Stays the same while the accounts it is about do. */
export const restrictionPlan = (request: PrivacyRequest, now: Instant): Plan => {
  const oddities = odditiesOf(request);
  const plan = sealedPlan(request, {
    madeAt: now,
    systems: [
      {
        system: "sign-in provider (Auth0)",
        counts: { "sign-in shut": restrictionIn(request).shutsSignIn ? 1 : 0 },
      },
    ],
    keeps: [],
    oddities,
    approvalsNeeded: oddities.length > 0 ? 1 : 0,
  });
  const earlier = planOf(request);
  return earlier?.digest === plan.digest ? earlier : plan;
};
