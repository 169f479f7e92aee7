import type { Clock } from "#kernel/clock.ts";
import { reached } from "#kernel/instant.ts";
import { standsBesideOthers } from "#kernel/request.ts";
import { newSubjectState } from "#kernel/subject.ts";
import { requestChain } from "#ports/audit/audit.ts";
import { chainWrites, headKey } from "#ports/audit/chain.ts";
import { againOnConflict, type Pause } from "#ports/records/again.ts";
import type { Records } from "#ports/records/records.ts";
import type { Acceptance, AcceptOutcome, IdempotencyClaim } from "./requests.ts";
import {
  claimKey,
  claimRow,
  pointerRow,
  requestIn,
  requestKey,
  requestRow,
  StoredClaim,
  subjectIn,
  subjectKey,
  subjectRow,
} from "./rows.ts";

/** `Requests.accept`: the request and all that says it is there stand together or not at all (I1). */
export const acceptIn =
  (records: Records, clock: Clock, pause: Pause) =>
  (acceptance: Acceptance): Promise<AcceptOutcome> =>
    againOnConflict(pause, () => acceptOnce(records, clock, acceptance));

const acceptOnce = async (
  records: Records,
  clock: Clock,
  { request, idempotency, standing, audit }: Acceptance,
): Promise<AcceptOutcome> => {
  const { requestId, subjectRef, kind } = request;
  const chain = requestChain(requestId);
  // the subject before the claim: whoever set the mark that is seen here wrote the claim with it, so the claim is seen too
  const [stored, subjectAt, head] = await records.get([requestKey(requestId), subjectKey(subjectRef), headKey(chain)]);
  // this very request stands already: its answer was lost on the way, and the caller tried again
  if (stored !== undefined) return { accepted: true, request: requestIn(stored) };

  const claimed = idempotency && (await readClaim(records, clock, idempotency));
  if (claimed?.outcome !== undefined) return claimed.outcome;

  const subject = subjectAt === undefined ? newSubjectState(subjectRef) : subjectIn(subjectAt);
  const isMarked = !standsBesideOthers(kind);
  const alreadyOpen = isMarked ? subject.open[kind] : undefined;
  if (alreadyOpen !== undefined) return { accepted: false, because: "already-open", requestId: alreadyOpen };
  if (subject.pointOfNoReturn !== undefined) {
    return { accepted: false, because: "being-deleted", requestId: subject.pointOfNoReturn.requestId };
  }

  if (standing !== undefined) return { accepted: false, because: "answer-stands", requestId: standing };

  await records.transact([
    { put: requestRow(request), ifVersion: 0 },
    {
      put: subjectRow(isMarked ? { ...subject, open: { ...subject.open, [kind]: requestId } } : subject),
      ifVersion: subjectAt?.version ?? 0,
    },
    { put: pointerRow(request), ifVersion: 0 },
    ...(idempotency && claimed ? [{ put: claimRow(idempotency, requestId), ifVersion: claimed.version }] : []),
    ...chainWrites(chain, head, audit),
  ]);
  return { accepted: true, request };
};

/** What an earlier use of the key means for this one. A claim whose time is over counts as none, however long its row lingers. */
const readClaim = async (
  records: Records,
  clock: Clock,
  claim: IdempotencyClaim,
): Promise<{ version: number; outcome?: AcceptOutcome }> => {
  const [row] = await records.get([claimKey(claim)]);
  if (row === undefined) return { version: 0 };
  const earlier = StoredClaim.parse(row.body);
  if (reached(earlier.expiresAt, clock.now())) return { version: row.version };
  if (earlier.bodyHash !== claim.bodyHash) {
    return { version: row.version, outcome: { accepted: false, because: "key-reused" } };
  }
  const [stored] = await records.get([requestKey(earlier.requestId)]);
  if (stored === undefined) return { version: row.version };
  return { version: row.version, outcome: { accepted: false, because: "replayed", request: requestIn(stored) } };
};
