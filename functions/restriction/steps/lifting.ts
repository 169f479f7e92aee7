import type { AuditFacts } from "#kernel/audit-entry.ts";
import { Busy } from "#kernel/failure.ts";
import { carryOut, establish } from "#requests/effect.ts";
import { requireAgreement } from "#requests/shut-out.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf, bringInLine } from "#requests/tenant-line.ts";
import type { StepInput } from "../model.ts";

/** Makes the tenant agree with what stands now that this restriction does not: what blocks demand stays, and so does what is not ours. */
export const letIn =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">) =>
  ({ requestId }: StepInput) =>
    carryOut(needs)({
      requestId,
      milestone: "let-in",
      destructive: false,
      perform: async (): Promise<AuditFacts> => ({
        outcome: await bringInLine(needs)(requestId, `${requestId}/let-in`, false),
      }),
    });

/** The look afterwards: nothing of the restriction is left on the person, here or at the tenant. Throws `Busy` while something is. */
export const checkLifted =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader">) =>
  ({ requestId }: StepInput) =>
    establish(needs)({
      requestId,
      milestone: "lifting-checked",
      look: async (request): Promise<AuditFacts> => {
        const left = await needs.requests.change(requestId, ({ subjects }) => ({
          outcome: subjects.filter(({ restriction }) => restriction?.requestId === requestId).length,
          audit: [],
        }));
        // decided in one transaction, so this would be a mistake of ours and no delay
        if (left > 0) throw new Error(`${requestId} is lifted, and still restricts ${left}`);
        const account = await accountOf(needs, request);
        if (account === undefined) return { absent: true };
        // what a block of somebody's waits for the switch with is not this restriction's to wait for
        const { off } = await needs.requests.readKillSwitch();
        if (!off) await requireAgreement(needs, requestId, account);
        else if (account.restricted === true)
          throw new Busy("the tenant still shows the mark", { retryAfterSeconds: 2 });
        return { left };
      },
    });
