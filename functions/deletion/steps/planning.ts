import { plus } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { decideUntil } from "#kernel/waiting.ts";
import { decisionWait } from "#requests/approve.ts";
import { identityToBind, linkedRefsOf } from "#requests/bind.ts";
import { decideOverdue } from "#requests/overdue.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { tell } from "#requests/tell.ts";
import { IdentityChanged } from "../errors.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { interim } from "../notices.ts";
import type { PlanReading } from "../plan.ts";
import { alreadyDecided, decidePlan, hasSameLogins } from "../rules.ts";
import { boundIdentityOf } from "./erasing.ts";

/**
 * The plan: what will be deleted, how much of it, what is kept, and whether an officer must look first. Logins that were linked since
 * are bound anew, and then an officer must. Throws `IdentityChanged` when another account has the id now.
 */
export const planDeletion =
  ({ clock, requests, subjects, reader, policy }: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  async ({ requestId }: StepInput) => {
    const request = await requireRequest(requests, requestId);
    const { reading, linkedRefs } =
      request.pointOfNoReturnAt === undefined
        ? await readForPlan({ clock, subjects, reader, policy }, request)
        : { reading: { loginsChanged: false }, linkedRefs: request.linkedRefs };
    return requests.change(
      requestId,
      (facts) => decidePlan({ ...facts, request: { ...facts.request, linkedRefs } }, reading, policy, clock.now()),
      { alsoSubjects: linkedRefs },
    );
  };

const readForPlan = async (
  { clock, subjects, reader, policy }: Needs<"clock" | "subjects" | "reader">,
  request: PrivacyRequest,
): Promise<{ reading: PlanReading; linkedRefs: PrivacyRequest["linkedRefs"] }> => {
  const bound = await boundIdentityOf(subjects, request);
  const account = await reader.read(bound.userId);
  if (account === undefined) return { reading: { loginsChanged: false }, linkedRefs: request.linkedRefs };
  if (account.createdAt !== bound.createdAt) throw new IdentityChanged("the account is not the bound one");
  const loginsChanged = !hasSameLogins(bound, account);
  const since = plus(clock.now(), -policy.deletion.changedLately);
  const reading = {
    account,
    access: await reader.access(account.userId),
    extent: await reader.extent(account.userId, account.addresses, since),
    loginsChanged,
  };
  if (!loginsChanged) return { reading, linkedRefs: request.linkedRefs };
  await subjects.rebind(request.subjectRef, request.requestId, {
    ...identityToBind(request, account, account.userId, policy),
    createdAt: bound.createdAt,
  });
  return { reading, linkedRefs: await linkedRefsOf(subjects, account) };
};

/** Parks the run until the officers have decided. No time decides in their place. */
export const parkForDecision =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const request = await requireRequest(requests, requestId);
    await park({ clock, requests, workflows, keys })({
      requestId,
      name: decisionWait,
      token,
      until: decideUntil(request, clock.now()),
      alreadyDecided: alreadyDecided(decisionWait),
    });
    return {};
  };

/** The due date came and nobody decided: the person is told so, once, and an officer is alarmed. Answers with the next wait. */
export const tellInterim =
  ({ clock, requests, subjects, notices, policy }: Needs<"clock" | "requests" | "subjects" | "notices">) =>
  async ({ requestId }: StepInput) => {
    const { overdue, decideSeconds } = await requests.change(requestId, (facts) => decideOverdue(facts, clock.now()));
    if (overdue) {
      await tell({ clock, requests, notices })(requestId, "interim", async () => {
        const request = await requireRequest(requests, requestId);
        const identity = await subjects.boundIdentity(request.subjectRef, requestId);
        return { to: identity?.address, message: interim(identity?.locale ?? "en", { request, policy }) };
      });
    }
    return { decideSeconds };
  };
