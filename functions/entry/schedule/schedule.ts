import { minutes } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import { ScheduledTask } from "#ports/schedules/schedules.ts";
import { sendAccessLink } from "#requests/access-links.ts";
import { sweepBulks } from "#requests/bulks.ts";
import { sweepCampaigns } from "#requests/campaigns.ts";
import { warnOfDeadlines } from "#requests/digest.ts";
import { goOnResting } from "#requests/go-on.ts";
import { remindOfHold } from "#requests/hold-review.ts";
import { checkLogGap } from "#requests/log-gap.ts";
import { startRun } from "#requests/open.ts";
import { wake } from "#requests/park.ts";
import { remindOfRecipient } from "#requests/recipients/remind.ts";
import { alarmBacklog, wakeForRoom } from "#requests/room.ts";
import { clearBruteForce, releaseAddress } from "#requests/tenant-blocks.ts";

import { type LaterPorts, reactLater } from "../events/react.ts";

type Sweeping = Pick<Ports, "clock" | "requests" | "campaigns" | "bulks" | "workflows" | "keys">;
type Needs = Sweeping & LaterPorts & Pick<Ports, "queue">;

/** What time starts: EventBridge Scheduler and the local timer table both call it with a `ScheduledTask`. */
export const onSchedule =
  (ports: Needs, { policy, publicUrl }: { policy: Policy; publicUrl: string }) =>
  async (event: unknown): Promise<void> => {
    const task = ScheduledTask.parse(event);
    switch (task.task) {
      case "sweep":
        await sweep(ports);
        return alarmBacklog(ports, policy)();
      case "make-checkpoint":
      case "let-evidence-go":
        throw new TypeError(`${task.task} is for the function that may sign`);
      case "warn-of-deadlines":
        return warnOfDeadlines(ports, policy)();
      case "remind-of-recipient":
        return remindOfRecipient(ports, policy)(task);
      case "review-hold":
        return remindOfHold(ports)(task.subjectRef, task.holdId);
      case "clear-brute-force":
        return clearBruteForce(ports)(task.subjectRef);
      case "release-address":
        return releaseAddress(ports)(task);
      case "look-again":
        return goOnResting(ports)(task.requestId);
      case "check-log-gap":
        await checkLogGap(ports, policy)();
        return;
      case "react":
        return reactLater(ports, policy)(task);
      case "send-access-link":
        return sendAccessLink(ports, policy, publicUrl)(task);
    }
  };

/** Young work is left alone: whoever accepted or decided it is still about to start or wake it. */
const leaveAlone = minutes(1);

/** As many of each kind of work are asked again each minute, when there may be room: the first in order of due date. */
const askedAgain = 5;

/**
 * Starts what was accepted but has not begun, hands on answers that no run has taken, and asks the fence again for those that wait for room
 * and are due first (I1). Every minute.
 */
export const sweep = async ({ clock, requests, campaigns, bulks, workflows, keys }: Sweeping): Promise<void> => {
  const before = plus(clock.now(), -leaveAlone);
  for (const request of await requests.unstarted(before)) await startRun({ workflows })(request);
  await wake({ requests, workflows, keys })(await requests.unanswered(before));
  await sweepCampaigns({ campaigns, workflows, keys })(before);
  await sweepBulks({ bulks, workflows, keys })(before);
  await wakeForRoom({ clock, requests, workflows, keys })(askedAgain);
};
