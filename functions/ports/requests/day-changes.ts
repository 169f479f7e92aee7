import type { Clock } from "#kernel/clock.ts";
import { newSubjectState } from "#kernel/subject.ts";
import { changeOfTheDay } from "#ports/audit/day-change.ts";
import type { Pause } from "#ports/records/again.ts";
import { Conflict, type Records } from "#ports/records/records.ts";
import { killSwitchIn } from "./facts.ts";
import { DecidedUnread } from "./mistakes.ts";
import type { Requests } from "./requests.ts";
import { bodyOf, killSwitchKey, onceKey, subjectIn, subjectKey, subjectRow } from "./rows.ts";

type DayChanges = Pick<Requests, "changeSubject" | "firstUse" | "readKillSwitch" | "turnKillSwitch">;

/** Changes that belong to no request. Their audit goes to the chain of the day, in UTC, on which they are written. */
export const dayChangesIn = (records: Records, clock: Clock, pause: Pause): DayChanges => {
  const change = changeOfTheDay({ records, clock, pause });

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
