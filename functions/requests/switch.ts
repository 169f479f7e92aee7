import type { Instant } from "#kernel/instant.ts";
import type { Ports } from "#ports/ports.ts";
import { roomWait, type Wait } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";

/**
 * Turns the kill switch. Off holds from the moment it is stored: every destructive transaction reads it (I13). On again wakes what is
 * parked, and each goes through the fence once more.
 */
export const turnSwitch =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (off: boolean, officer: string): Promise<{ off: boolean; since: Instant }> => {
    const now = clock.now();
    const event = off ? "destructive-work-switched-off" : "destructive-work-switched-on";
    await requests.turnKillSwitch({ off, since: now }, { event, at: now, actor: officer, facts: {} });
    if (!off) await wakeForRoom({ clock, requests, workflows, keys })();
    return { off, since: now };
  };

/** Sends every run that waits for room back to the fence. What fails here asks by itself within the hour. */
const wakeForRoom =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (): Promise<void> => {
    for (const { requestId } of await requests.parkedForRoom()) {
      const woken = await requests.change<Wait[]>(requestId, ({ waits }) => {
        const parked = waits.filter(({ name }) => name === roomWait);
        const answered = answerWaits(parked, { decision: "room" }, clock.now());
        return { outcome: answered, waits: answered, audit: [] };
      });
      await wake({ requests, workflows, keys })(woken);
    }
  };
