import { createHash } from "node:crypto";
import * as z from "zod";
import { PickedEvent } from "#kernel/log-event.ts";
import type { Ports } from "#ports/ports.ts";

/** What could not be taken in, on its way to quarantine: sealed before it leaves the door. */
export const SealedPoison = z.strictObject({
  reason: z.string(),
  digest: z.string(),
  bytes: z.int(),
  sealed: z.string(),
  whole: z.boolean(),
});
export type SealedPoison = z.infer<typeof SealedPoison>;

/** What stands in the event queue. The rule of the EventBridge bus sends one picked event alone, by the same names. */
export const EventMessage = z.union([
  z.strictObject({
    events: z.array(PickedEvent).max(100),
    /** True when the gap check fetched them: no stream has brought them. */
    fetched: z.boolean().optional(),
  }),
  z.strictObject({ poison: z.array(SealedPoison).max(100) }),
  PickedEvent,
]);
export type EventMessage = z.infer<typeof EventMessage>;

const perMessage = 10;
/** An ordinary event has some 300 signs: only one that somebody blew up comes near this. */
const signsPerMessage = 20_000;

/** Packs events into messages: few enough in each, and short enough, that a part that fails costs little to repeat. */
export const packEvents = (events: readonly PickedEvent[], fetched = false): string[] => {
  const parts: string[][] = [];
  let signs = 0;
  for (const event of events) {
    const text = JSON.stringify(event);
    const part = parts.at(-1);
    if (part === undefined || part.length === perMessage || signs + text.length > signsPerMessage) {
      parts.push([text]);
      signs = text.length;
    } else {
      part.push(text);
      signs += text.length;
    }
  }
  return parts.map((part) => `{"events":[${part.join(",")}]${fetched ? ',"fetched":true' : ""}}`);
};

/** The purpose for which quarantined content is sealed. */
export const quarantineContext = { purpose: "event" as const, owner: "quarantine" };

/** KMS seals at most 4,096 bytes at once. */
const mostSealed = 4000;

/** Seals as much of it as fits, so that an officer can put it back, and nobody else can read it. */
export const sealPoison =
  ({ keys }: Pick<Ports, "keys">) =>
  async ({ reason, bytes }: { reason: string; bytes: Uint8Array }): Promise<SealedPoison> => {
    const kept = bytes.subarray(0, mostSealed);
    const sealed = kept.byteLength === 0 ? new Uint8Array() : await keys.seal(kept, quarantineContext);
    return {
      reason,
      digest: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.byteLength,
      sealed: Buffer.from(sealed).toString("base64url"),
      whole: kept.byteLength === bytes.byteLength && bytes.byteLength > 0,
    };
  };
