import { onEventMessages } from "#entry/events/intake.ts";
import type { ReactingPorts, ReactionSite } from "#entry/events/react.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import type { EventQueue } from "#ports/queue/queue.ts";
import type { RecordedQueue } from "#ports/queue/recorded-queue.ts";
import type { Log } from "#runtime/log.ts";
import { openTicks } from "./ticks.ts";

export interface EventDoor {
  /** Works off what is due, now. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** The queue, with somebody at its other end who is told at once that something has come. */
export const noticed = (queue: EventQueue): EventQueue & { onSent: (tell: () => void) => void } => {
  let tell = (): void => {};
  return {
    send: async (bodies) => {
      await queue.send(bodies);
      tell();
    },
    onSent: (then) => {
      tell = then;
    },
  };
};

/** What SQS and the function behind it are on AWS: events are worked off as they come, and those that failed when their time has come. */
export const openEventDoor = ({
  ports,
  queue,
  sent,
  policy,
  site,
  log,
}: {
  ports: ReactingPorts & Pick<Ports, "queue">;
  queue: RecordedQueue;
  sent: ReturnType<typeof noticed>;
  policy: Policy;
  site: ReactionSite;
  log: Log;
}): EventDoor => {
  const handle = onEventMessages(ports, policy, site, log);
  let closed = false;
  const ticks = openTicks(
    1000,
    async () => {
      if (!closed) await queue.drain(handle, () => closed);
    },
    log,
  );
  sent.onSent(() => void ticks.tick().catch(() => undefined));
  return {
    drain: () => ticks.tick(),
    close: async () => {
      closed = true;
      await ticks.close();
    },
  };
};
