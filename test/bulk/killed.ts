/** The process died at this call: before it, or after its effect and before anybody knew of it. */
export class Killed extends Error {
  override readonly name = "Killed" as const;
}

export interface Kill {
  /** At which call, from 1. */
  at: number;
  /** After its effect (F10), or before it (F9). */
  after: boolean;
}

/** The same ports, where the process dies at the n-th call of any of them. `reached` tells whether it came to that. */
export const dyingAt = <P extends object>(ports: P, kill: Kill): { ports: P; reached: () => boolean } => {
  let calls = 0;
  const watched = (port: object): object =>
    new Proxy(port, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return async (...given: unknown[]) => {
          calls += 1;
          const dies = calls === kill.at;
          if (dies && !kill.after) throw new Killed("before");
          const answer: unknown = await (member as (...all: unknown[]) => unknown).apply(target, given);
          if (dies) throw new Killed("after");
          return answer;
        };
      },
    });
  const names = ["bulks", "lists", "requests", "subjects", "reader", "workflows", "keys"];
  const dying = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, names.includes(name) ? watched(port as object) : port]),
  );
  return { ports: dying as P, reached: () => calls >= kill.at };
};
