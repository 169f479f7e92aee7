import type { Campaign } from "#kernel/campaign.ts";
import { days } from "#kernel/duration.ts";
import { RequestId } from "#kernel/ids.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { receiptName } from "#ports/archive/archive.ts";
import { answersChain, campaignChain, dayChain, requestChain } from "#ports/audit/audit.ts";
import type { Ports } from "#ports/ports.ts";
import { answerShards } from "#ports/terms/terms.ts";
import { makeCheckpoint } from "./checkpoint.ts";

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
 * moment, however long they took.
 */
const closedBefore = async ({ requests, audit }: Needs, before: Instant): Promise<RequestId[]> => {
  const since = plus(before, -days(weeksBack * 7));
  const found: RequestId[] = [];
  let cursor: string | undefined;
  do {
    const page = await audit.heads({ since, until: before, cursor });
    for (const { chain } of page.items) {
      const id = RequestId.safeParse(chain.slice(requestChain("").length));
      const closedAt = id.success && (await requests.find(id.data))?.closedAt;
      if (id.success && closedAt && closedAt < before) found.push(id.data);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
};

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
