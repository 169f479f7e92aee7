import type { SubjectRef } from "#kernel/ids.ts";
import type { Ports } from "#ports/ports.ts";

/**
 * Remembers that a decision or a reaction which is still open needs to know who a person is: as long as one does, they are not forgotten.
 * Twice is the same as once.
 */
export const needPerson =
  ({ requests }: Pick<Ports, "requests">) =>
  (subjectRef: SubjectRef, forWhat: string): Promise<void> =>
    requests.changeSubject(subjectRef, (subject) => {
      const { neededFor = [] } = subject;
      if (neededFor.includes(forWhat)) return { outcome: undefined, audit: [] };
      return { outcome: undefined, subject: { ...subject, neededFor: [...neededFor, forWhat] }, audit: [] };
    });

/** It is decided or done: whoever was only passing, and is needed for nothing else, is forgotten. Twice is the same as once. */
export const needNoMore =
  ({ requests, subjects }: Pick<Ports, "requests" | "subjects">) =>
  async (subjectRef: SubjectRef, forWhat: string): Promise<void> => {
    const left = await requests.changeSubject(subjectRef, (subject) => {
      const before = subject.neededFor ?? [];
      const neededFor = before.filter((each) => each !== forWhat);
      return neededFor.length === before.length
        ? { outcome: before, audit: [] }
        : { outcome: neededFor, subject: { ...subject, neededFor }, audit: [] };
    });
    if (left.length === 0) await subjects.forgetPassing(subjectRef);
  };
