import { hours, minutes } from "#kernel/duration.ts";
import { Busy } from "#kernel/failure.ts";
import type { UserId } from "#kernel/ids.ts";
import { type Instant, millisOf, plus } from "#kernel/instant.ts";
import { type LogEvent, readEvent } from "#kernel/log-event.ts";
import type { Policy } from "#kernel/policy.ts";
import { blockedSince } from "#kernel/subject.ts";
import { openTask } from "#requests/tasks.ts";
import { type Occasion, shortHash, stepOf, taskOf } from "./occasion.ts";
import type { Deed, Outcome, StartingPorts } from "./starts.ts";

/** The tenant's log lags behind its streams; after so long, a record that is not there never was, or is there no more. */
const logLag = minutes(10);

/** What a Management API write said about an account's block, and when, as far as the tenant confirms it. */
interface Said {
  blocked: boolean;
  at: Instant;
}

/**
 * Reads in the tenant's own log what an event says that an administrator did: by what is noted here an account may be blocked later, and an
 * event is only a hint (I7). Where the log has it no more, only a block that stands is believed. Throws `Busy` while the log may lag.
 */
const confirmed = async (
  { clock, reader }: StartingPorts,
  userId: UserId,
  { logId, at = clock.now(), write }: LogEvent,
): Promise<Said | undefined> => {
  const record = await reader.logRecord(logId);
  if (record !== undefined) {
    const there = readEvent(record);
    if (there.userId !== userId || there.bearsOurKey || there.write?.blocked === undefined) return undefined;
    return { blocked: there.write.blocked, at: there.at ?? at };
  }
  if (write?.blocked === true && (await reader.read(userId))?.blocked === true) return { blocked: true, at };
  if (millisOf(clock.now()) - millisOf(at) < logLag * 1000) throw new Busy("The tenant's log does not have it yet.");
  return undefined;
};

/** Remembers an administrator's block, or that it was taken off, so that it can be kept. */
export const noteBlock: Deed =
  (ports) =>
  async (userId, { event }) => {
    const { clock, requests, subjects } = ports;
    if (event.write?.blocked === undefined) return "says-nothing";
    const said = await confirmed(ports, userId, event);
    if (said === undefined) return "not-confirmed";
    const { blocked, at } = said;
    return requests.changeSubject<Outcome>(await subjects.refOf(userId), (subject) => {
      // what was written last counts, in whatever order it is heard of (I16)
      const last = subject.administratorBlock;
      const isNewer = last === undefined || last.at < at || (last.at === at && blocked && !last.blocked);
      if (!isNewer) return { outcome: "older", audit: [] };
      const facts = { subjectRef: subject.subjectRef, blocked };
      return {
        outcome: blocked ? "blocked" : "unblocked",
        subject: { ...subject, administratorBlock: { blocked, at } },
        audit: [{ event: "administrator-block-noted", at: clock.now(), actor: "system", facts }],
      };
    });
  };

/** Puts a block back, an administrator's or ours, that the tenant lifted by the way, and has an officer look at once. */
export const keepBlock: Deed = (ports, policy) => async (userId, occasion) => {
  const { clock, requests, subjects, reader, steward } = ports;
  const subjectRef = await subjects.find(userId);
  const state =
    subjectRef && (await requests.changeSubject(subjectRef, (subject) => ({ outcome: subject, audit: [] })));
  const since = state && blockedSince(state);
  if (state === undefined || since === undefined) return "no-block";
  const account = await reader.read(userId);
  if (account === undefined || account.blocked) return "nothing-to-do";
  const outcome = await mayBlock(ports, policy, userId, occasion);
  if (outcome === "go") await steward.block(userId, stepOf(occasion.key));
  const task = { kind: "block-lifted", reaction: "block lifted", subjectRef, urgent: true } as const;
  // one a day for each block, by whichever of its events it was found (I16)
  const key = shortHash("block-lifted", state.subjectRef, since, clock.now().slice(0, 10));
  await openTask(ports, policy)(taskOf(clock, { ...occasion, key }, task));
  return outcome === "go" ? "blocked-again" : outcome;
};

/**
 * What events start is capped, stopped by the switch, and never shuts out whom policy protects, like all work that nobody asked for (I13).
 * Where it may not, an officer decides.
 */
const mayBlock = async (
  { clock, requests, events, reader }: StartingPorts,
  { blocking: { cap, protected: kept, fourEyes } }: Policy,
  userId: UserId,
  { event }: Occasion,
): Promise<"go" | "capped" | "switched-off" | "protected"> => {
  if ((await requests.readKillSwitch()).off) return "switched-off";
  if (kept.users.includes(userId)) return "protected";
  const roles = await reader.roles(userId);
  if (roles.some((role) => kept.roles.includes(role) || fourEyes.roles.includes(role))) return "protected";
  const now = clock.now();
  const hour = Math.floor(millisOf(now) / 3_600_000);
  for (let place = 1; place <= cap.perHour; place += 1) {
    if (await events.claim(`block-cap ${hour} ${place}`, event.logId, plus(now, hours(2)))) return "go";
  }
  return "capped";
};
