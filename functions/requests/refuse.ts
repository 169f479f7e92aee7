import type { RequestId } from "#kernel/ids.ts";
import type { Instant } from "#kernel/instant.ts";
import { isAbout } from "#kernel/plan.ts";
import { type OfficerGround, refusalGrounds, refusalOf } from "#kernel/refusal.ts";
import { isEnd, isPersonsWish, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { Decision, Facts } from "#ports/requests/requests.ts";
import { nextAttempt, startRun } from "./open.ts";
import { answerWaits, wake } from "./park.ts";

/** refused: on record. law-missing: this ground needs the name of the law. too-late, already-ended, own-request: nothing was changed. */
export type RefuseOutcome = "refused" | "law-missing" | "too-late" | "already-ended" | "own-request";

/** Grounds that say nothing without the law they come from. */
const needsLaw: readonly OfficerGround[] = ["legal-duty", "national-limits"];

/** An officer declines. It carries "not past the point of no return", as a withdrawal does, so that the fence or it always fails. */
export const decideRefusal = (
  { request, waits }: Facts,
  { officer, ground, law }: { officer: string; ground: OfficerGround; law?: string | undefined },
  now: Instant,
): Decision<{ outcome: RefuseOutcome; next?: PrivacyRequest }> => {
  const no = (outcome: RefuseOutcome): Decision<{ outcome: RefuseOutcome }> => ({
    outcome: { outcome },
    audit: [{ event: "refusal-refused", at: now, actor: officer, facts: { because: outcome, ground } }],
  });
  if (isAbout(request, officer)) return no("own-request");
  if (request.pointOfNoReturnAt !== undefined) return no("too-late");
  // what is in force was granted; what others decided about a person is lifted, and not refused
  // and a contest is answered
  const isRefusable = isPersonsWish(request.kind) && request.kind !== "contest";
  if (isEnd(request.status) || request.status === "in-force" || !isRefusable) return no("already-ended");
  if (law === undefined && needsLaw.includes(ground)) return no("law-missing");
  if (refusalOf(request) !== undefined) return { outcome: { outcome: "refused" }, audit: [] };
  const refusal = { ground, ...(law !== undefined && { law }), by: officer, at: now };
  const refused = { ...request, progress: { ...request.progress, refusal } };
  // a run that is over cannot be woken: the next attempt sends the letter
  const isOver = request.status === "held" || request.status === "needs-attention";
  const next = isOver ? nextAttempt({ ...refused, attention: undefined }) : refused;
  return {
    outcome: { outcome: "refused", ...(isOver && { next }) },
    request: next,
    waits: answerWaits(waits, { decision: "refused" }, now),
    audit: [
      {
        event: "refusal-decided",
        at: now,
        actor: officer,
        facts: { ground, article: refusalGrounds[ground], ...(law !== undefined && { law }) },
      },
    ],
  };
};

/** Decides first, then wakes or starts the run that sends the letter; if that fails, the sweep repeats it. */
export const refuseRequest =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (
    requestId: RequestId,
    refusal: { officer: string; ground: OfficerGround; law?: string | undefined },
  ): Promise<RefuseOutcome> => {
    const { outcome, next, woken } = await requests.change(requestId, (facts) => {
      const decision = decideRefusal(facts, refusal, clock.now());
      return { ...decision, outcome: { ...decision.outcome, woken: decision.waits ?? [] } };
    });
    await wake({ requests, workflows, keys })(woken);
    if (next !== undefined) await startRun({ workflows })(next).catch(() => undefined); // marked unstarted: the sweep starts it
    return outcome;
  };
