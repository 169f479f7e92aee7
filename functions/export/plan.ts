import type { Instant } from "#kernel/instant.ts";
import { type Oddity, type Plan, sealedPlan } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { sources } from "#ports/identity/identity.ts";
import { progressOf } from "./model.ts";

/**
 * What an officer decides about: nobody signed in to ask, so another one looks (I12); or the person has a package and insists on another
 * one (Article 12(5)).
 */
export const exportPlan = (request: PrivacyRequest, policy: Policy, now: Instant): Plan =>
  sealedPlan(request, {
    madeAt: now,
    systems: [
      { system: "sign-in provider (Auth0)", counts: { sources: sources.length } },
      ...Object.keys(policy.recipients).map((name) => ({ system: name, counts: {} })),
    ],
    keeps: [],
    oddities: odditiesOf(request),
    approvalsNeeded: odditiesOf(request).length > 0 ? 1 : 0,
  });

export const odditiesOf = (request: PrivacyRequest): Oddity[] => [
  ...(request.openedBy === undefined ? [] : (["opened-without-sign-in"] as const)),
  ...(progressOf(request).insisted === true ? (["repeated"] as const) : []),
];
