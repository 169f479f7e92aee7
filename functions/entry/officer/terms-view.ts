import { type Campaign, isCampaignOver, isMailable, type ShardProgress } from "#kernel/campaign.ts";
import { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { graceEndsAt, type Publication } from "#kernel/terms.ts";
import type { AnswerCount } from "#ports/terms/terms.ts";
import type { TermsDetail } from "./terms-model.ts";

/** A published version as officers see it in the list. */
export const termsRow = (publication: Publication, campaign: Campaign | undefined) => {
  const { kind, document, version, change, publishedAt, effectiveAt } = publication;
  return {
    ...{ kind, document, version, change, publishedAt, effectiveAt },
    ...(campaign?.gates && { requiredAt: graceEndsAt(publication) }),
    ...(campaign && { status: campaign.status }),
    ...(campaign?.attention && { attention: campaign.attention }),
  };
};

type By = "day" | "locale" | "group";

/** Counts by one of their sides, in the order of its values. */
const countedBy = <K extends By>(counts: readonly AnswerCount[], by: K) => {
  const sums = new Map<string, { accepted: number; declined: number }>();
  for (const count of counts) {
    if (count.answer !== "accepted" && count.answer !== "declined") continue;
    const sum = sums.get(count[by]) ?? { accepted: 0, declined: 0 };
    sum[count.answer] += count.people;
    sums.set(count[by], sum);
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([value, sum]) => ({ [by]: value, ...sum }) as Record<K, string> & typeof sum);
};

const total = (counts: readonly AnswerCount[], answer: AnswerCount["answer"]): number =>
  counts.filter((count) => count.answer === answer).reduce((sum, { people }) => sum + people, 0);

/** The names of the mailings that have begun, in order. */
export const mailingsOf = ({ progress }: Campaign): string[] =>
  ["notice", "reminder-1", "reminder-2", "reminder-3", "reminder-4", "reminder-5"].filter(
    (mailing) => objectAt(progress, `${mailing}-gathered`) !== undefined,
  );

const objectAt = (progress: JsonObject, name: string): JsonObject | undefined => {
  const found = progress[name];
  return typeof found === "object" && found !== null && !Array.isArray(found) ? found : undefined;
};

/** How far a mailing is: by its shards while it runs, and after that by its record. */
export const mailingView = ({ progress }: Campaign, mailing: string, shards: readonly ShardProgress[]) => {
  const told = objectAt(progress, `${mailing}-told`);
  const number = (name: "sent" | "spared" | "undelivered" | "uncertain" | "perhapsTwice"): number =>
    told === undefined ? shards.reduce((sum, shard) => sum + shard[name], 0) : Number(told[name] ?? 0);
  const at = Instant.safeParse(told?.at);
  return {
    mailing,
    done: told !== undefined,
    ...(at.success && { at: at.data }),
    people: Number(objectAt(progress, `${mailing}-gathered`)?.people ?? 0),
    sent: number("sent"),
    spared: number("spared"),
    undelivered: number("undelivered"),
    uncertain: number("uncertain"),
    perhapsTwice: number("perhapsTwice"),
  };
};

/** What an officer may do about a campaign now, and why not. */
const actionsFor = (campaign: Campaign | undefined): TermsDetail["actions"] => {
  if (campaign === undefined) return [];
  const { status, stopped, undo, attention } = campaign;
  const because = (action: TermsDetail["actions"][number]["action"], why: string | undefined) => ({
    action,
    allowed: why === undefined,
    ...(why !== undefined && { why }),
  });
  return [
    because(
      "stop",
      isCampaignOver(status)
        ? "It is over: there is nothing left to stop."
        : stopped !== undefined || undo !== undefined
          ? "It is being taken back already."
          : undefined,
    ),
    because(
      "undo",
      status === "undone" ? "It is undone." : undo !== undefined ? "It is being undone already." : undefined,
    ),
    because("try-again", attention === undefined ? "Nothing has failed." : undefined),
  ];
};

export const termsDetail = (
  publication: Publication,
  campaign: Campaign | undefined,
  counts: readonly AnswerCount[],
  mailings: TermsDetail["mailings"],
): TermsDetail => ({
  ...termsRow(publication, campaign),
  audience: publication.audience,
  mails: campaign !== undefined && isMailable(publication.audience),
  remindAt: campaign?.remindAt ?? [],
  accepted: total(counts, "accepted"),
  declined: total(counts, "declined"),
  days: countedBy(counts, "day"),
  locales: countedBy(counts, "locale"),
  groups: countedBy(counts, "group"),
  mailings,
  actions: actionsFor(campaign),
});
