import type { AuditDraft } from "#kernel/audit-entry.ts";
import type { Clock } from "#kernel/clock.ts";
import { type Answer, type DocumentAnswer, standingOf } from "#kernel/terms.ts";
import { answersChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Records, Write } from "#ports/records/records.ts";
import { answerIn, countIn, countKey, countRow, saidRow, shardOf, standingKey, standingRow } from "./rows.ts";
import type { Terms } from "./terms.ts";

const eventOf: Record<Answer, string> = {
  accepted: "document-accepted",
  declined: "document-declined",
  withdrawn: "consent-withdrawn",
  shown: "document-shown",
};

/** Keeps one answer with its evidence, its count and its audit in one transaction. */
export const recordIn =
  (records: Records, clock: Clock, pause: Pause): Terms["record"] =>
  (answer) =>
    againOnConflict(pause, async () => {
      const chain = answersChain(clock.now().slice(0, 10), shardOf(answer.subjectRef));
      const place = standingKey(answer.subjectRef, answer);
      const said = saidRow(answer);
      const [row, earlier, head] = await records.get([place, said, headKey(chain)]);
      const stood = row && answerIn(row);
      // pressed twice, or handed over twice: the first is the evidence
      const isRepeat = earlier !== undefined || (stood?.answer === answer.answer && stood.at <= answer.at);
      if (stood !== undefined && isRepeat) return { standing: stood, isNew: false };
      const standing = standingOf(stood, answer);
      const counts = standing === answer;
      await records.transact([
        counts
          ? { put: standingRow(answer), ifVersion: row?.version ?? 0 }
          : { check: place, ifVersion: row?.version ?? 0 },
        { put: said, ifVersion: 0 },
        ...(counts ? await countWrites(records, stood, answer) : []),
        ...chainWrites(chain, head, [auditOf(answer, counts, clock)]),
      ]);
      return { standing, isNew: true };
    });

/** One more where the new answer is counted, one less where the old one was. */
const countWrites = async (
  records: Records,
  stood: DocumentAnswer | undefined,
  answer: DocumentAnswer,
): Promise<Write[]> => {
  const more = countKey(answer);
  const less = stood && countKey(stood);
  if (less?.sk === more.sk) return [];
  const [moreRow, lessRow] = await records.get([more, ...(less === undefined ? [] : [less])]);
  const people = moreRow === undefined ? 0 : countIn(moreRow).people;
  const writes: Write[] = [{ put: countRow(answer, people + 1), ifVersion: moreRow?.version ?? 0 }];
  if (stood !== undefined && lessRow !== undefined) {
    writes.push({ put: countRow(stood, Math.max(0, countIn(lessRow).people - 1)), ifVersion: lessRow.version });
  }
  return writes;
};

const auditOf = (
  { subjectRef, document, version, answer, sha256, locale, how, at }: DocumentAnswer,
  counts: boolean,
  clock: Clock,
): AuditDraft => ({
  event: eventOf[answer],
  at: clock.now(),
  actor: "person",
  facts: { subjectRef, document, version, sha256, locale, how, answeredAt: at, ...(!counts && { counts }) },
});
