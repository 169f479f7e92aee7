import type { SubjectRef, UserId } from "#kernel/ids.ts";
import type { Addressee } from "#ports/mailings/mailings.ts";
import type { Ports } from "#ports/ports.ts";
import { isLeftInPeace } from "../rules.ts";

/** More versions are never asked for at once. */
const mostVersions = 20;

/**
 * Of some people that are about to be mailed those who are not: by our own records, which know more than the tenant's list, and know it now.
 * Who accepted meanwhile is not reminded, and who is restricted or leaving is left in peace.
 */
export const spared =
  ({ subjects, requests, terms }: Pick<Ports, "subjects" | "requests" | "terms">) =>
  async (people: readonly Addressee[], document: string, enough: readonly string[]): Promise<Set<UserId>> => {
    const found = await Promise.all(people.map(async ({ userId }) => ({ userId, ref: await subjects.find(userId) })));
    const known = found.filter((each): each is { userId: UserId; ref: SubjectRef } => each.ref !== undefined);
    const refs = known.map(({ ref }) => ref);
    const accepted =
      refs.length === 0 || enough.length === 0
        ? new Set<SubjectRef>()
        : await terms.acceptedAmong(refs, document, enough.slice(0, mostVersions));
    const inPeace = await Promise.all(
      refs.map((ref) => requests.changeSubject(ref, (state) => ({ outcome: isLeftInPeace(state), audit: [] }))),
    );
    return new Set(
      known.filter(({ ref }, place) => accepted.has(ref) || inPeace[place] === true).map(({ userId }) => userId),
    );
  };
