import { minutes } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import { type Instant, millisOf, plus } from "#kernel/instant.ts";
import type { PickedEvent } from "#kernel/log-event.ts";
import type { Policy } from "#kernel/policy.ts";
import type { StreamState } from "#ports/events/events.ts";
import { TenantRefused } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { packEvents } from "./event-messages.ts";

type Needs = Pick<Ports, "clock" | "events" | "queue" | "reader" | "notices" | "alerts">;

/** One look goes through at most so many pages of 100; the next one goes on where it stopped. */
const mostPages = 20;

/** The tenant's log is not written strictly in order: what is younger than this is looked at once more by the next look. */
const settlesAfter = minutes(2);

/**
 * Compares what was seen with the tenant's log, from where the last look ended, and queues what is missing: so nothing is lost that a
 * stream did not bring, and where no stream can reach this host, this look is the door. Says whether the streams are alive.
 */
export const checkLogGap = (ports: Needs, policy: Policy) => async (): Promise<{ fetched: number }> => {
  const { events, queue } = ports;
  const { checkpoint: from } = await events.stream();
  if (from === undefined) {
    await beginAtNewest(ports);
    return { fetched: 0 };
  }
  let last = from;
  let fetched = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const records = await recordsAfter(ports, last);
    const newest = records.at(-1);
    if (newest === undefined) break;
    const seen = await events.areSeen(records.map(({ logId }) => logId));
    const missing = records.filter((_, place) => seen[place] === false);
    if (missing.length > 0) await queue.send(packEvents(missing, true));
    last = newest.logId;
    fetched += missing.length;
    // queued first, moved on then: whoever is killed between the two looks at the page again
    const settled = records.findLast((record) => isSettled(record, ports.clock.now()));
    await moveOn(ports, settled?.logId, missing.length);
    if (records.length < 100) break;
  }
  await judgeStreams(ports, policy);
  return { fetched };
};

const isSettled = ({ date }: PickedEvent, now: Instant): boolean =>
  !(millisOf(now) - Date.parse(date) < settlesAfter * 1000);

const beginAtNewest = async (ports: Needs): Promise<void> => {
  const [newest] = await ports.reader.logsAfter(undefined);
  if (newest !== undefined) await moveOn(ports, newest.logId, 0);
};

/** A checkpoint that the tenant knows no more, after its log's retention, would stop every later look: that there is a gap goes on record. */
const recordsAfter = async (ports: Needs, logId: string): Promise<PickedEvent[]> => {
  const { clock, events, reader } = ports;
  try {
    return await reader.logsAfter(logId);
  } catch (error) {
    if (!(error instanceof TenantRefused) || (error.statusCode !== 400 && error.statusCode !== 404)) throw error;
    await events.note([{ event: "log-checkpoint-lost", at: clock.now(), actor: "system", facts: {} }]);
    await beginAtNewest(ports);
    return [];
  }
};

/** Without a checkpoint it stays where it is. */
const moveOn = ({ clock, events }: Needs, checkpoint: string | undefined, fetched: number): Promise<StreamState> =>
  events.changeStream((state) => ({
    state: {
      ...state,
      checkpoint: checkpoint ?? state.checkpoint,
      checkedAt: clock.now(),
      fetched: (state.fetched ?? 0) + fetched,
      ...(fetched > 0 && { missingSince: state.missingSince ?? clock.now() }),
    },
    audit: [],
  }));

/** Alarms once when a stream is paused, or has brought nothing for long while the tenant's log went on. */
const judgeStreams = async (ports: Needs, policy: Policy): Promise<void> => {
  const { clock, events, reader } = ports;
  const streams = await reader.streams();
  const now = clock.now();
  const state = await events.stream();
  // there never was one: looking is the only door here, and nothing is silent. One that was taken away is
  if (streams.length === 0 && state.lastDeliveryAt === undefined) return;
  const isSilent =
    state.missingSince !== undefined && millisOf(now) >= millisOf(plus(state.missingSince, policy.events.silentAfter));
  const because = streams.some(({ status }) => status !== "active") ? "paused" : isSilent ? "silent" : undefined;
  const since = state.missingSince ?? now;
  if (because === undefined || state.because === because) return;
  await alarm(ports, policy, because, since);
  await events.changeStream((before) => ({
    state: { ...before, silentSince: since, because, alarmedAt: now },
    audit: [{ event: "log-stream-silent", at: now, actor: "system", facts: { because, since } }],
  }));
};

const alarm = async (
  { notices, alerts }: Needs,
  { controller }: Policy,
  because: "silent" | "paused",
  since: Instant,
): Promise<void> => {
  await notices.send({
    key: `log-stream/${because}/${since}`,
    to: controller.officers.digest,
    subject: because === "paused" ? "Auth0's log stream is paused" : "Auth0's log stream is silent",
    text: [
      because === "paused"
        ? "The log stream to Habeas is paused or suspended at Auth0: set it to active again."
        : `The log stream to Habeas has brought nothing since ${since}, while Auth0's own log went on.`,
      "Nothing is lost: what is missing is fetched from Auth0's log every minute. Reactions come later than usual until the stream is back.",
    ].join("\n\n"),
  });
  try {
    await alerts.send({ key: `log-stream-${because}-${since}`, type: "habeas.log-stream", data: { because, since } });
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
  }
};
