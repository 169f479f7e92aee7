import { describe, expect, test } from "vitest";
import { type BlockRecord, BlockState, blockAfter } from "#kernel/block.ts";
import { type ContestRecord, ContestState, contestAfter } from "#kernel/contest.ts";
import { plus } from "#kernel/instant.ts";
import { type RestrictionRecord, RestrictionState, restrictionAfter } from "#kernel/restriction.ts";
import type { Decision } from "#ports/requests/requests.ts";
import { decideKeep, decideLift } from "#requests/blocks.ts";
import { decideContestAnswer } from "#requests/contests.ts";
import { decideAnnouncement, decideKeepRestriction } from "#requests/restrictions.ts";
import { aPolicy, aRequest, at, someFacts } from "../support/requests.ts";

// Whatever officers decide about a block, a restriction or a contest may come late, twice or out of order: in every state that has no move
// for it nothing changes, and the attempt is on record (I11, I16).

const now = at("2026-12-01");
const later = plus(now, 30 * 86_400);
const by = "officer:two";
const policy = aPolicy();

const blockIn = (state: BlockState) => {
  const end = { kind: "review", by: later } as const;
  const block: BlockRecord = {
    state,
    reason: "abuse",
    reach: "everywhere",
    end,
    automatic: false,
    setBy: "officer:one",
  };
  return someFacts({ request: aRequest({ kind: "block", status: "in-force", progress: { block: block as never } }) });
};
const restrictionIn = (state: RestrictionState) => {
  const restriction: RestrictionRecord = { state, ground: "unlawful", shutsSignIn: false };
  const progress = { restriction: restriction as never };
  return someFacts({ request: aRequest({ kind: "restriction", status: "in-force", progress }) });
};
const contestIn = (state: ContestState) => {
  const contest: ContestRecord = { state, block: aRequest().requestId, ground: "not-true" };
  return someFacts({
    request: aRequest({ kind: "contest", status: "in-review", progress: { contest: contest as never } }),
  });
};
const answer = { outcome: "lift", because: "mistake" } as const;

type Case = [what: string, state: string, isMove: boolean, decide: () => Decision<unknown>, refused: string];
const cases: Case[] = [
  ...BlockState.options.flatMap((state): Case[] => [
    [
      "a block is lifted or declined",
      state,
      blockAfter(state, state === "proposed" ? "decline" : "lift") !== undefined,
      () => decideLift(blockIn(state), { by, because: "mistake" }, now),
      "block-event-refused",
    ],
    [
      "a block is kept",
      state,
      blockAfter(state, "keep") !== undefined,
      () => decideKeep(blockIn(state), { by, end: { kind: "review", by: later } }, policy, now),
      "block-event-refused",
    ],
  ]),
  ...RestrictionState.options.flatMap((state): Case[] => [
    [
      "the lifting of a restriction is announced",
      state,
      restrictionAfter(state, "announce") !== undefined,
      () => decideAnnouncement(restrictionIn(state), { by, because: "data-is-right" }, now),
      "restriction-event-refused",
    ],
    [
      "a restriction is kept",
      state,
      restrictionAfter(state, "keep") !== undefined,
      () => decideKeepRestriction(restrictionIn(state), { by, reviewAt: later }, now),
      "restriction-event-refused",
    ],
  ]),
  ...ContestState.options.map(
    (state): Case => [
      "a contest is answered",
      state,
      contestAfter(state, "lift") !== undefined,
      () => decideContestAnswer(contestIn(state), { by, answer }, now),
      "contest-event-refused",
    ],
  ),
];

describe("an officer's decision", () => {
  test.each(cases.filter(([, , isMove]) => isMove))("that %s counts while it is %s", (_what, _state, _move, decide) => {
    const { request, audit } = decide();
    expect(request).toBeDefined();
    expect(audit).toMatchObject([{ at: now, actor: by }]);
    expect(audit[0]?.event).not.toMatch(/refused/);
  });

  test.each(cases.filter(([, , isMove]) => !isMove))(
    "that %s comes too late or too early while it is %s: nothing changes, and it is on record",
    (_what, _state, _move, decide, refused) => {
      const { request, subjects, waits, audit } = decide();
      expect([request, subjects, waits]).toEqual([undefined, undefined, undefined]);
      expect(audit).toMatchObject([{ event: refused, at: now, actor: by }]);
    },
  );
});
