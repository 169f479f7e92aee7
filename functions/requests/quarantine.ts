import { parseBoundedJson, UnsafeJson } from "#kernel/bounded-json.ts";
import { type PickedEvent, pickEvent } from "#kernel/log-event.ts";
import type { Ports } from "#ports/ports.ts";
import { EventMessage, packEvents, quarantineContext } from "./event-messages.ts";

/** put-back: it is in the queue again. not-whole: it was too large to be kept. no-event: it still cannot be taken in. */
export type PutBackOutcome = "put-back" | "not-whole" | "no-event";

const limits = { bytes: 64 * 1024, depth: 64, keys: 5000 };

/** The events in what was put aside: one as a door picks it or a stream brings it, or a message of them. None where it cannot be taken in. */
const eventsIn = (bytes: Uint8Array): PickedEvent[] => {
  try {
    const content = parseBoundedJson(bytes, limits);
    const message = EventMessage.safeParse(content).data;
    if (message !== undefined) return "events" in message ? message.events : "poison" in message ? [] : [message];
    const picked = pickEvent(content);
    return typeof picked === "object" ? [picked] : [];
  } catch (error) {
    if (error instanceof UnsafeJson) return [];
    throw error;
  }
};

/**
 * Puts something from quarantine back into the queue, where it is handled as if it had just come. It is queued first and taken out then:
 * killed between the two, it is handled once all the same. Undefined when there is no such thing.
 */
export const putBack =
  ({ clock, events, queue, keys }: Pick<Ports, "clock" | "events" | "queue" | "keys">) =>
  async (id: string, by: string): Promise<PutBackOutcome | undefined> => {
    const item = await events.findQuarantined(id);
    if (item === undefined) return undefined;
    if (!item.whole) return "not-whole";
    const found = eventsIn(await keys.unseal(Buffer.from(item.sealed, "base64url"), quarantineContext));
    if (found.length === 0) return "no-event";
    for (const { logId } of found) await events.reopen(logId);
    await queue.send(packEvents(found, true)); // no stream has brought them now
    await events.takeOut(id, {
      event: "event-put-back",
      at: clock.now(),
      actor: by,
      facts: { id, reason: item.reason },
    });
    return "put-back";
  };
