import { hours } from "#kernel/duration.ts";
import type { SubjectRef, UserId } from "#kernel/ids.ts";
import { millisOf, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { NoticeName, Reaction, Start, TaskKind } from "#kernel/reaction.ts";
import type { OfficerTask, TaskId } from "#kernel/task.ts";
import { versionInForce } from "#kernel/terms.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { openTask } from "#requests/tasks.ts";
import { resumeVerified } from "#requests/verified.ts";
import { reactionNotice } from "./notices.ts";
import type { Occasion } from "./react.ts";

export type StartingPorts = Pick<
  Ports,
  | "clock"
  | "requests"
  | "subjects"
  | "reader"
  | "steward"
  | "workflows"
  | "keys"
  | "notices"
  | "alerts"
  | "tasks"
  | "events"
  | "terms"
>;

/** What became of a start: what was done, or why nothing was. It stands in the audit. */
type Outcome = string;

/**
 * Carries out what a reaction starts, one after the other, each with an intent before it and its outcome after it on record (I11). A
 * start that runs again is recognised by its key, or does no harm.
 */
export const startAll = (ports: StartingPorts, policy: Policy) => {
  const { clock, events, subjects } = ports;

  const carryOut = async (start: Start, reaction: Reaction, occasion: Occasion): Promise<Outcome> => {
    const { userId } = occasion.event;
    if (typeof start === "object" && "task" in start) return task(ports, policy)(start, reaction, occasion);
    if (userId === undefined) return "names-nobody";
    if (typeof start === "object") return notify(ports, policy)(start.notice, userId, occasion);
    return simple[start](ports, policy)(userId, occasion);
  };

  return async (reaction: Reaction, occasion: Occasion): Promise<void> => {
    const { userId } = occasion.event;
    for (const start of reaction.start) {
      const what =
        typeof start === "string" ? start : "task" in start ? `task ${start.task}` : `notice ${start.notice}`;
      const known = userId && (await subjects.find(userId));
      const facts = { reaction: reaction.name, start: what, key: occasion.key, ...(known && { subjectRef: known }) };
      await events.note([{ event: "reaction-intended", at: clock.now(), actor: "system", facts }]);
      const outcome = await carryOut(start, reaction, occasion);
      await events.note([{ event: "reaction-done", at: clock.now(), actor: "system", facts: { ...facts, outcome } }]);
    }
  };
};

type Deed = (ports: StartingPorts, policy: Policy) => (userId: UserId, occasion: Occasion) => Promise<Outcome>;

const simple: Record<Extract<Start, string>, Deed> = {
  resume: (ports) => (userId) => resumeVerified(ports)(userId),

  "verification-mail":
    ({ reader, steward }) =>
    async (userId, { key }) => {
      const account = await reader.read(userId);
      if (account?.email === undefined) return "no-address";
      if (account.emailVerified) return "verified-meanwhile";
      await steward.sendVerification(userId, stepOf(key));
      return "sent";
    },

  "record-terms":
    ({ clock, requests, subjects, terms }, policy) =>
    async (userId, { event }) => {
      const at = event.at ?? clock.now();
      const version = versionInForce(policy.terms.versions, await terms.publications(), at);
      if (version === undefined) return "no-terms-then";
      return requests.changeSubject<Outcome>(await subjects.refOf(userId), (subject) => {
        const earlier = subject.termsPresented ?? [];
        if (earlier.some((each) => each.version === version && each.at === at)) return { outcome: "known", audit: [] };
        const termsPresented = [...earlier, { version, at }].toSorted((a, b) => (a.at < b.at ? -1 : 1));
        const facts = { subjectRef: subject.subjectRef, version, shownAt: at };
        return {
          outcome: "recorded",
          subject: { ...subject, termsPresented },
          audit: [{ event: "terms-presented", at: clock.now(), actor: "system", facts }],
        };
      });
    },

  "note-block":
    ({ clock, requests, subjects }) =>
    async (userId, { event: { write, at = clock.now() } }) => {
      const blocked = write?.blocked;
      if (blocked === undefined) return "says-nothing";
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
    },

  "keep-block": (ports, policy) => async (userId, occasion) => {
    const { requests, subjects, reader, steward } = ports;
    const ref = await subjects.find(userId);
    const state = ref && (await requests.changeSubject(ref, (subject) => ({ outcome: subject, audit: [] })));
    if (state?.administratorBlock?.blocked !== true) return "no-block";
    const account = await reader.read(userId);
    if (account === undefined || account.blocked) return "nothing-to-do";
    const outcome = await mayBlock(ports, policy, occasion);
    if (outcome === "go") await steward.block(userId, stepOf(occasion.key));
    await openTask(
      ports,
      policy,
    )(taskOf(ports, "block-lifted", "block lifted", occasion, { subjectRef: ref, urgent: true }));
    return outcome === "go" ? "blocked-again" : outcome;
  },
};

/** `reaction/` and the occasion's key: how we know our own writes again in the tenant's log. */
const stepOf = (key: string): string => `reaction/${key}`;

/** What events start is capped, and stopped by the switch, like all work that nobody asked for (I13). */
const mayBlock = async (
  { clock, requests, events }: StartingPorts,
  { deletion: { cap } }: Policy,
  { event }: Occasion,
): Promise<"go" | "capped" | "switched-off"> => {
  if ((await requests.readKillSwitch()).off) return "switched-off";
  const now = clock.now();
  const hour = Math.floor(millisOf(now) / 3_600_000);
  for (let place = 1; place <= cap.officerWork.perHour; place += 1) {
    if (await events.claim(`block-cap ${hour} ${place}`, event.logId, plus(now, hours(2)))) return "go";
  }
  return "capped";
};

const taskOf = (
  { clock }: Pick<StartingPorts, "clock">,
  kind: TaskKind,
  reaction: string,
  { key }: Occasion,
  more: { subjectRef?: SubjectRef | undefined; onlyForThis?: boolean | undefined; urgent: boolean },
): OfficerTask => ({ taskId: `task_${key}` as TaskId, kind, reaction, openedAt: clock.now(), ...more });

/** What may need an officer although no person is named. */
const ofTheSystem: readonly TaskKind[] = ["action-failed", "deletion-failed"];

const task =
  (ports: StartingPorts, policy: Policy) =>
  async (
    { task: kind, urgent = false }: Extract<Start, { task: TaskKind }>,
    reaction: Reaction,
    occasion: Occasion,
  ): Promise<Outcome> => {
    const { userId } = occasion.event;
    if (userId === undefined && !ofTheSystem.includes(kind)) return "names-nobody";
    const known = userId && (await ports.subjects.find(userId));
    if (kind === "deleted-elsewhere" && userId !== undefined && (await ports.reader.read(userId)) !== undefined) {
      return "still-there"; // the event was a hint
    }
    const subjectRef = known ?? (userId && (await ports.subjects.refOf(userId)));
    const onlyForThis = known === undefined && subjectRef !== undefined;
    return openTask(
      ports,
      policy,
    )(
      taskOf(ports, kind, reaction.name, occasion, {
        urgent,
        ...(subjectRef && { subjectRef }),
        ...(onlyForThis && { onlyForThis }),
      }),
    );
  };

/** A link to a new password is good for a day. */
const linkSeconds = hours(24);

const hasPassword = ({ identities }: Account): boolean => identities.some(({ userId }) => userId.startsWith("auth0|"));

const notify =
  ({ reader, steward, notices }: StartingPorts, policy: Policy) =>
  async (name: NoticeName, userId: UserId, { key }: Occasion): Promise<Outcome> => {
    const account = await reader.read(userId);
    // nothing personal is mailed to an address that nobody has proven to be theirs
    if (account?.email === undefined || !account.emailVerified) return "no-address";
    const needsLink = name === "password-at-risk" && hasPassword(account);
    const link = needsLink ? await steward.passwordLink(userId, linkSeconds, stepOf(key)) : undefined;
    const locale = account.locale ?? policy.locales[0] ?? "en";
    return notices.send({ key: `reaction/${key}`, to: account.email, ...reactionNotice(name, locale, policy, link) });
  };
