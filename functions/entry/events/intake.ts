import { parseBoundedJson } from "#kernel/bounded-json.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { days, minutes } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import { type Instant, millisOf } from "#kernel/instant.ts";
import { type PickedEvent, readEvent } from "#kernel/log-event.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Begun } from "#ports/events/events.ts";
import type { Ports } from "#ports/ports.ts";
import type { QueuedMessage, QueueHandler } from "#ports/queue/queue.ts";
import { EventMessage, packEvents, type SealedPoison, sealPoison } from "#requests/event-messages.ts";
import { errorName, type Log } from "#runtime/log.ts";
import { type ReactingPorts, type ReactionSite, reactTo } from "./react.ts";

/** After so many times a message is given up: what it holds goes to quarantine, and the queue goes on. */
const mostAttempts = 6;
/** While an event is younger than this, somebody else's outage does not make it poison: it begins anew at the end of the queue. */
const outageSeconds = days(3);
const messageLimits = { bytes: 256 * 1024, depth: 8, keys: 5000 };

type Needs = ReactingPorts & Pick<Ports, "events" | "queue">;

/**
 * Works the event queue off: each event once, whatever the doors bring twice. One that fails comes again, and harms no other; after six
 * times it is put aside with its reason, unless only another service was away. Nothing that is delivered here can stop the queue (I15).
 */
export const onEventMessages = (ports: Needs, policy: Policy, site: ReactionSite, log: Log): QueueHandler => {
  const handle = messageHandler(ports, policy, site);
  return async (messages) => {
    const again: string[] = [];
    for (const message of messages) {
      try {
        await handle(message);
      } catch (error) {
        log.warn({ event: "event message comes again", error: errorName(error) });
        again.push(message.id);
      }
    }
    return { again };
  };
};

const messageHandler = (ports: Needs, policy: Policy, site: ReactionSite) => {
  const { events, clock, queue } = ports;
  const react = reactTo(ports, policy, site);
  const seal = sealPoison(ports);
  const reacting = new Set(policy.reactions.flatMap(({ on }) => on));
  let toldAt = 0;

  const putAside = ({ reason, digest, bytes, sealed, whole }: SealedPoison): Promise<void> =>
    events.quarantine({ id: digest.slice(0, 32), reason, at: clock.now(), digest, bytes, sealed, whole });

  /** Streams are alive; told once a minute, for it is a write. */
  const delivered = async (now: Instant): Promise<void> => {
    if (Math.abs(millisOf(now) - toldAt) < minutes(1) * 1000) return;
    toldAt = millisOf(now);
    await events.changeStream(({ missingSince: _, silentSince: __, because: ___, alarmedAt, ...state }) => ({
      state: { ...state, lastDeliveryAt: now },
      audit: alarmedAt === undefined ? [] : [{ event: "log-stream-back", at: now, actor: "system", facts: {} }],
    }));
  };

  /** The tenant, the store or the mail was away: that may take hours, and then everything goes on by itself (F20). */
  const isOutage = (error: unknown, picked: PickedEvent): boolean =>
    error instanceof Busy && millisOf(clock.now()) - Date.parse(picked.date) < outageSeconds * 1000;

  /** again: with its message. queued: in a message of its own, which begins to count anew. */
  const handleOne = async (picked: PickedEvent, isLast: boolean): Promise<"done" | "again" | "queued"> => {
    try {
      await react(readEvent(picked));
      return "done";
    } catch (error) {
      if (!isLast) {
        await events.release(picked.logId);
        return "again";
      }
      if (isOutage(error, picked)) {
        await queue.send(packEvents([picked], true)); // no stream has brought it now
        await events.release(picked.logId);
        return "queued";
      }
      await putAside(await seal({ reason: errorName(error), bytes: Buffer.from(JSON.stringify(picked)) }));
      return "done";
    }
  };

  /** Each log_id once, in one step; what comes a second time under the same one is looked at by the next step. */
  const handleEvents = async (all: readonly PickedEvent[], attempts: number): Promise<void> => {
    const first = all.filter((event, place) => all.findIndex(({ logId }) => logId === event.logId) === place);
    const begun = await events.begin(
      first.map((event) => ({
        logId: event.logId,
        digest: digestOf(event),
        type: event.type,
        settled: !reacting.has(event.type),
      })),
      policy.retention.events,
    );
    const isMine = (_: PickedEvent, place: number): boolean => begun[place] === ("mine" satisfies Begun);
    const mine = first.filter(isMine).filter(({ type }) => reacting.has(type));
    const done: string[] = [];
    let comesAgain = begun.includes("busy");
    for (const event of mine) {
      const outcome = await handleOne(event, attempts >= mostAttempts);
      if (outcome === "done") done.push(event.logId);
      if (outcome === "again") comesAgain = true;
    }
    if (done.length > 0) await events.finish(done);
    const rest = all.filter((event) => !first.includes(event));
    if (rest.length > 0) await handleEvents(rest, attempts);
    if (comesAgain) throw new Busy("A part of the message must come again.");
  };

  return async ({ body, attempts }: QueuedMessage): Promise<void> => {
    const message = messageIn(body);
    if (message === undefined) {
      await putAside(await seal({ reason: "malformed-message", bytes: Buffer.from(body) }));
      return;
    }
    if ("poison" in message) {
      for (const each of message.poison) await putAside(each);
      return;
    }
    const isBatch = "events" in message;
    if (!(isBatch && message.fetched === true)) await delivered(clock.now());
    await handleEvents(isBatch ? message.events : [message], attempts);
  };
};

const messageIn = (body: string): EventMessage | undefined => {
  try {
    const read = parseBoundedJson(Buffer.from(body), messageLimits);
    return EventMessage.safeParse(read).data;
  } catch {
    return undefined;
  }
};
