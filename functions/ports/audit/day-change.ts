import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Clock } from "#kernel/clock.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Key, Records, Row, Write } from "#ports/records/records.ts";
import { dayChain } from "./audit.ts";
import { chainWrites, headKey } from "./chain.ts";

/** What becomes of a row that belongs to no request. */
export interface DayChange<T> {
  outcome: T;
  put?: Omit<Row, "version"> | undefined;
  remove?: boolean | undefined;
  audit: readonly AuditDraft[];
}

/**
 * Reads a row, and writes what is made of it together with its audit, which goes to the chain of the day, in UTC, on which it is written.
 * `decide` may run several times.
 */
export const changeOfTheDay =
  ({ records, clock, pause }: { records: Records; clock: Clock; pause: Pause }) =>
  <T>(key: Key, decide: (row: Row | undefined) => DayChange<T>): Promise<T> =>
    againOnConflict(pause, async () => {
      const chain = dayChain(clock.now().slice(0, 10));
      const [row, head] = await records.get([key, headKey(chain)]);
      const { outcome, put, remove = false, audit } = decide(row);
      const ifVersion = row?.version ?? 0;
      const write: Write =
        put !== undefined ? { put, ifVersion } : remove ? { remove: key, ifVersion } : { check: key, ifVersion };
      if (put !== undefined || remove || audit.length > 0) {
        await records.transact([write, ...chainWrites(chain, head, audit)]);
      }
      return outcome;
    });
