import type { AuditFacts } from "#kernel/audit-entry.ts";
import { type BlockEnd, blockOf } from "#kernel/block.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { isPast, keepBlock, liftBlock } from "#requests/blocks.ts";
import { carryOut } from "#requests/effect.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import { contestIn, type StepInput } from "../model.ts";

/** The end that a block keeps: its own, or where its review is past, the next one. */
const endToKeep = (end: BlockEnd, { blocking }: Policy, now: Instant): BlockEnd =>
  end.kind === "review" && isPast(end, now) ? { kind: "review", by: plus(now, blocking.reviewPermanent) } : end;

/**
 * Carries the officer's answer out on the block, in the officer's name: it is lifted, or kept, which is the look of a person that an
 * automatic one needs. A block that was over first needs neither.
 */
export const carryOutAnswer =
  (needs: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  ({ requestId }: StepInput) => {
    const { clock, requests, policy } = needs;
    return carryOut({ clock, requests })({
      requestId,
      milestone: "answer-carried-out",
      destructive: false,
      perform: async (request): Promise<AuditFacts> => {
        const { answer, block } = contestIn(request);
        if (answer === undefined) throw new Error(`${requestId} has no answer to carry out`);
        if (answer.outcome === "lift") {
          return { block: await liftBlock(needs)(block, { by: answer.by, because: "contested" }) };
        }
        const end = blockOf(await requireRequest(requests, block))?.end;
        if (end === undefined) throw new Error(`${block} is no block`);
        // one without an end stands as it is: who kept it is on the record of the contest
        if (end.kind === "lifted") return { block: "kept" };
        return {
          block: await keepBlock(needs, policy)(block, { by: answer.by, end: endToKeep(end, policy, clock.now()) }),
        };
      },
    });
  };
