import type { BlockReason } from "#kernel/block.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { hours } from "#kernel/duration.ts";
import type { SubjectRef, UserId } from "#kernel/ids.ts";
import { plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { NoticeName, Reaction, Start, TaskKind } from "#kernel/reaction.ts";
import { isRestricted } from "#kernel/subject.ts";
import { versionInForce } from "#kernel/terms.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { proposeBlock } from "#requests/blocks.ts";
import { openTask } from "#requests/tasks.ts";
import { resumeVerified } from "#requests/verified.ts";
import { keepBlock, noteBlock } from "./administrator-block.ts";
import { reactionNotice } from "./notices.ts";
import { type Occasion, stepOf, taskOf } from "./occasion.ts";
import { restsWhileRestricted } from "./restricted.ts";

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
export type Outcome = string;

/**
 * Carries out what a reaction starts, one after the other, each with an intent before it and its outcome after it on record (I11). A
 * start that runs again is recognised by its key, or does no harm.
 */
export const startAll = (ports: StartingPorts, policy: Policy) => {
  const { clock, events, requests, subjects } = ports;

  const carryOut = async (start: Start, reaction: Reaction, occasion: Occasion): Promise<Outcome> => {
    const { userId } = occasion.event;
    if (typeof start === "object" && "task" in start) return task(ports, policy)(start, reaction, occasion);
    if (userId === undefined) return "names-nobody";
    if (typeof start === "object" && "block" in start) return block(ports, policy)(start.block, userId, occasion);
    if (typeof start === "object") return notify(ports, policy)(start.notice, userId, occasion);
    return simple[start](ports, policy)(userId, occasion);
  };

  const isRestrictedNow = (known: SubjectRef): Promise<boolean> =>
    requests.changeSubject(known, (subject) => ({ outcome: isRestricted(subject), audit: [] }));

  return async (reaction: Reaction, occasion: Occasion): Promise<void> => {
    const { userId } = occasion.event;
    for (const start of reaction.start) {
      const what = typeof start === "string" ? start : Object.entries(start).slice(0, 1).flat().join(" ");
      const known = userId && (await subjects.find(userId));
      const facts = { reaction: reaction.name, start: what, key: occasion.key, ...(known && { subjectRef: known }) };
      await events.note([{ event: "reaction-intended", at: clock.now(), actor: "system", facts }]);
      const rests = known !== undefined && restsWhileRestricted(start) && (await isRestrictedNow(known));
      const outcome = rests ? "restricted" : await carryOut(start, reaction, occasion);
      await events.note([{ event: "reaction-done", at: clock.now(), actor: "system", facts: { ...facts, outcome } }]);
    }
  };
};

/** A start that is about one account. */
export type Deed = (ports: StartingPorts, policy: Policy) => (userId: UserId, occasion: Occasion) => Promise<Outcome>;

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

  "note-block": noteBlock,
  "keep-block": keepBlock,
};

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
    if (kind === "deleted-elsewhere" && userId !== undefined && (await ports.reader.read(userId)) !== undefined) {
      return "still-there"; // the event was a hint
    }
    const subjectRef = userId && (await ports.subjects.passingRefOf(userId));
    const about = { kind, reaction: reaction.name, urgent, ...(subjectRef && { subjectRef }) };
    return openTask(ports, policy)(taskOf(ports.clock, occasion, about));
  };

/**
 * Opens a block that a person must look at: the story's fence decides whether it may be. The account is read first; an event about one
 * that is gone, or is blocked already, opens none (I7).
 */
const block =
  (ports: StartingPorts, policy: Policy) =>
  async (reason: BlockReason, userId: UserId, { key }: Occasion): Promise<Outcome> => {
    const account = await ports.reader.read(userId);
    if (account === undefined) return "account-gone";
    if (account.blocked) return "blocked-already";
    const by = plus(ports.clock.now(), policy.blocking.reviewWithin);
    const outcome = await proposeBlock(
      ports,
      policy,
    )({
      userId,
      reason,
      reach: "everywhere",
      end: { kind: "review", by },
      proof: { reaction: key },
      idempotency: { key, route: "reaction", bodyHash: digestOf({ reason }) },
    });
    return outcome.accepted ? "proposed" : outcome.because;
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
