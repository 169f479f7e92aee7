import { minutes } from "#kernel/duration.ts";
import type { UserId } from "#kernel/ids.ts";
import { millisOf } from "#kernel/instant.ts";
import type { LogEvent } from "#kernel/log-event.ts";
import { cheapestFirst, isNegated, type Predicate, type Question, questionIn } from "#kernel/reaction.ts";
import { blockedSince, type SubjectState } from "#kernel/subject.ts";
import type { Account } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";

export type AnsweringPorts = Pick<Ports, "clock" | "requests" | "subjects" | "reader">;

/**
 * Whether every predicate holds that the event alone cannot answer, asked in the order of what it costs. An event is a hint: what stands at the tenant is read there. An
 * event that names nobody, and an account that is not there, answer no to every question about an account, negated or not (I7).
 */
export const allHold = (ports: AnsweringPorts) => {
  const read = rememberingVerified(ports);
  return async (predicates: readonly Predicate[], event: LogEvent): Promise<boolean> => {
    const answer = answering(ports, event, read);
    for (const predicate of cheapestFirst(predicates)) {
      if ((await answer(questionIn(predicate))) !== !isNegated(predicate)) return false;
    }
    return true;
  };
};

type Read = (userId: UserId) => Promise<Pick<Account, "emailVerified"> | undefined>;

const rememberSeconds = minutes(10);
const mostRemembered = 10_000;

/** Verified accounts are not read anew at every login: there are many, and the tenant's limits are narrow. */
const rememberingVerified = ({ clock, reader }: AnsweringPorts): Read => {
  const verifiedAt = new Map<UserId, number>();
  return async (userId) => {
    const now = millisOf(clock.now());
    const since = verifiedAt.get(userId);
    if (since !== undefined && Math.abs(now - since) < rememberSeconds * 1000) {
      return { emailVerified: true };
    }
    const account = await reader.read(userId);
    if (verifiedAt.size >= mostRemembered) verifiedAt.clear();
    if (account?.emailVerified === true) verifiedAt.set(userId, now);
    else verifiedAt.delete(userId);
    return account;
  };
};

const answering = (ports: AnsweringPorts, event: LogEvent, read: Read) => {
  const { requests, subjects, reader } = ports;
  const { userId } = event;

  const state = async (): Promise<SubjectState | undefined> => {
    const ref = userId && (await subjects.find(userId));
    return ref && requests.changeSubject(ref, (subject) => ({ outcome: subject, audit: [] }));
  };

  /** We did it: the call bore the key of a request that is here, or the account is one that we are deleting, or have deleted. */
  const isOurs = async (): Promise<boolean> => {
    if (event.bearsOurKey) return true;
    if ((await state())?.pointOfNoReturn !== undefined) return true;
    return userId !== undefined && (await subjects.closedBy(userId)) !== undefined;
  };

  /** The person's deletion waits out its cooling-off, and was asked for before this happened. */
  const isLeaving = async (): Promise<boolean> => {
    const requestId = (await state())?.open.deletion;
    const request = requestId && (await requests.find(requestId));
    if (request?.status !== "cooling-off") return false;
    return event.at === undefined || event.at > request.receivedAt;
  };

  return async (question: Question): Promise<boolean | undefined> => {
    if (question === "ours") return isOurs();
    if (question === "leaving") return isLeaving();
    if (question === "block-noted") {
      const subject = await state();
      return subject !== undefined && blockedSince(subject) !== undefined;
    }
    if (userId === undefined || question === "our-client") return undefined;
    if (question === "blocked") return (await reader.read(userId))?.blocked;
    if ("role" in question) return (await reader.roles(userId)).includes(question.role);
    if (!("field" in question) || question.field !== "email_verified") return undefined;
    const account = await read(userId);
    return account && account.emailVerified === question.equals;
  };
};
