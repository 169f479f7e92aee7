import type { Clock } from "#kernel/clock.ts";
import { jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Records } from "#ports/records/records.ts";
import { acceptIn } from "./accept.ts";
import { changeIn } from "./change.ts";
import { dayChangesIn } from "./day-changes.ts";
import { readSlots } from "./facts.ts";
import { listsIn } from "./lists.ts";
import type { Requests } from "./requests.ts";

/** Requests over records, the same on every host: what a decision means is written once. */
export const requestsIn = ({
  records,
  clock,
  pause = jitteredPause,
}: {
  records: Records;
  clock: Clock;
  /** How to wait before deciding again; tests hand in one that does not. */
  pause?: Pause;
}): Requests => ({
  accept: acceptIn(records, clock, pause),
  change: changeIn(records, pause),
  usedPlaces: async (pools) => (await readSlots(records, pools)).map(({ slot }) => slot),
  ...listsIn(records),
  ...dayChangesIn(records, clock, pause),
});
