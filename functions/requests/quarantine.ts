import { Json } from "#kernel/json.ts";
import { PickedEvent, pickEvent } from "#kernel/log-event.ts";
import type { Ports } from "#ports/ports.ts";
import { packEvents, quarantineContext } from "./event-messages.ts";

/** put-back: it is in the queue again. not-whole: it was too large to be kept. no-event: it still cannot be taken in. */
export type PutBackOutcome = "put-back" | "not-whole" | "no-event";

const eventIn = (bytes: Uint8Array): PickedEvent | undefined => {
  try {
    const content = Json.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    const picked = PickedEvent.safeParse(content).data ?? pickEvent(content);
    return typeof picked === "object" ? picked : undefined;
  } catch {
    return undefined;
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
    const event = eventIn(await keys.unseal(Buffer.from(item.sealed, "base64url"), quarantineContext));
    if (event === undefined) return "no-event";
    await events.reopen(event.logId);
    await queue.send(packEvents([event]));
    await events.takeOut(id, {
      event: "event-put-back",
      at: clock.now(),
      actor: by,
      facts: { id, reason: item.reason },
    });
    return "put-back";
  };
