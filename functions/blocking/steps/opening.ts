import { standingOf } from "#kernel/block-standing.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { identityToBind } from "#requests/bind.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf } from "#requests/tenant-line.ts";
import type { StepInput } from "../model.ts";
import { blockPlan } from "../plan.ts";
import { blockIn, decideOpening } from "../rules.ts";

/**
 * Where the block stands, and how the run goes on. A proposal is planned and its person bound: to whom the notice goes. Runs at the start
 * of every attempt, and again when the fence found the plan changed.
 */
export const openRequest =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const reading =
      blockIn(request).state === "proposed"
        ? await readForPlan({ clock, subjects, reader, policy }, request)
        : { absent: false };
    return requests.change(requestId, (facts) => decideOpening(facts, reading, clock.now()));
  };

const readForPlan = async (
  { clock, subjects, reader, policy }: Needs<"clock" | "subjects" | "reader">,
  request: PrivacyRequest,
) => {
  const account = await accountOf({ subjects, reader }, request);
  if (account === undefined) return { absent: true };
  await subjects.bind(request.subjectRef, request.requestId, identityToBind(request, account, account.userId, policy));
  const userIds = [account.userId, ...account.identities.map(({ userId }) => userId)];
  const { staffRoles } = standingOf(userIds, await reader.roles(account.userId), policy);
  return { absent: false, plan: blockPlan(request, blockIn(request), staffRoles, policy, clock.now()) };
};
