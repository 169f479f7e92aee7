import { daysUntil, localDate } from "#kernel/deadline.ts";
import { inWords } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import type { Policy } from "#kernel/policy.ts";
import { isEnd, isPersonsWish, type PrivacyRequest, RequestStatus } from "#kernel/request.ts";
import type { Ports } from "#ports/ports.ts";
import { isHoldAnswered } from "./answer-hold.ts";

type Needs = Pick<Ports, "clock" | "requests" | "notices" | "alerts">;

/** A request that is due soon or overdue, by the clock that alarms go by. */
interface Due {
  request: PrivacyRequest;
  daysLeft: number;
  /** The nearest threshold that it has passed, in policy's words; "overdue" when its day is over. */
  threshold: string;
}

/**
 * Warns the officers of what is due: a mail with the whole list to their address, the same to their webhook, and to their lead what has
 * passed the last threshold or its day, once for each. Woken again on the same day it sends nothing twice where the provider knows the
 * key. What could not be sent is not marked, and is sent by the next waking.
 */
export const warnOfDeadlines = (ports: Needs, policy: Policy) => async (): Promise<void> => {
  const { clock, notices, alerts } = ports;
  const due = await dueSoon(ports, policy);
  if (due.length === 0) return;
  const { officers, calendar } = policy.controller;
  const date = localDate(clock.now(), calendar.timeZone);
  await notices.send({ key: `digest/${date}`, to: officers.digest, ...digest(due, policy) });
  const urgent = due.filter((each) => isUrgent(each, policy) && !isWarned(each));
  if (urgent.length > 0) {
    const ids = urgent.map(({ request, threshold }) => `${request.requestId} ${threshold}`).join("\n");
    await notices.send({ key: `escalation/${date}/${ids}`, to: officers.lead, ...digest(urgent, policy) });
  }
  await alerts.send({ key: `deadlines-${date}`, type: "habeas.deadlines", data: { date, requests: due.map(asData) } });
  for (const each of due) await markWarned(ports, each);
};

const openStatuses = RequestStatus.options.filter((status) => !isEnd(status));
/** More than these are not read by anybody at once; the digest says how many there are beyond. */
const mostListed = 500;

const dueSoon = async ({ clock, requests }: Needs, policy: Policy): Promise<Due[]> => {
  const now = clock.now();
  const { timeZone } = policy.controller.calendar;
  const due: Due[] = [];
  let cursor: string | undefined;
  do {
    const dueBefore = plus(now, Math.max(...policy.warnBefore) + 86_400);
    const page = await requests.inStatuses(openStatuses, { dueBefore, limit: 100, cursor });
    for (const request of page.items) {
      const threshold = thresholdOf(request, policy, now);
      // a held request whose person has had their answer misses nothing
      if (threshold === undefined || !isAwaited(request) || isHoldAnswered(request)) continue;
      due.push({ request, daysLeft: daysUntil(now, request.dueAt, { timeZone }), threshold });
    }
    cursor = page.cursor;
  } while (cursor !== undefined && due.length < mostListed);
  return due;
};

/** What is in force, and what officers decide by their own right, is due only where somebody has to look at it. */
const isAwaited = ({ kind, status, reviewAt }: PrivacyRequest): boolean =>
  status === "in-force" || !isPersonsWish(kind) ? status === "in-review" || reviewAt !== undefined : true;

/** By whole days of the calendar: "2 days ahead" is the whole day two days before. */
const thresholdOf = ({ dueAt }: PrivacyRequest, policy: Policy, now: Instant): string | undefined => {
  if (now > dueAt) return "overdue";
  const daysLeft = daysUntil(now, dueAt, policy.controller.calendar);
  const passed = policy.warnBefore.filter((before) => daysLeft <= Math.ceil(before / 86_400));
  return passed.length === 0 ? undefined : inWords(Math.min(...passed));
};

const isUrgent = ({ threshold }: Due, { warnBefore }: Policy): boolean =>
  threshold === "overdue" || threshold === inWords(Math.min(...warnBefore));

const warnedOf = ({ progress }: PrivacyRequest): string[] =>
  Array.isArray(progress.warned) ? progress.warned.map(String) : [];

const isWarned = ({ request, threshold }: Due): boolean => warnedOf(request).includes(threshold);

const markWarned = async (
  { clock, requests }: Needs,
  { request: { requestId }, threshold, daysLeft }: Due,
): Promise<void> => {
  await requests.change(requestId, ({ request }) => {
    const warned = warnedOf(request);
    if (warned.includes(threshold)) return { outcome: undefined, audit: [] };
    return {
      outcome: undefined,
      request: { ...request, progress: { ...request.progress, warned: [...warned, threshold] } },
      audit: [{ event: "deadline-warned", at: clock.now(), actor: "system", facts: { threshold, daysLeft } }],
    };
  });
};

const asData = ({ request: { requestId, kind, status, dueAt }, daysLeft, threshold }: Due): JsonObject => ({
  requestId,
  kind,
  status,
  dueAt,
  daysLeft,
  threshold,
});

/** Ids, kinds, states and dates: whoever reads the officers' mail learns nothing about a person (I10). */
const digest = (due: readonly Due[], { controller }: Policy) => {
  const overdue = due.filter(({ threshold }) => threshold === "overdue").length;
  const lines = due.map(
    ({ request, daysLeft }) =>
      `${localDate(request.dueAt, controller.calendar.timeZone)}  ${leftInWords(daysLeft).padEnd(16)} ${request.kind}, ${request.status}  ${request.requestId}`,
  );
  return {
    subject:
      overdue > 0
        ? `Privacy requests: ${overdue} overdue, ${due.length} in all`
        : `Privacy requests: ${due.length} due soon`,
    text: [
      "These requests are due soon or overdue, the most urgent first. Dates do not count the time in which the clock stood still.",
      lines.join("\n"),
      "Open the console to see what each of them waits for.",
    ].join("\n\n"),
  };
};

const leftInWords = (days: number): string => {
  if (days < 0) return `${-days} ${days === -1 ? "day" : "days"} overdue`;
  return days === 0 ? "today" : `${days} ${days === 1 ? "day" : "days"} left`;
};
