import type { BlockRecord } from "#kernel/block.ts";
import type { Instant } from "#kernel/instant.ts";
import { type Oddity, type Plan, planOf, sealedPlan } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";

/** What an approval stands for: where the block holds, until when, and what is unusual about it. Stays the same while these do. */
export const blockPlan = (
  request: PrivacyRequest,
  block: BlockRecord,
  staffRoles: readonly string[],
  policy: Policy,
  now: Instant,
): Plan => {
  const oddities: Oddity[] = [
    ...(block.end.kind === "lifted" && policy.blocking.fourEyes.permanent ? (["permanent"] as const) : []),
    ...(staffRoles.length > 0 ? (["about-staff"] as const) : []),
  ];
  const { reach, end } = block;
  const counts: Record<string, number> =
    reach === "everywhere"
      ? { everywhere: 1 }
      : { applications: reach.clients.length, connections: reach.connections.length };
  const plan = sealedPlan(request, {
    madeAt: now,
    systems: [
      {
        system: "sign-in provider (Auth0)",
        counts,
        ...(end.kind === "until" && { until: end.at }),
        ...(end.kind === "review" && { until: end.by }),
      },
    ],
    keeps: [],
    oddities,
    // the officer who proposes it is the first of two
    approvalsNeeded: oddities.length > 0 ? 1 : 0,
  });
  const earlier = planOf(request);
  return earlier?.digest === plan.digest ? earlier : plan;
};
