import { onEvidence } from "#entry/evidence/evidence.ts";
import { onSchedule } from "#entry/schedule/schedule.ts";
import { localDate } from "#kernel/deadline.ts";
import { hours } from "#kernel/duration.ts";
import { millisOf, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Ports } from "#ports/ports.ts";
import { scheduleTicker } from "#ports/schedules/schedule-ticker.ts";
import type { EmbeddedStores } from "#runtime/embedded.ts";
import { errorName, type Log } from "#runtime/log.ts";
import { openTicks } from "./ticks.ts";

export interface Timetable {
  /** Wakes what is due, and sweeps once a minute has passed since the last time: what the host's own timer does every second. */
  tick(): Promise<void>;
  /** The sweep, now. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

const sweepEveryMs = 60_000;
const checkpointEveryMs = 15 * 60_000;

/** What EventBridge Scheduler is on AWS: planned wakings and the minutely sweep. */
export const openTimetable = ({
  ports,
  stores,
  policy,
  publicUrl,
  log,
}: {
  ports: Ports;
  stores: EmbeddedStores;
  policy: Policy;
  publicUrl: string;
  log: Log;
}): Timetable => {
  const wake = onSchedule(ports, { policy, publicUrl });
  const ticker = scheduleTicker({ records: stores.scheduleRecords, clock: ports.clock, wake });
  let sweptAt = 0;
  const sweep = async (): Promise<void> => {
    await wake({ task: "sweep" });
    stores.removeExpired();
  };
  /** The tenant may be away, or its limits reached: the next minute looks again, and nothing else waits for it. */
  const lookForGap = async (): Promise<void> => {
    try {
      await wake({ task: "check-log-gap" });
    } catch (error) {
      log.warn({ event: "log gap not checked", error: errorName(error) });
    }
  };
  let warnedOn = "";
  /** At seven in the morning of the controller's calendar, or as soon after as this machine runs. */
  const warnOnceADay = async (): Promise<void> => {
    const { timeZone } = policy.controller.calendar;
    const today = localDate(plus(ports.clock.now(), -hours(7)), timeZone);
    if (today === warnedOn) return;
    await wake({ task: "warn-of-deadlines" });
    warnedOn = today;
  };
  const keepEvidence = onEvidence(ports, policy);
  let [checkedAt, letGoOn] = [0, ""];
  /** A checkpoint every quarter of an hour, and once a day what may go. */
  const keep = async (): Promise<void> => {
    const now = ports.clock.now();
    if (millisOf(now) - checkedAt >= checkpointEveryMs) {
      await keepEvidence({ task: "make-checkpoint" });
      checkedAt = millisOf(now);
    }
    if (now.slice(0, 10) === letGoOn) return;
    await keepEvidence({ task: "let-evidence-go" });
    letGoOn = now.slice(0, 10);
  };
  const ticks = openTicks(
    1000,
    async () => {
      const { failed } = await ticker.tick();
      for (const { error } of failed) log.error({ event: "waking failed", error: errorName(error) });
      await warnOnceADay();
      await keep();
      const now = millisOf(ports.clock.now());
      if (now - sweptAt < sweepEveryMs) return;
      sweptAt = now;
      await sweep();
      await lookForGap();
    },
    log,
  );
  return { ...ticks, sweep };
};
