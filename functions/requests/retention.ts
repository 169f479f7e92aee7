import type { Campaign } from "#kernel/campaign.ts";
import { isoWeek } from "#kernel/deadline.ts";
import { days } from "#kernel/duration.ts";
import { plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { type PrivacyRequest, RequestKind } from "#kernel/request.ts";
import { answersChain, campaignChain, dayChain, requestChain } from "#ports/audit/audit.ts";
import type { Ports } from "#ports/ports.ts";
import { answerShards } from "#ports/terms/terms.ts";
import { makeCheckpoint } from "./checkpoint.ts";

type Needs = Pick<Ports, "clock" | "requests" | "campaigns" | "audit" | "keys" | "archive">;

/** How far behind its day the daily look may lag: a machine that was off for so long catches up. */
const weeksBack = 8;

/**
 * Lets evidence go when its time is over (policy.retention): the chains of requests and campaigns that were closed so long ago, and the chains of days.
 * A checkpoint names the head of each before it is cut, so that verification knows the cut as lawful (I11).
 */
export const letEvidenceGo = (ports: Needs, policy: Policy) => async (): Promise<{ cut: number }> => {
  const { clock, audit, campaigns } = ports;
  const over = plus(clock.now(), -policy.retention.audit);
  const chains: string[] = [];
  for (const request of await oldRequests(ports, over)) {
    if (request.closedAt !== undefined && request.closedAt < over) chains.push(requestChain(request.requestId));
  }
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

/** Requests received in the weeks before a moment. */
const oldRequests = async ({ requests }: Needs, before: PrivacyRequest["receivedAt"]): Promise<PrivacyRequest[]> => {
  const found: PrivacyRequest[] = [];
  for (let week = 0; week <= weeksBack; week += 1) {
    for (const kind of RequestKind.options) {
      let cursor: string | undefined;
      do {
        const page = await requests.inWeek(kind, isoWeek(plus(before, -days(7 * week))), {
          limit: 100,
          ...(cursor !== undefined && { cursor }),
        });
        found.push(...page.items);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
  }
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
