import { standingOf } from "#kernel/block-standing.ts";
import type { Bulk } from "#kernel/bulk.ts";
import { type SubjectRef, UserId } from "#kernel/ids.ts";
import { officerOf } from "#kernel/request.ts";
import { newSubjectState, type SubjectState } from "#kernel/subject.ts";
import type { Needs } from "#requests/step.ts";
import type { EntryReading } from "../rules.ts";

export type Reading = Needs<"requests" | "subjects" | "reader">;

const nobody = "sub_0000000000000000000000" as SubjectRef;

/** Reads one account and what we know of its person. Whoever is not known to us yet stays so. */
export const readEntry =
  ({ requests, subjects, reader, policy }: Reading) =>
  async (bulk: Bulk, name: string): Promise<EntryReading> => {
    const userId = UserId.parse(name);
    const account = await reader.read(userId);
    const ref = await subjects.find(userId);
    const subject: SubjectState =
      ref === undefined
        ? newSubjectState(nobody)
        : await requests.changeSubject(ref, (outcome) => ({ outcome, audit: [] }));
    const isWanted = account !== undefined && bulk.wish.action === "block";
    const userIds = account === undefined ? [] : [account.userId, ...account.identities.map((each) => each.userId)];
    return {
      account,
      subject,
      standing: standingOf(userIds, isWanted ? await reader.roles(userId) : [], policy),
      isOwn: ref !== undefined && [bulk.openedBy, bulk.approved?.by].includes(officerOf(ref)),
    };
  };
