import type { Block } from "../shared/client/index.ts";

export type EndKind = Block["end"]["kind"];

/** The ways in which a block ends, as they are chosen. */
export const endKinds: Record<EndKind, string> = {
  until: "Until a day, by itself",
  review: "Until an officer looks at it, by a day",
  lifted: "Until an officer lifts it",
};

/** The last second of a day where the officer sits. An empty day is no moment: the API says so. */
const lastOf = (day: string): string => (day === "" ? "" : new Date(`${day}T23:59:59`).toISOString());

export const endFrom = ({ kind, day }: { kind: EndKind; day: string }): Block["end"] => {
  if (kind === "until") return { kind, at: lastOf(day) };
  return kind === "review" ? { kind, by: lastOf(day) } : { kind };
};

/** A day so many days ahead, as a date field has it. */
export const dayAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
