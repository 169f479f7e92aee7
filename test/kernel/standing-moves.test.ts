import { describe, expect, test } from "vitest";
import { type ContestEvent, ContestState, contestAfter, contestMoves } from "#kernel/contest.ts";
import { declareMoves, UnsoundMoves } from "#kernel/moves.ts";
import { type RestrictionEvent, RestrictionState, restrictionAfter, restrictionMoves } from "#kernel/restriction.ts";

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
