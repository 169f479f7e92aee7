import { type BlockRecord, blockOf } from "#kernel/block.ts";
import {
  type ContestAnswer,
  type ContestEvent,
  type ContestGround,
  type ContestRecord,
  contestAfter,
  contestOf,
  withContest,
} from "#kernel/contest.ts";
import type { RequestId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { isAbout, isBarred } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import { isEnd, type PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import type { AcceptOutcome, Decision, Facts } from "#ports/requests/requests.ts";
import { carryOn, type Deciding, type GoesOn } from "./go-on.ts";
import { nextAttempt, type Opening, openRequest } from "./open.ts";
import { answerWaits } from "./park.ts";

/** True while a block shuts its person out: what is only proposed is not theirs to know, and what is over needs no contest. */
export const isContestable = (block: BlockRecord | undefined): boolean =>
  block !== undefined && (block.state === "imposing" || block.state === "in-force" || block.state === "review-due");

/** Whoever set the block, approved it or kept it does not judge it once more. */
const decidedBefore = (block: PrivacyRequest): string[] => {
  const record = blockOf(block);
  const approved = (block.approvals ?? []).map(({ by }) => by);
  const officers = [record?.setBy, record?.keptBy, ...approved].filter((by) => by?.startsWith("officer:") === true);
  return [...new Set(officers)] as string[];
};

/** A contest as a door hands it on: the caller is proven, and the block is theirs. */
export type ContestWish = Pick<Opening, "channel" | "userId" | "proof" | "byOfficer" | "idempotency"> & {
  block: PrivacyRequest;
  ground: ContestGround;
};

/**
 * Accepts a contest: a person looks at the block within policy's time (GDPR Article 22(3)). Who opened it for the person, and who
 * decided about the block before, does not answer it.
 */
export const contestBlock =
  (ports: Pick<Ports, "clock" | "requests" | "subjects" | "workflows">, policy: Policy) =>
  ({ block, ground, proof, ...wish }: ContestWish): Promise<AcceptOutcome> => {
    const contest: ContestRecord = { state: "open", block: block.requestId, ground };
    return openRequest(
      ports,
      policy,
    )({
      ...wish,
      kind: "contest",
      proof: { ...proof, block: block.requestId, ground },
      // from when it arrived, and not from when somebody typed it in
      dueAt: plus(wish.byOfficer?.receivedAt ?? ports.clock.now(), policy.blocking.reviewWithin),
      barred: decidedBefore(block),
      progress: { contest: contest as unknown as JsonObject },
    });
  };

/** answered: on record, the run carries it out. over: it is answered, or was taken back. own-request, four-eyes: this officer may not. */
export type AnswerContestOutcome = "answered" | "over" | "own-request" | "four-eyes";

/** An officer has looked at the block once more: neither the person, nor who decided about it before. */
export const decideContestAnswer = (
  { request, waits }: Facts,
  { by, answer }: { by: string; answer: ContestAnswer },
  now: Instant,
): Decision<GoesOn<AnswerContestOutcome>> => {
  const contest = contestOf(request);
  if (contest === undefined) throw new TypeError(`${request.requestId} is no contest`);
  const event: ContestEvent = answer.outcome;
  const refused = (outcome: AnswerContestOutcome, because: string): Decision<GoesOn<AnswerContestOutcome>> => ({
    outcome: { outcome },
    audit: [{ event: "contest-event-refused", at: now, actor: by, facts: { event, because } }],
  });
  const state = contestAfter(contest.state, event);
  if (state === undefined || isEnd(request.status)) return refused("over", contest.state);
  if (isAbout(request, by)) return refused("own-request", "own-request");
  if (isBarred(request, by)) return refused("four-eyes", "four-eyes");
  const answered = withContest(
    { ...request, attention: undefined },
    { ...contest, state, answer: { ...answer, by, at: now } },
  );
  const isOver = request.status === "needs-attention";
  const next = isOver ? nextAttempt({ ...answered, status: "in-review" }) : answered;
  return {
    outcome: { outcome: "answered", ...(isOver && { next }) },
    request: next,
    waits: answerWaits(waits, { decision: "answered" }, now),
    audit: [{ event: "contest-answered", at: now, actor: by, facts: { ...answer, block: contest.block } }],
  };
};

/** Puts an officer's answer on record, and lets the run carry it out. */
export const answerContest =
  (ports: Deciding) =>
  (requestId: RequestId, answering: { by: string; answer: ContestAnswer }): Promise<AnswerContestOutcome> =>
    carryOn(ports)(requestId, (facts) => decideContestAnswer(facts, answering, ports.clock.now()));
