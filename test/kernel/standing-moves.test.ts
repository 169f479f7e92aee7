import { describe, expect, test } from "vitest";
import { type BlockEvent, BlockState, blockAfter, blockMoves, withBlock } from "#kernel/block.ts";
import { type ContestEvent, ContestState, contestAfter, contestMoves, withContest } from "#kernel/contest.ts";
import { declareMoves, ForbiddenStep, UnsoundMoves } from "#kernel/moves.ts";
import {
  type RestrictionEvent,
  RestrictionState,
  restrictionAfter,
  restrictionMoves,
  withRestriction,
} from "#kernel/restriction.ts";
import { aRequest } from "../support/requests.ts";

const eventsOf = (moves: Record<string, object>): string[] => [...new Set(Object.values(moves).flatMap(Object.keys))];

describe("the tables of states and moves", () => {
  test("are checked whole when they are declared", () => {
    expect(() => declareMoves("a", { a: { go: "b" }, b: {}, c: {} } as never)).toThrow(UnsoundMoves);
    expect(() => declareMoves("a", { a: { go: "a" } } as never)).toThrow(UnsoundMoves);
    expect(() => declareMoves("restless", { restless: { go: "gone" } } as never)).toThrow(UnsoundMoves);
  });

  test("a restriction is lifted only after it was announced, or because the account goes (Article 18(3))", () => {
    const toLifting = RestrictionState.options.flatMap((state) =>
      Object.entries(restrictionMoves[state]).flatMap(([event, to]) => (to === "lifting" ? [`${state} ${event}`] : [])),
    );
    expect(toLifting).toEqual(["standing cut-short", "review-due cut-short", "announced lift", "announced cut-short"]);
  });

  test.each(BlockState.options)("a block that is %s moves by its own events only", (state) => {
    for (const event of eventsOf(blockMoves) as BlockEvent[]) {
      const known = (blockMoves[state] as Record<string, string>)[event];
      expect([event, blockAfter(state, event)]).toEqual([event, known]);
    }
  });

  test("nothing is stored in a state that no move leads to, whoever decides it", () => {
    const tables = [
      ["block", blockMoves, withBlock, { reason: "abuse", reach: "everywhere", end: { kind: "lifted" } }],
      ["restriction", restrictionMoves, withRestriction, { ground: "unlawful", shutsSignIn: false }],
      ["contest", contestMoves, withContest, { block: aRequest().requestId, ground: "too-hard" }],
    ] as const;
    for (const [kind, moves, put, rest] of tables) {
      const record = (state: string) => ({ ...rest, automatic: false, setBy: "officer:one", state }) as never;
      for (const from of Object.keys(moves)) {
        const request = aRequest({ progress: { [kind]: record(from) } });
        for (const to of Object.keys(moves)) {
          const isMove = from === to || Object.values(moves[from as never]).includes(to as never);
          const store = () => put(request, record(to)).progress[kind];
          if (isMove) expect(store()).toMatchObject({ state: to });
          else expect(store, `${kind}: ${from} to ${to}`).toThrow(ForbiddenStep);
        }
      }
    }
  });

  test.each(RestrictionState.options)("a restriction that is %s moves by its own events only", (state) => {
    for (const event of eventsOf(restrictionMoves) as RestrictionEvent[]) {
      const known = (restrictionMoves[state] as Record<string, string>)[event];
      expect([event, restrictionAfter(state, event)]).toEqual([event, known]);
    }
  });

  test.each(ContestState.options)(
    "a contest that is %s moves by its own events only, and is answered once",
    (state) => {
      for (const event of eventsOf(contestMoves) as ContestEvent[]) {
        const known = (contestMoves[state] as Record<string, string>)[event];
        expect([event, contestAfter(state, event)]).toEqual([event, known]);
      }
      const isOpen = state === "open" || state === "overdue";
      expect([contestAfter(state, "uphold"), contestAfter(state, "lift")]).toEqual(
        isOpen ? ["upheld", "lifted"] : [undefined, undefined],
      );
    },
  );
});
