import type { Campaign } from "#kernel/campaign.ts";
import { days } from "#kernel/duration.ts";
import { RequestId, type SubjectRef } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { isRestricted } from "#kernel/subject.ts";
import { receiptName } from "#ports/archive/archive.ts";
import { answersChain, campaignChain, dayChain, requestChain } from "#ports/audit/audit.ts";
import type { Ports } from "#ports/ports.ts";
import { answerShards } from "#ports/terms/terms.ts";
import { makeCheckpoint } from "./checkpoint.ts";
import { requestsOf } from "./of-person.ts";

type Needs = Pick<Ports, "clock" | "requests" | "campaigns" | "audit" | "keys" | "archive">;

/** How far behind its day the daily look may lag: a machine that was off for so long catches up. */
const weeksBack = 8;
/**
 * Lets evidence go when its time is over (policy.retention): receipts, the chains of requests and campaigns that were closed so long ago, and the chains of days.
 * A checkpoint names the head of each before it is cut, so that verification knows the cut as lawful (I11).
 */
export const letEvidenceGo = (ports: Needs, policy: Policy) => async (): Promise<{ cut: number }> => {
  const { clock, audit, campaigns } = ports;
  await letReceiptsGo(ports, policy);
  const over = plus(clock.now(), -policy.retention.audit);
  const chains = (await closedBefore(ports, over)).map(requestChain);
  for (const { campaignId, closedAt } of await allCampaigns(campaigns)) {
    if (closedAt !== undefined && closedAt < over) chains.push(campaignChain(campaignId));
  }
  for (let day = 1; day <= weeksBack * 7; day += 1) {
    const date = plus(over, -days(day)).slice(0, 10);
    chains.push(dayChain(date));
    for (let shard = 0; shard < answerShards; shard += 1) chains.push(answersChain(date, shard));
  }

  const uncut: string[] = [];
  for (const chain of chains) {
    const head = await audit.head(chain);
    if (head.number > ((await audit.cutOf(chain))?.number ?? 0)) uncut.push(chain);
  }
  if (uncut.length === 0) return { cut: 0 };
  await makeCheckpoint(ports)(uncut);
  for (const chain of uncut) await audit.cut(chain, await audit.head(chain));
  return { cut: uncut.length };
};

/** The person has a receipt of their own; ours goes when nobody may ask us for it any more. */
const letReceiptsGo = async (ports: Needs, { retention }: Policy): Promise<void> => {
  for (const requestId of await closedBefore(ports, plus(ports.clock.now(), -retention.receipts))) {
    await ports.archive.remove("receipts", receiptName(requestId));
  }
};

/**
 * Requests that were closed before a moment, and in whose chain nothing was written since: found by when that was, in the weeks before the
 * moment, however long they took. Those of people whose data may only be stored are spared (GDPR Article 18), and found again once it is
 * used again, however long that took.
 */
const closedBefore = async (ports: Needs, before: Instant): Promise<RequestId[]> => {
  const written = await lastWritten(ports, plus(before, -days(weeksBack * 7)), before);
  const released = await ofReleasedPeople(ports);
  const closed = [...written, ...released].filter(({ closedAt }) => closedAt !== undefined && closedAt < before);
  const found = new Set<RequestId>();
  for (const { requestId, subjectRef } of closed) {
    if (!(await isOnlyStored(ports, subjectRef))) found.add(requestId);
  }
  return [...found];
};

/** Requests in whose chain something was written last between two moments. */
const lastWritten = async ({ requests, audit }: Needs, since: Instant, until: Instant): Promise<PrivacyRequest[]> => {
  const found: PrivacyRequest[] = [];
  let cursor: string | undefined;
  do {
    const page = await audit.heads({ since, until, cursor });
    for (const { chain } of page.items) {
      const id = RequestId.safeParse(chain.slice(requestChain("").length));
      const request = id.success ? await requests.find(id.data) : undefined;
      if (request !== undefined) found.push(request);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
};

/** All requests of people whose restriction ended in the last weeks: what was spared meanwhile is among them. */
const ofReleasedPeople = async (ports: Needs): Promise<PrivacyRequest[]> => {
  const now = ports.clock.now();
  const lately = await lastWritten(ports, plus(now, -days(weeksBack * 7)), now);
  const refs = new Set(
    lately.filter(({ kind, closedAt }) => kind === "restriction" && closedAt).map(({ subjectRef }) => subjectRef),
  );
  const found: PrivacyRequest[] = [];
  for (const ref of refs) for await (const request of requestsOf(ports, ref)) found.push(request);
  return found;
};

/** Their data may only be stored now. Of an account that is being deleted, by their own wish, nothing is kept for that reason. */
const isOnlyStored = ({ requests }: Needs, ref: SubjectRef): Promise<boolean> =>
  requests.changeSubject(ref, (subject) => ({
    outcome: isRestricted(subject) && subject.pointOfNoReturn === undefined,
    audit: [],
  }));

/** Few: a company changes its terms some times a year. */
const allCampaigns = async (campaigns: Ports["campaigns"]): Promise<Campaign[]> => {
  const found: Campaign[] = [];
  let cursor: string | undefined;
  do {
    const page = await campaigns.list({ limit: 100, cursor });
    found.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
};
