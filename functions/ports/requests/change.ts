import type { RequestId, SubjectRef } from "#kernel/ids.ts";
import { isEnd, mayMove, type PrivacyRequest } from "#kernel/request.ts";
import type { SubjectState } from "#kernel/subject.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { chainWrites } from "#ports/audit/chain.ts";
import { bulkKey } from "#ports/bulks/rows.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Records, Write } from "#ports/records/records.ts";
import { type ReadFacts, readFacts, slotPlace } from "./facts.ts";
import { DecidedUnread, ForbiddenMove } from "./mistakes.ts";
import type { Asked, Decision, Facts } from "./requests.ts";
import {
  killSwitchKey,
  recipientKey,
  recipientRow,
  requestKey,
  requestRow,
  slotRow,
  subjectKey,
  subjectRow,
  toldRow,
  waitKey,
  waitRow,
} from "./rows.ts";

/** `Requests.change`: reads, decides, and writes under the condition that nothing read has changed; otherwise again. */
export const changeIn =
  (records: Records, pause: Pause) =>
  <T>(requestId: RequestId, decide: (facts: Facts) => Decision<T>, asked: Asked = {}): Promise<T> =>
    againOnConflict(pause, async () => {
      const read = await readFacts(records, requestId, asked);
      const decision = decide(read.facts);
      const writes = writesOf(read, decision);
      if (writes.length > 0) await records.transact(writes);
      return decision.outcome;
    });

/**
 * Every row that the decision rests on is put or checked: one more wait, hold or turn of the switch since, and all of it fails. At
 * most 100 rows go into one transaction (DynamoDB); a request has one subject and few linked ones, few waits and few entries.
 */
const writesOf = (read: ReadFacts, decision: Decision<unknown>): Write[] => {
  const { request } = read.facts;
  checkDecision(read, decision);
  const after = decision.request ?? request;
  const subjects = changedSubjects(read.facts, after, decision.subjects ?? []);
  const ended = (decision.endedWaits ?? []).filter((name) => read.waitVersions.has(name));
  const written = decision.waits ?? [];
  const recipients = decision.recipients ?? [];
  const changesRequest =
    decision.request !== undefined || written.length > 0 || ended.length > 0 || recipients.length > 0;
  if (!changesRequest && subjects.size === 0 && (decision.slots ?? []).length === 0 && decision.audit.length === 0)
    return [];

  const requestId = request.requestId;
  return [
    // a change of its waits or recipients counts as a change of the request: so its version stands for them too, even for one not there yet
    changesRequest
      ? { put: requestRow(after), ifVersion: read.requestVersion }
      : { check: requestKey(requestId), ifVersion: read.requestVersion },
    ...[...read.subjectVersions].map(([ref, ifVersion]): Write => {
      const subject = subjects.get(ref);
      return subject === undefined ? { check: subjectKey(ref), ifVersion } : { put: subjectRow(subject), ifVersion };
    }),
    { check: killSwitchKey, ifVersion: read.killSwitchVersion },
    ...(read.facts.bulk ? [{ check: bulkKey(read.facts.bulk.bulkId), ifVersion: read.bulkVersion }] : []),
    ...written.map((wait) => ({ put: waitRow(wait), ifVersion: read.waitVersions.get(wait.name) ?? 0 })),
    ...ended.map((name) => ({ remove: waitKey(requestId, name), ifVersion: read.waitVersions.get(name) ?? 0 })),
    ...recipients.flatMap((task): Write[] => {
      const ifVersion = read.recipientVersions.get(recipientKey(task).sk) ?? 0;
      const put = { put: recipientRow(task), ifVersion };
      return ifVersion === 0 ? [put, { put: toldRow(task), ifVersion: 0 }] : [put];
    }),
    ...(decision.slots ?? []).map((slot) => ({
      put: slotRow(slot),
      ifVersion: read.slotVersions.get(slotPlace(slot)) ?? 0,
    })),
    ...chainWrites(requestChain(requestId), read.head, decision.audit),
  ];
};

/**
 * The subjects to write: those decided on, and those that lose the mark of a request that has ended. The mark is taken off here, so
 * that no rule can forget it and leave the person unable to ask again.
 */
const changedSubjects = (
  facts: Facts,
  { requestId, kind, status }: PrivacyRequest,
  decided: readonly SubjectState[],
): Map<SubjectRef, SubjectState> => {
  const changed = new Map(decided.map((subject) => [subject.subjectRef, subject]));
  if (!isEnd(status)) return changed;
  for (const read of facts.subjects) {
    const { open, ...subject } = changed.get(read.subjectRef) ?? read;
    const { [kind]: mark, ...others } = open;
    if (mark === requestId) changed.set(read.subjectRef, { ...subject, open: others });
  }
  return changed;
};

const checkDecision = (
  { facts, subjectVersions }: ReadFacts,
  { request, subjects, waits, recipients }: Decision<unknown>,
): void => {
  const { requestId, status } = facts.request;
  if (request !== undefined && request.requestId !== requestId) throw new DecidedUnread("another request");
  if (request !== undefined && !mayMove(status, request.status)) {
    throw new ForbiddenMove(`${requestId} may not go from ${status} to ${request.status}`);
  }
  if (subjects?.some((subject) => !subjectVersions.has(subject.subjectRef))) throw new DecidedUnread("a subject");
  if (waits?.some((wait) => wait.requestId !== requestId)) throw new DecidedUnread("another request's wait");
  if (recipients?.some((task) => task.requestId !== requestId)) throw new DecidedUnread("another request's recipient");
};
