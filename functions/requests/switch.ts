import type { Instant } from "#kernel/instant.ts";
import type { Ports } from "#ports/ports.ts";
import { wakeForRoom } from "./room.ts";

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
