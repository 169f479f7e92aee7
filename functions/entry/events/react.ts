import { days } from "#kernel/duration.ts";
import type { SubjectRef, UserId } from "#kernel/ids.ts";
import { type Instant, instantOf, millisOf, plus } from "#kernel/instant.ts";
import type { LogEvent } from "#kernel/log-event.ts";
import type { Policy } from "#kernel/policy.ts";
import {
  answerFromEvent,
  isNegated,
  type Predicate,
  questionIn,
  type Reaction,
  sourceOf,
  stretchOf,
} from "#kernel/reaction.ts";
import type { Ports } from "#ports/ports.ts";
import { needNoMore, needPerson } from "#requests/needed.ts";
import { type AnsweringPorts, allHold } from "./answers.ts";
import { type Occasion, shortHash } from "./occasion.ts";
import { type StartingPorts, startAll } from "./starts.ts";

/** What a reaction needs whose time has come. */
export type LaterPorts = AnsweringPorts & StartingPorts;
export type ReactingPorts = LaterPorts & Pick<Ports, "schedules">;

export interface ReactionSite {
  /** Client ids of the portal and the console. */
  ourClients: readonly string[];
}

/**
 * Does what policy says about an event. Every part of it may run again: what is limited is claimed by the event that came first, and
 * whatever is started is recognised by the occasion's key. The same events in any order start the same (I16).
 */
export const reactTo = (ports: ReactingPorts, policy: Policy, site: ReactionSite) => {
  const { clock, events, keys, schedules, subjects } = ports;
  const holds = allHold(ports);
  const start = startAll(ports, policy);

  /** Who it is about, where nobody who reads it can tell. */
  const opaque = async (userId: UserId | undefined): Promise<string> =>
    userId === undefined ? "-" : Buffer.from(await keys.mac(userId)).toString("hex");

  const occasionOf = async (reaction: Reaction, event: LogEvent): Promise<Occasion & { until?: Instant }> => {
    const { name, limit } = reaction;
    if (limit === undefined) return { event, key: shortHash(name, event.logId) };
    const stretch = stretchOf(limit, millisOf(event.at ?? clock.now()));
    const end = instantOf((stretch + 1) * limit * 1000);
    // kept beyond its end for as long as an event may come late
    const until = plus(end > clock.now() ? end : clock.now(), days(5));
    return { event, key: shortHash(name, await opaque(event.userId), String(stretch)), until };
  };

  const planFor = async (reaction: Reaction, { event, key }: Occasion, after: number): Promise<void> => {
    const subjectRef = event.userId && (await subjects.passingRefOf(event.userId));
    if (subjectRef !== undefined) await needPerson(ports)(subjectRef, `react-${key}`);
    await schedules.once(`react-${key}`, plus(event.at ?? clock.now(), after), {
      task: "react",
      reaction: reaction.name,
      key,
      logId: event.logId,
      ...(subjectRef && { subjectRef }),
      ...(event.at && { at: event.at }),
    });
  };

  const reactOnce = async (reaction: Reaction, event: LogEvent): Promise<void> => {
    const isOut = reaction.if.some((predicate) => {
      const answer = answerFromEvent(questionIn(predicate), event, site.ourClients);
      return answer === isNegated(predicate);
    });
    if (isOut) return;
    const occasion = await occasionOf(reaction, event);
    // also before a wait: nobody is remembered for a reaction that would come to nothing
    if (!(await holds(beyondEvent(reaction), event))) return;
    if (occasion.until !== undefined && !(await events.claim(occasion.key, event.logId, occasion.until))) return;
    if (reaction.after !== undefined) await planFor(reaction, occasion, reaction.after);
    else await start(reaction, occasion);
  };

  return async (event: LogEvent): Promise<void> => {
    for (const reaction of policy.reactions) if (reaction.on.includes(event.type)) await reactOnce(reaction, event);
  };
};

/** What the event alone cannot answer. */
const beyondEvent = (reaction: Reaction): Predicate[] =>
  reaction.if.filter((predicate) => sourceOf(questionIn(predicate)) !== "event");

interface PlannedReaction {
  reaction: string;
  key: string;
  logId: string;
  subjectRef?: SubjectRef | undefined;
  at?: Instant | undefined;
}

/**
 * Carries out a reaction whose time to wait is over: what only records and the tenant know is asked again now. Whoever was known here for
 * nothing else is forgotten after it.
 */
export const reactLater = (ports: LaterPorts, policy: Policy) => {
  const holds = allHold(ports);
  const start = startAll(ports, policy);

  const carryOut = async ({ reaction: name, key, logId, subjectRef, at }: PlannedReaction): Promise<void> => {
    const reaction = policy.reactions.find((each) => each.name === name);
    if (reaction === undefined) return; // policy knows it no more
    const userId = subjectRef && (await ports.subjects.userIdOf(subjectRef));
    if (subjectRef !== undefined && userId === undefined) return; // the person is forgotten
    const event: LogEvent = {
      logId,
      type: reaction.on[0] ?? "",
      bearsOurKey: false,
      ...(at && { at }),
      ...(userId && { userId }),
    };
    if (await holds(beyondEvent(reaction), event)) await start(reaction, { event, key });
  };

  return async (planned: PlannedReaction): Promise<void> => {
    await carryOut(planned);
    if (planned.subjectRef !== undefined) await needNoMore(ports)(planned.subjectRef, `react-${planned.key}`);
  };
};
