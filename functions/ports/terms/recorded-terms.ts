import { createHash } from "node:crypto";
import { digestOf } from "#kernel/canonical-json.ts";
import type { Clock } from "#kernel/clock.ts";
import type { SubjectRef } from "#kernel/ids.ts";
import type { Publication } from "#kernel/terms.ts";
import { changeOfTheDay } from "#ports/audit/day-change.ts";
import { againOnConflict, allOf, jitteredPause, type Pause } from "#ports/records/again.ts";
import type { Records } from "#ports/records/records.ts";
import { recordIn } from "./answers.ts";
import {
  acceptedPartition,
  answerIn,
  answersPartition,
  countIn,
  countsPartition,
  loginKey,
  publicationIn,
  publicationKey,
  publicationRow,
  publicationsPartition,
  type StoredCount,
  saidPrefix,
  standingKey,
  standingPrefix,
} from "./rows.ts";
import type { AnswerCount, Terms } from "./terms.ts";

/** Terms over records, the same on every host. */
export const termsIn = ({
  records,
  clock,
  pause = jitteredPause,
}: {
  records: Records;
  clock: Clock;
  pause?: Pause;
}): Terms => {
  const change = changeOfTheDay({ records, clock, pause });

  return {
    publish: (publication, audit) =>
      change(publicationKey(publication), (row) => {
        if (row === undefined) return { outcome: "published", put: publicationRow(publication), audit: [audit] };
        const outcome = decidedIn(publicationIn(row)) === decidedIn(publication) ? "known" : "other";
        return { outcome, audit: [] };
      }),

    findPublication: async (id) => {
      const [row] = await records.get([publicationKey(id)]);
      return row && publicationIn(row);
    },

    publications: async () =>
      (await allOf((cursor) => records.query(publicationsPartition, { cursor }))).map(publicationIn),

    changePublication: (id, decide) =>
      change(publicationKey(id), (row) => {
        if (row === undefined) return { outcome: undefined, audit: [] };
        const { outcome, publication, audit } = decide(publicationIn(row));
        // only what names it: whoever asks may hand over more than that, such as a whole campaign
        const { document, version } = id;
        const put = publication && publicationRow({ ...publication, document, version });
        return { outcome, audit, ...(put && { put }) };
      }),

    record: recordIn(records, clock, pause),

    standing: async (subjectRef, id) => {
      const [row] = await records.get([standingKey(subjectRef, id)]);
      return row && answerIn(row);
    },

    answersOf: async (subjectRef) => {
      const query = (cursor: string | undefined) =>
        records.query(answersPartition(subjectRef), { prefix: standingPrefix, cursor });
      return (await allOf(query)).map(answerIn);
    },

    history: async (subjectRef, { cursor } = {}) => {
      const page = await records.query(answersPartition(subjectRef), { prefix: saidPrefix, cursor });
      return { ...page, items: page.items.map(answerIn) };
    },

    acceptedAmong: async (subjectRefs, document, versions) => {
      const places = subjectRefs.flatMap((ref) => versions.map((version) => standingKey(ref, { document, version })));
      const accepted = new Set<SubjectRef>();
      for (let from = 0; from < places.length; from += 100) {
        for (const row of await records.get(places.slice(from, from + 100))) {
          const answer = row && answerIn(row);
          if (answer?.answer === "accepted") accepted.add(answer.subjectRef);
        }
      }
      return accepted;
    },

    acceptances: async (id, shard, { cursor } = {}) => {
      const page = await records.index("work", acceptedPartition(id, shard), { cursor });
      return { ...page, items: page.items.map(answerIn).map(({ subjectRef, at }) => ({ subjectRef, at })) };
    },

    counts: async (id) => {
      const rows = await allOf((cursor) => records.query(countsPartition(id), { cursor }));
      return together(rows.map(countIn));
    },

    bindToLogin: (tokenId, state, until) =>
      againOnConflict(pause, async () => {
        const by = createHash("sha256").update(state).digest("hex");
        const [row] = await records.get([loginKey(tokenId)]);
        if (row !== undefined) return row.body.by === by;
        await records.transact([{ put: { ...loginKey(tokenId), body: { by }, expiresAt: until }, ifVersion: 0 }]);
        return true;
      }),
  };
};

/** What an officer decided, without when and by whom, and without what became of it. */
const decidedIn = ({ kind, hashes, change, audience, effectiveAt, graceSeconds }: Publication): string =>
  digestOf({ kind, hashes, change, audience, effectiveAt, graceSeconds });

/** The shards' counters, added up. */
const together = (counts: readonly StoredCount[]): AnswerCount[] => {
  const sums = new Map<string, AnswerCount>();
  for (const count of counts) {
    const place = [count.day, count.locale, count.group, count.answer].join("#");
    const sum = sums.get(place);
    if (sum === undefined) sums.set(place, { ...count });
    else sum.people += count.people;
  }
  return [...sums.values()].filter(({ people }) => people > 0);
};
