import { daysUntil } from "#kernel/deadline.ts";
import { Instant } from "#kernel/instant.ts";
import { downloadedAtOf, downloadsOf, formatOf, packageOf, sourceOutcomes, standingPackage } from "#kernel/package.ts";
import { approversOf, planOf } from "#kernel/plan.ts";
import type { Policy } from "#kernel/policy.ts";
import { refusalOf } from "#kernel/refusal.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import type { Facts } from "#ports/requests/requests.ts";
import type { Caller } from "#ports/tokens/tokens.ts";
import { dueAtSuspended, isSuspended } from "#requests/suspend.ts";
import { noticesOf, undeliveredNotices } from "#requests/tell.ts";
import { actionsFor } from "./actions.ts";
import { contestViewOf } from "./contest-acts.ts";
import type { RequestDetail, RequestRow } from "./model.ts";
import { restrictionViewOf } from "./restriction-view.ts";

/** Who looks, and when: what is "me", and how many days are left. */
export interface Looking {
  officer: string;
  caller: Caller;
  policy: Policy;
  now: Instant;
}

const shownAs = (officer: string, { officer: me }: Looking): string => (officer === me ? "me" : officer);

export const rowOf = (request: PrivacyRequest, looking: Looking): RequestRow => {
  const { policy, now } = looking;
  const timeZone = request.calendar?.timeZone ?? policy.controller.calendar.timeZone;
  const later = dueAtSuspended(request, policy, now);
  const { claimedBy, attention } = request;
  return {
    requestId: request.requestId,
    kind: request.kind,
    channel: request.channel,
    status: request.status,
    receivedAt: request.receivedAt,
    dueAt: request.dueAt,
    ...(later !== undefined && { dueAtSuspended: later }),
    daysLeft: daysUntil(now, request.dueAt, { timeZone }),
    extended: request.extension !== undefined,
    suspended: isSuspended(request),
    ...(claimedBy !== undefined && { claimedBy: shownAs(claimedBy, looking) }),
    ...(attention !== undefined && { attention }),
    undelivered: undeliveredNotices(request),
  };
};

export const detailOf = ({ request, subjects, waits }: Facts, looking: Looking): RequestDetail => {
  const holds = subjects.flatMap((subject) => subject.holds);
  const plan = planOf(request);
  const refusal = refusalOf(request);
  const counted = approversOf(request);
  const coolingOffUntil = Instant.safeParse(request.progress.coolingOffUntil);
  return {
    ...rowOf(request, looking),
    ...(request.withdrawnAt !== undefined && { withdrawnAt: request.withdrawnAt }),
    ...(request.pointOfNoReturnAt !== undefined && { pointOfNoReturnAt: request.pointOfNoReturnAt }),
    ...(request.closedAt !== undefined && { closedAt: request.closedAt }),
    ...(coolingOffUntil.success && { coolingOffUntil: coolingOffUntil.data }),
    ...(request.openedBy !== undefined && {
      openedBy: { ...request.openedBy, officer: shownAs(request.openedBy.officer, looking) },
    }),
    ...(plan !== undefined && { plan }),
    approvals: (request.approvals ?? []).map(({ by, at, planDigest }) => ({
      by: shownAs(by, looking),
      at,
      counts: counted.includes(by) && planDigest === plan?.digest,
    })),
    ...(refusal !== undefined && { refusal: { ...refusal, by: shownAs(refusal.by, looking) } }),
    ...(request.extension !== undefined && {
      extension: { ...request.extension, by: shownAs(request.extension.by, looking) },
    }),
    suspensions: (request.suspensions ?? []).map((each) => ({ ...each, by: shownAs(each.by, looking) })),
    holds: holds.map(({ releaseAskedBy, ...hold }) => ({
      ...hold,
      owner: shownAs(hold.owner, looking),
      ...(releaseAskedBy !== undefined && { releaseAskedBy: shownAs(releaseAskedBy, looking) }),
    })),
    waits: waits.filter(({ answer }) => answer === undefined).map(({ name, until }) => ({ name, until })),
    notices: noticesOf(request),
    ...(request.kind === "contest" && { contest: contestViewOf(request, looking.officer) }),
    ...(request.kind === "restriction" && { restriction: restrictionViewOf(request, looking) }),
    attempt: request.attempt,
    ...(request.kind === "export" && { export: exportOf(request, looking.now) }),
    actions: actionsFor({ ...looking, request, holds }),
  };
};

const exportOf = (request: PrivacyRequest, now: Instant): NonNullable<RequestDetail["export"]> => {
  const made = packageOf(request);
  const downloadedAt = downloadedAtOf(request);
  return {
    format: formatOf(request),
    sources: sourceOutcomes(request),
    ...(made !== undefined && {
      package: {
        available: standingPackage(request, now) !== undefined,
        madeAt: made.at,
        until: made.until,
        bytes: made.bytes,
        missing: made.missing,
        downloads: downloadsOf(request),
        ...(downloadedAt !== undefined && { downloadedAt }),
      },
    }),
  };
};
