import type { PrivacyRequest } from "#kernel/request.ts";
import { identityToBind, linkedRefsOf } from "#requests/bind.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf } from "#requests/tenant-line.ts";
import { restrictionIn, type StepInput } from "../model.ts";
import { decideOpening } from "../rules.ts";

/**
 * Where the restriction stands, and how the run goes on. One that is only asked for is planned and its person bound: whom recipients are
 * told of, and where notices go. Runs at the start of every attempt, and after the officers' decision.
 */
export const openRequest =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const { clock, requests } = needs;
    const request = await requireRequest(requests, requestId);
    const isAsked = restrictionIn(request).state === "asked" && request.closedAt === undefined;
    const bound = isAsked ? await bind(needs, request) : { linkedRefs: request.linkedRefs, absent: false };
    return requests.change(requestId, (facts) => decideOpening(facts, bound, clock.now()));
  };

const bind = async ({ subjects, reader, policy }: Needs<"subjects" | "reader">, request: PrivacyRequest) => {
  const account = await accountOf({ subjects, reader }, request);
  if (account === undefined) return { linkedRefs: request.linkedRefs, absent: true };
  const identity = identityToBind(request, account, account.userId, policy);
  await subjects.bind(request.subjectRef, request.requestId, identity);
  return { linkedRefs: await linkedRefsOf(subjects, identity), absent: false };
};
