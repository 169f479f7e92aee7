import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wind } from "#local/engine/wound-clock.ts";
import { nameOf, reckon, type Step, storyOf } from "./reference.ts";
import { engineWith, errorNamed } from "./running.ts";

const length = 9;
const small = fc.integer({ min: -5, max: 5 });

/** Steps for the places 0 to 8; place 9 is the end. Each way on is drawn from the places behind. */
const steps: fc.Arbitrary<Step[]> = fc.tuple(
  ...Array.from({ length }, (_, place) => {
    const next = fc.integer({ min: place + 1, max: length });
    const caught = fc.option(next, { nil: undefined });
    return fc.oneof(
      fc.record({ kind: fc.constant("add" as const), by: small, next }),
      fc.record({ kind: fc.constant("keep" as const), next }),
      fc.record({ kind: fc.constant("add-kept" as const), next }),
      fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 100_000 }), next }),
      fc.record({ kind: fc.constant("if-even" as const), then: next, otherwise: next }),
      fc.record({ kind: fc.constant("double" as const), next }),
      fc.record({ kind: fc.constant("refuse-odd" as const), next, caught }),
      fc.record({ kind: fc.constant("map" as const), next }),
      fc.record({ kind: fc.constant("parallel" as const), by: fc.tuple(small, small), next }),
      fc.record({ kind: fc.constant("fail" as const), error: fc.constantFrom("Broken", "Other.Name") }),
    );
  }),
);

describe("a story nobody wrote", () => {
  test("comes to the end, by the way and with the output that a plain reckoning gives", async () => {
    const { engine, clock } = engineWith({
      double: (payload) => Number(payload) * 2,
      "refuse-odd": (payload) => {
        if (Number(payload) % 2 !== 0) throw errorNamed("Odd");
        return payload;
      },
    });
    let stories = 0;
    const kinds = new Set<string>();
    await fc.assert(
      fc.asyncProperty(steps, small, async (made, n) => {
        stories += 1;
        const name = `story-${stories}`;
        engine.deploy(name, storyOf(made));
        await engine.startRun({ story: name, name: "r", input: { n } });
        await wind(engine, clock);
        const run = engine.describe(name, "r");
        const { events } = engine.history(name, "r", { limit: 1000 });
        const entered = events.filter(({ type }) => type.endsWith("StateEntered")).map(({ state }) => state ?? "");
        const { way, ...ending } = reckon(made, n);
        expect({ status: run?.status, output: run?.output, error: run?.error }).toEqual(ending);
        const known = new Set(made.map((_, place) => nameOf(place)).concat(nameOf(length)));
        expect(entered.filter((state) => known.has(state))).toEqual(way);
        for (const place of way) kinds.add(made[Number(place.slice(1))]?.kind ?? "end");
      }),
      { numRuns: 300 },
    );
    // every kind of state was on the way of some story
    expect(kinds.size).toBe(11);
  });
});
