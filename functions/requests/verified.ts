import type { RequestId, SubjectRef, UserId } from "#kernel/ids.ts";
import { isEnd } from "#kernel/request.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import type { Wait } from "#ports/requests/requests.ts";
import { confirmationWait } from "./confirm.ts";
import { answerWaits, wake } from "./park.ts";

type Needs = Pick<Ports, "clock" | "requests" | "subjects" | "reader" | "workflows" | "keys">;
type Resumed = "resumed" | "nothing-waits" | "not-verified";

/**
 * Goes on with whatever waits for this person's verified address: each open request is bound to the address that the tenant shows now, and
 * its run asks by it. The account is read first; one that is another by now, or has no verified address, changes nothing (I7).
 */
export const resumeVerified = (ports: Needs) => {
  const resume = resumeOne(ports);
  return async (userId: UserId): Promise<Resumed> => {
    const { requests, subjects, reader } = ports;
    const ref = await subjects.find(userId);
    if (ref === undefined) return "nothing-waits";
    const { open } = await requests.changeSubject(ref, (subject) => ({ outcome: subject, audit: [] }));
    const outcomes: Resumed[] = [];
    let account: Account | undefined;
    for (const requestId of Object.values(open)) {
      account ??= await reader.read(userId);
      outcomes.push(await resume(ref, requestId, account));
    }
    if (outcomes.includes("resumed")) return "resumed";
    return outcomes.includes("not-verified") ? "not-verified" : "nothing-waits";
  };
};

const resumeOne =
  ({ clock, requests, subjects, workflows, keys }: Needs) =>
  async (ref: SubjectRef, requestId: RequestId, account: Account | undefined): Promise<Resumed> => {
    const request = await requests.find(requestId);
    if (request === undefined || isEnd(request.status)) return "nothing-waits";
    const bound = await subjects.boundIdentity(ref, requestId);
    if (bound === undefined || request.progress.confirmedAt !== undefined) return "nothing-waits";
    if (account?.email === undefined || !account.emailVerified || account.createdAt !== bound.createdAt) {
      return "not-verified";
    }
    if (bound.address === account.email) return "nothing-waits";
    await subjects.rebind(ref, requestId, { ...bound, address: account.email, addresses: account.addresses });
    const woken = await requests.change<Wait[]>(requestId, (facts) => {
      const waits = facts.waits.filter(({ name }) => name === confirmationWait);
      const now = clock.now();
      const answered = answerWaits(waits, { decision: "address-verified" }, now);
      return {
        outcome: answered,
        request: { ...facts.request, progress: { ...facts.request.progress, addressVerifiedAt: now } },
        waits: answered,
        audit: [{ event: "address-verified", at: now, actor: "person", facts: { by: "the tenant" } }],
      };
    });
    await wake({ requests, workflows, keys })(woken);
    return "resumed";
  };
