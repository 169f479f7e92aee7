import { Busy } from "#kernel/failure.ts";
import { type Instant, millisOf, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { StreamState } from "#ports/events/events.ts";
import type { Ports } from "#ports/ports.ts";
import { packEvents } from "./event-messages.ts";

type Needs = Pick<Ports, "clock" | "events" | "queue" | "reader" | "notices" | "alerts">;

/** One look goes through at most so many pages of 100; the next one goes on where it stopped. */
const mostPages = 20;

/**
 * Compares what was seen with the tenant's log, from where the last look ended, and queues what is missing: so nothing is lost that a
 * stream did not bring, and where no stream can reach this host, this look is the door. Says whether the streams are alive.
 */
export const checkLogGap = (ports: Needs, policy: Policy) => async (): Promise<{ fetched: number }> => {
  const { events, queue, reader } = ports;
  const { checkpoint: from } = await events.stream();
  if (from === undefined) {
    const [newest] = await reader.logsAfter(undefined);
    if (newest !== undefined) await moveOn(ports, newest.logId, 0);
    return { fetched: 0 };
  }
  let checkpoint = from;
  let fetched = 0;
  for (let page = 0; page < mostPages; page += 1) {
    const records = await reader.logsAfter(checkpoint);
    const last = records.at(-1);
    if (last === undefined) break;
    const seen = await events.areSeen(records.map(({ logId }) => logId));
    const missing = records.filter((_, place) => seen[place] === false);
    if (missing.length > 0) await queue.send(packEvents(missing, true));
    checkpoint = last.logId;
    fetched += missing.length;
    // queued first, moved on then: whoever is killed between the two looks at the page again
    await moveOn(ports, checkpoint, missing.length);
    if (records.length < 100) break;
  }
  await judgeStreams(ports, policy);
  return { fetched };
};

const moveOn = ({ clock, events }: Needs, checkpoint: string, fetched: number): Promise<StreamState> =>
  events.changeStream((state) => ({
    state: {
      ...state,
      checkpoint,
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
  if (streams.length === 0) return; // there is none: looking is the only door here, and nothing is silent
  const now = clock.now();
  const state = await events.stream();
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
