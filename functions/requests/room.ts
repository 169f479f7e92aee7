import { hours } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import { roomWait, type Wait } from "#ports/requests/requests.ts";
import { answerWaits, wake } from "./park.ts";

type Needs = Pick<Ports, "clock" | "requests" | "workflows" | "keys">;

/** Requests that wait for room, those that are due first before the others. */
const waitingForRoom = async ({ requests }: Pick<Ports, "requests">): Promise<PrivacyRequest[]> => {
  const parked = await requests.parkedForRoom();
  const found = await Promise.all(parked.map(({ requestId }) => requests.find(requestId)));
  return found.filter((request) => request !== undefined).toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
};

/** People's own work and officers' have places of their own: neither stands in the other's line. */
const lines = (waiting: readonly PrivacyRequest[]): [own: PrivacyRequest[], officers: PrivacyRequest[]] => {
  const isOwn = ({ channel }: PrivacyRequest): boolean => channel === "self-service" || channel === "rights-session";
  return [waiting.filter(isOwn), waiting.filter((request) => !isOwn(request))];
};

/**
 * Sends runs that wait for room back to the fence, at most so many of each kind of work, in order of due date. While the switch is off
 * there is no room for anybody. What fails here asks by itself within the hour.
 */
export const wakeForRoom =
  ({ clock, requests, workflows, keys }: Needs) =>
  async (most = Number.POSITIVE_INFINITY): Promise<void> => {
    const waiting = await waitingForRoom({ requests });
    if (waiting.length === 0 || (await requests.readKillSwitch()).off) return;
    for (const { requestId } of lines(waiting).flatMap((line) => line.slice(0, most))) {
      const woken = await requests.change<Wait[]>(requestId, ({ waits }) => {
        const parked = waits.filter(({ name }) => name === roomWait);
        const answered = answerWaits(parked, { decision: "room" }, clock.now());
        return { outcome: answered, waits: answered, audit: [] };
      });
      await wake({ requests, workflows, keys })(woken);
    }
  };

/** Those of a line whose turn would come after their due date: so many have a turn in any hour. */
export const tooLate = (line: readonly PrivacyRequest[], perHour: number, now: Instant): PrivacyRequest[] =>
  line.filter(({ dueAt }, place) => plus(now, hours(Math.ceil((place + 1) / perHour))) > dueAt);

/** An alarm for each request that the line in front of it would make late, while there is still time to raise the cap. Once for each. */
export const alarmBacklog =
  ({ clock, requests }: Pick<Ports, "clock" | "requests">, { deletion: { cap } }: Policy) =>
  async (): Promise<void> => {
    const [own, officers] = lines(await waitingForRoom({ requests }));
    const now = clock.now();
    const late = [...tooLate(own, cap.selfService.perHour, now), ...tooLate(officers, cap.officerWork.perHour, now)];
    for (const { requestId } of late) {
      await requests.change(requestId, ({ request }) =>
        request.attention !== undefined
          ? { outcome: undefined, audit: [] }
          : {
              outcome: undefined,
              request: { ...request, attention: { since: now, error: "BacklogTooLong" } },
              audit: [{ event: "attention-needed", at: now, actor: "system", facts: { error: "BacklogTooLong" } }],
            },
      );
    }
  };
