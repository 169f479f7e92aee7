import type { Instant } from "#kernel/instant.ts";
import type { RunStatus } from "#ports/workflows/workflows.ts";
import type { Journal } from "./journal.ts";

/** What EventBridge tells as "Step Functions Execution Status Change". */
export interface RunStatusNotice {
  story: string;
  name: string;
  status: RunStatus;
  startedAt: Instant;
  stoppedAt?: Instant;
  error?: string;
  cause?: string;
  redriveCount: number;
}

/** After a failed delivery the next attempt is made this much later, in real time. */
const patience = 1_000;

/**
 * Delivers the notices of the outbox one after another, oldest first. One is crossed out only after the listener has taken it,
 * so it is told at least once, also when the process dies in between.
 */
export const openStatusNotices = (
  journal: Journal,
  listener: ((notice: RunStatusNotice) => Promise<void> | void) | undefined,
  log: (message: string, error: unknown) => void,
  drained: () => void,
) => {
  let delivering = false;
  let pending = true;
  let closed = false;
  let again: NodeJS.Timeout | undefined;

  const deliver = async (): Promise<void> => {
    for (let batch = journal.notices(); batch.length > 0 && !closed; batch = journal.notices())
      for (const { id, body } of batch) {
        if (listener !== undefined) await listener(JSON.parse(body) as RunStatusNotice);
        if (closed) return;
        journal.delivered(id);
      }
  };

  const kick = async (): Promise<void> => {
    pending = true;
    if (delivering || closed || again !== undefined) return;
    delivering = true;
    try {
      while (pending && !closed) {
        pending = false;
        await deliver();
      }
    } catch (error) {
      if (closed) return;
      log("A run's status could not be delivered; it is tried again", error);
      again = setTimeout(() => {
        again = undefined;
        void kick();
      }, patience);
      again.unref();
    } finally {
      delivering = false;
      drained();
    }
  };

  return {
    kick,
    /** True while notices are being told; a listener that fails is not waited for. */
    busy: (): boolean => delivering,
    close(): void {
      closed = true;
      clearTimeout(again);
    },
  };
};
