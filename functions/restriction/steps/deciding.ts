import { refusalOf } from "#kernel/refusal.ts";
import { decideUntil } from "#kernel/waiting.ts";
import { decisionWait } from "#requests/approve.ts";
import { decideOverdue } from "#requests/overdue.ts";
import { park } from "#requests/park.ts";
import { requireRequest } from "#requests/require.ts";
import type { Needs } from "#requests/step.ts";
import type { ParkingInput, StepInput } from "../model.ts";
import { acknowledged, interim, refused, withdrawn } from "../notices.ts";
import { alreadyDecided } from "../rules.ts";
import { type Telling, toPerson } from "./telling.ts";

/** Tells the person that an officer looks first, and until when it is answered. */
export const acknowledge =
  (needs: Telling) =>
  ({ requestId }: StepInput) =>
    toPerson(needs)(requestId, "acknowledged", acknowledged);

/** Parks the run until an officer has decided. No time decides in their place. */
export const parkForDecision =
  ({ clock, requests, workflows, keys }: Needs<"clock" | "requests" | "workflows" | "keys">) =>
  async ({ requestId, token }: ParkingInput) => {
    const until = decideUntil(await requireRequest(requests, requestId), clock.now());
    await park({ clock, requests, workflows, keys })({ requestId, name: decisionWait, token, until, alreadyDecided });
    return {};
  };

/** The due date came and nobody decided: the person is told so, once, and an officer is alarmed. Answers with the next wait. */
export const tellInterim =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const { clock, requests } = needs;
    const { overdue, decideSeconds } = await requests.change(requestId, (facts) => decideOverdue(facts, clock.now()));
    if (overdue) await toPerson(needs)(requestId, "interim", interim);
    return { decideSeconds };
  };

/** Confirms a withdrawal that came before anything was restricted. */
export const tellWithdrawn =
  (needs: Telling) =>
  ({ requestId }: StepInput) =>
    toPerson(needs)(requestId, "withdrawal", withdrawn);

/** Sends the officer's no with its reason, complaint and court (GDPR Article 12(4)). */
export const refuse =
  (needs: Telling) =>
  async ({ requestId }: StepInput) => {
    const { clock, requests } = needs;
    const decided = refusalOf(await requireRequest(requests, requestId));
    if (decided === undefined) throw new Error(`no ground to refuse ${requestId} is on record`);
    const { ground, law, by } = decided;
    await toPerson(needs)(requestId, "refusal", (locale, about) => refused(locale, { ...about, ground, law }));
    return requests.change(requestId, ({ request }) => ({
      outcome: { ground },
      request: { ...request, status: "refused", unstarted: false },
      audit:
        request.status === "refused"
          ? []
          : [{ event: "request-refused", at: clock.now(), actor: by, facts: { ground } }],
    }));
  };
