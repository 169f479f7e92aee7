import { expect, test } from "vitest";
import { randomFrom } from "#local/seed/random.ts";
import { killedJourney, undisturbedJourney } from "../../local/engine/killing.ts";
import { temporaryFolder } from "../../local/engine/running.ts";

const kills = 200;
/** A life is as short as an opening, or as long as half a journey. */
const longestLife = 160;

test("200 kills at random instants: every journey ends in the same state, with the same ledger (I17)", {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder();
  const undisturbed = await undisturbedJourney(folder);
  const random = randomFrom(20_261_124);
  let [done, journeys] = [0, 0];
  const travel = async (): Promise<void> => {
    while (done < kills) {
      journeys += 1;
      const instants = Array.from({ length: Math.min(12, kills - done) }, () => random.below(longestLife));
      const { kills: died, repeated, ...end } = await killedJourney(folder, `journey-${journeys}`, instants);
      done += died;
      expect(end).toEqual(undisturbed);
      // what was in flight at a kill runs again, at most three at a time
      expect(repeated).toBeLessThanOrEqual(died * 3);
    }
  };
  await Promise.all([travel(), travel()]);
  expect(done).toBeGreaterThanOrEqual(kills);
});
