import type { SubjectRef } from "#kernel/ids.ts";
import type { SubjectState } from "#kernel/subject.ts";
import type { Ports } from "#ports/ports.ts";

/**
 * Remembers that a decision or a reaction which is still open needs to know who a person is: until none does, and nothing else is kept of
 * them, they are not forgotten. Twice is the same as once.
 */
export const needPerson =
  ({ requests }: Pick<Ports, "requests">) =>
  (subjectRef: SubjectRef, forWhat: string): Promise<void> =>
    requests.changeSubject(subjectRef, (subject) => {
      const { neededFor = [] } = subject;
      if (neededFor.includes(forWhat)) return { outcome: undefined, audit: [] };
      return { outcome: undefined, subject: { ...subject, neededFor: [...neededFor, forWhat] }, audit: [] };
    });

/** It is decided or done: whoever is known here for nothing else is forgotten. Twice is the same as once. */
export const needNoMore =
  ({ requests, subjects }: Pick<Ports, "requests" | "subjects">) =>
  async (subjectRef: SubjectRef, forWhat: string): Promise<void> => {
    const state = await requests.changeSubject(subjectRef, (subject) => {
      const neededFor = (subject.neededFor ?? []).filter((each) => each !== forWhat);
      const without = { ...subject, neededFor };
      return neededFor.length === subject.neededFor?.length
        ? { outcome: without, audit: [] }
        : { outcome: without, subject: without, audit: [] };
    });
    if (isKept(state)) return;
    const { items } = await requests.ofSubject(subjectRef, { limit: 1 });
    if (items.length === 0) await subjects.forget(subjectRef);
  };

/** True when anything at all stands in the state: a kind of fact that is added later keeps the person as well. */
const isKept = ({ subjectRef: _, ...facts }: SubjectState): boolean =>
  Object.values(facts).some((fact) => {
    if (fact === undefined) return false;
    return typeof fact === "object" ? Object.keys(fact).length > 0 : true;
  });
