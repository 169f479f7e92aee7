import type { SubjectRef } from "#kernel/ids.ts";
import type { RequestKind } from "#kernel/request.ts";
import { carryOn, type Deciding, goOn } from "./go-on.ts";
import { requestsOf } from "./of-person.ts";
import { answerWaits } from "./park.ts";

/** What stands over an account, and over nothing once the account is gone. */
const standing: readonly RequestKind[] = ["block", "restriction", "contest"];

/**
 * The account of these people is deleted: whatever stood over it looks at once what becomes of it, and ends. Nothing is decided here, so
 * twice is the same as once; a run that cannot be woken or started now is the sweep's. Answers with how many.
 */
export const endWhatStood =
  (ports: Deciding) =>
  async (refs: readonly SubjectRef[]): Promise<number> => {
    let count = 0;
    for (const ref of refs) {
      for await (const { kind, requestId, closedAt } of requestsOf(ports, ref)) {
        if (closedAt !== undefined || !standing.includes(kind)) continue;
        const { clock } = ports;
        await carryOn(ports)(requestId, ({ request, waits }) => {
          const going = goOn(request);
          return {
            outcome: { outcome: undefined, ...(going.next && { next: going.next }) },
            request: going.request,
            waits: answerWaits(waits, { decision: "account-gone" }, clock.now()),
            audit: [{ event: "account-is-gone", at: clock.now(), actor: "system", facts: {} }],
          };
        });
        count += 1;
      }
    }
    return count;
  };
