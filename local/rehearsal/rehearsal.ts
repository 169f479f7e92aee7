import { createHmac, randomBytes } from "node:crypto";
import type { UserId } from "#kernel/ids.ts";
import { millisOf } from "#kernel/instant.ts";
import type { Json } from "#kernel/json.ts";
import { type LogEvent, pickEvent, readEvent } from "#kernel/log-event.ts";
import { isKnownType } from "#kernel/log-types.ts";
import type { Policy } from "#kernel/policy.ts";
import { answerFromEvent, isNegated, questionIn, type Reaction, stretchOf } from "#kernel/reaction.ts";
import type { Unreadable } from "./events-in.ts";

/** What one reaction would have come to. */
export interface Rehearsed {
  name: string;
  /** Events of its types. */
  matched: number;
  /** Of those, the events for which the predicates that an event can answer say no, or that were ours. */
  ruledOut: number;
  ours: number;
  /** Starts: at most so many, where something only records or the tenant know. */
  starts: number;
  people: number;
  /** For whom, most starts first: by a word that is the same within one rehearsal, and says nothing. */
  whom: { person: string; starts: number }[];
  largestHour: number;
  /** What an event alone cannot tell: in the words of policy.yaml. */
  dependsOn: string[];
  what: string[];
}

export interface Report {
  events: number;
  types: number;
  unknownTypes: number;
  repeated: number;
  malformed: number;
  from?: string | undefined;
  until?: string | undefined;
  reactions: Rehearsed[];
}

const wordsOf = (reaction: Reaction): string[] =>
  reaction.start.map((start) =>
    typeof start === "string" ? start : Object.entries(start).slice(0, 1).flat().join(" "),
  );

const mostStarts = (counted: Map<string, number>): Rehearsed["whom"] =>
  [...counted]
    .map(([person, starts]) => ({ person, starts }))
    .toSorted((one, other) => other.starts - one.starts || (one.person < other.person ? -1 : 1));

/** Plays events against the reactions of a policy, with nothing but the events: what only records or the tenant know is left open, and said. */
export const rehearsal = (policy: Policy) => {
  const salt = randomBytes(16);
  const opaque = (userId: UserId): string => createHmac("sha256", salt).update(userId).digest("hex").slice(0, 8);
  const seen = new Set<string>();
  const types = new Set<string>();
  const unknown = new Set<string>();
  /** Accounts whose deletion bore a key of ours: their other events are ours as well. */
  const deletedByUs = new Set<string>();
  const kept: LogEvent[] = [];
  let [malformed, repeated] = [0, 0];
  const reacting = new Set(policy.reactions.flatMap(({ on }) => on));

  const take = (element: Json | Unreadable): void => {
    const picked =
      typeof element === "object" && element !== null && "unreadable" in element ? undefined : pickEvent(element);
    if (picked === undefined || typeof picked === "string") {
      malformed += 1;
      return;
    }
    if (seen.has(picked.logId)) {
      repeated += 1;
      return;
    }
    seen.add(picked.logId);
    types.add(picked.type);
    if (!isKnownType(picked.type)) unknown.add(picked.type);
    const event = readEvent(picked);
    if (event.bearsOurKey && event.write?.kind === "delete" && event.userId !== undefined)
      deletedByUs.add(event.userId);
    if (reacting.has(event.type)) kept.push(event);
  };

  const isOurs = (event: LogEvent): boolean =>
    event.bearsOurKey || (event.userId !== undefined && deletedByUs.has(event.userId));

  /** Yes, no, or only known elsewhere, for all of a reaction's predicates together. */
  const judge = (reaction: Reaction, event: LogEvent): "starts" | "ruled-out" | "ours" => {
    for (const predicate of reaction.if) {
      const question = questionIn(predicate);
      const answer = question === "ours" ? isOurs(event) || undefined : answerFromEvent(question, event, []);
      if (answer !== undefined && answer === isNegated(predicate)) return question === "ours" ? "ours" : "ruled-out";
    }
    return "starts";
  };

  const rehearse = (reaction: Reaction): Rehearsed => {
    const events = kept.filter(({ type }) => reaction.on.includes(type));
    const judged = events.map((event) => ({ event, verdict: judge(reaction, event) }));
    const occasions = new Map<string, LogEvent>();
    for (const { event, verdict } of judged) {
      if (verdict !== "starts") continue;
      const { limit } = reaction;
      const stretch =
        limit === undefined ? event.logId : stretchOf(limit, event.at === undefined ? 0 : millisOf(event.at));
      const key = limit === undefined ? event.logId : `${event.userId ?? "-"} ${stretch}`;
      if (!occasions.has(key)) occasions.set(key, event);
    }
    const people = new Map<string, number>();
    for (const { userId } of occasions.values()) {
      if (userId !== undefined) people.set(opaque(userId), (people.get(opaque(userId)) ?? 0) + 1);
    }
    const hours = new Map<string, number>();
    for (const { at } of occasions.values())
      hours.set(at?.slice(0, 13) ?? "", (hours.get(at?.slice(0, 13) ?? "") ?? 0) + 1);
    const open = reaction.if.filter((predicate) => {
      const question = questionIn(predicate);
      return question === "our-client" || answerFromEvent(question, kept[0] ?? nothing, []) === undefined;
    });
    return {
      name: reaction.name,
      matched: events.length,
      ruledOut: judged.filter(({ verdict }) => verdict === "ruled-out").length,
      ours: judged.filter(({ verdict }) => verdict === "ours").length,
      starts: occasions.size,
      people: people.size,
      whom: mostStarts(people),
      largestHour: Math.max(0, ...hours.values()),
      dependsOn: open.map((predicate) => JSON.stringify(predicate).replaceAll('"', "")),
      what: wordsOf(reaction),
    };
  };

  return {
    take,
    taken: () => seen.size + malformed + repeated,
    report: (): Report => {
      const dates = kept.flatMap(({ at }) => at ?? []).toSorted();
      return {
        events: seen.size,
        types: types.size,
        unknownTypes: unknown.size,
        repeated,
        malformed,
        from: dates[0],
        until: dates.at(-1),
        reactions: policy.reactions.map(rehearse),
      };
    },
  };
};

const nothing: LogEvent = { logId: "", type: "", bearsOurKey: false };
