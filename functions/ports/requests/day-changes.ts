import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Clock } from "#kernel/clock.ts";
import { newSubjectState } from "#kernel/subject.ts";
import { dayChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import { Conflict, type Key, type Records, type Row, type Write } from "#ports/records/records.ts";
import { killSwitchIn } from "./facts.ts";
import { DecidedUnread } from "./mistakes.ts";
import type { Requests } from "./requests.ts";
import { bodyOf, killSwitchKey, onceKey, subjectIn, subjectKey, subjectRow } from "./rows.ts";

type DayChanges = Pick<Requests, "changeSubject" | "firstUse" | "readKillSwitch" | "turnKillSwitch">;

/** Changes that belong to no request. Their audit goes to the chain of the day, in UTC, on which they are written. */
export const dayChangesIn = (records: Records, clock: Clock, pause: Pause): DayChanges => {
  /** Reads a row, and writes what is made of it, together with its audit. */
  const change = <T>(key: Key, decide: (row: Row | undefined) => DayChange<T>): Promise<T> =>
    againOnConflict(pause, async () => {
      const chain = dayChain(clock.now().slice(0, 10));
      const [row, head] = await records.get([key, headKey(chain)]);
      const { outcome, put, audit } = decide(row);
      const ifVersion = row?.version ?? 0;
      const first: Write = put === undefined ? { check: key, ifVersion } : { put, ifVersion };
      if (put !== undefined || audit.length > 0) {
        await records.transact([first, ...chainWrites(chain, head, audit)]);
      }
      return outcome;
    });

  return {
    changeSubject: (subjectRef, decide) =>
      change(subjectKey(subjectRef), (row) => {
        const { outcome, subject, audit } = decide(row === undefined ? newSubjectState(subjectRef) : subjectIn(row));
        if (subject !== undefined && subject.subjectRef !== subjectRef) throw new DecidedUnread("another subject");
        return { outcome, put: subject && subjectRow(subject), audit };
      }),

    firstUse: async (key, until) => {
      try {
        await records.transact([{ put: { ...onceKey(key), body: {}, expiresAt: until }, ifVersion: 0 }]);
        return true;
      } catch (error) {
        if (error instanceof Conflict) return false;
        throw error;
      }
    },

    readKillSwitch: async () => {
      const [row] = await records.get([killSwitchKey]);
      return killSwitchIn(row);
    },

    turnKillSwitch: (to, audit) =>
      change(killSwitchKey, () => ({
        outcome: undefined,
        put: { ...killSwitchKey, body: bodyOf(to) },
        audit: [audit],
      })),
  };
};

interface DayChange<T> {
  outcome: T;
  put: Omit<Row, "version"> | undefined;
  audit: AuditDraft[];
}
