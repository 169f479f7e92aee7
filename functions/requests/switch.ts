import type { Instant } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
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

/**
 * Sends runs that wait for room back to the fence, those that are due first before the others, at most so many of each
 * kind of work. While the switch is off
 * there is no room for anybody. What fails here asks by itself within the hour.
 */
export const wakeForRoom =
  ({ clock, requests, workflows, keys }: Pick<Ports, "clock" | "requests" | "workflows" | "keys">) =>
  async (most = Number.POSITIVE_INFINITY): Promise<void> => {
    const parked = await requests.parkedForRoom();
    if (parked.length === 0 || (await requests.readKillSwitch()).off) return;
    const waiting = await Promise.all(parked.map(({ requestId }) => requests.find(requestId)));
    const inOrder = waiting.filter((request) => request !== undefined).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
    const isOwn = ({ channel }: PrivacyRequest): boolean => channel === "self-service" || channel === "rights-session";
    // people's own work and officers' have places of their own: neither stands in the other's line
    const first = [inOrder.filter(isOwn), inOrder.filter((request) => !isOwn(request))].flatMap((line) =>
      line.slice(0, most),
    );
    for (const { requestId } of first) {
      const woken = await requests.change<Wait[]>(requestId, ({ waits }) => {
        const parked = waits.filter(({ name }) => name === roomWait);
        const answered = answerWaits(parked, { decision: "room" }, clock.now());
        return { outcome: answered, waits: answered, audit: [] };
      });
      await wake({ requests, workflows, keys })(woken);
    }
  };
