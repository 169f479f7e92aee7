import type { AuditFacts } from "#kernel/audit-entry.ts";
import { demandOf } from "#kernel/block.ts";
import { carryOut } from "#requests/effect.ts";
import type { Needs } from "#requests/step.ts";
import { accountOf } from "#requests/tenant-line.ts";
import type { StepInput } from "../model.ts";

/**
 * Marks the account at the tenant, where the post-login Action of the terms' gate sees it. Nothing else is written here: what blocks demand
 * waits for a fence and the switch of its own. Lifting takes the mark away.
 */
export const markAccount =
  (needs: Needs<"clock" | "requests" | "subjects" | "reader" | "blocker">) =>
  ({ requestId }: StepInput) =>
    carryOut(needs)({
      requestId,
      milestone: "account-marked",
      destructive: false,
      perform: async (request): Promise<AuditFacts> => {
        const account = await accountOf(needs, request);
        if (account === undefined) return { absent: true };
        const { restricted } = await needs.requests.change(requestId, ({ subjects: [subject] }) => ({
          outcome: demandOf(subject ?? {}),
          audit: [],
        }));
        if (restricted && account.restricted !== true) {
          await needs.blocker.setBlock(account.userId, { restricted }, `${requestId}/account-marked`);
        }
        return { marked: restricted };
      },
    });
