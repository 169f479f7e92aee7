import {
  type Campaign,
  type CampaignStatus,
  isCampaignOver,
  isMailable,
  type ShardProgress,
} from "#kernel/campaign.ts";
import { type Instant, reached, secondsUntil } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { isRestricted, type SubjectState } from "#kernel/subject.ts";
import { type Audience, type GateRule, gateRules, type Publication } from "#kernel/terms.ts";
import type { ListedAccount } from "#ports/listing/listing.ts";
import type { Addressee } from "#ports/mailings/mailings.ts";
import { mailingOf } from "./model.ts";

/** What a campaign does next. */
export type Deed =
  | { next: "tell"; mailing: string }
  | { next: "turn"; to: "asking" | "required" }
  | { next: "take-back" }
  | { next: "close" }
  | { next: "wait"; until: Instant }
  | { next: "over" };

const isTold = ({ progress }: Campaign, mailing: string): boolean => mailingOf(progress, mailing).told !== undefined;

/**
 * The one decision of the story: what is due now. An officer's decision comes first; nobody is asked before they were told; and of
 * reminders that fell due together, while the machine stood still, only the last is sent.
 */
export const nextDeed = (campaign: Campaign, publications: readonly Publication[], now: Instant): Deed => {
  const { status, stopped, undo, gates, effectiveAt, requiredAt, remindAt } = campaign;
  if (undo !== undefined && status !== "undone") return { next: "take-back" };
  if (isCampaignOver(status)) return { next: "over" };
  if (stopped !== undefined) return { next: "take-back" };
  if (!isTold(campaign, "notice")) return { next: "tell", mailing: "notice" };
  if (!reached(effectiveAt, now)) return { next: "wait", until: effectiveAt };
  if (!gates || isSuperseded(campaign, publications, now)) return { next: "close" };
  if (reached(requiredAt, now)) return status === "required" ? { next: "close" } : { next: "turn", to: "required" };
  if (status === "announced") return { next: "turn", to: "asking" };

  const due = remindAt.filter((at) => reached(at, now)).length;
  if (due > 0 && !isTold(campaign, reminder(due))) return { next: "tell", mailing: reminder(due) };
  return { next: "wait", until: remindAt[due] ?? requiredAt };
};

const reminder = (number: number): string => `reminder-${number}`;

/** True when a later version for everybody is asked for instead: whoever accepts that one has done enough. */
export const isSuperseded = (
  { document, version, effectiveAt }: Pick<Campaign, "document" | "version" | "effectiveAt">,
  publications: readonly Publication[],
  now: Instant,
): boolean => {
  const publication = publications.find((each) => each.document === document && each.version === version);
  const counts = publication?.stoppedAt === undefined && publication?.undoneAt === undefined;
  return reached(effectiveAt, now) && counts && ruleOf(version, publications, now) === undefined;
};

const ruleOf = (version: string, publications: readonly Publication[], now: Instant): GateRule | undefined =>
  gateRules(publications, now).find((rule) => rule.version === version);

/** Step Functions wants at least one second. */
export const waitSeconds = (now: Instant, until: Instant): number => Math.max(1, secondsUntil(now, until));

/** The status that follows from an officer's decision once it is carried out. */
export const takenBackTo = ({ undo }: Campaign): Extract<CampaignStatus, "undone" | "stopped"> =>
  undo === undefined ? "stopped" : "undone";

/** The publication as the officer's decision leaves it; undefined when it says so already. */
export const takenBack = (
  stood: Publication,
  { undo, stopped }: Pick<Campaign, "undo" | "stopped">,
): Publication | undefined => {
  if (undo !== undefined) return stood.undoneAt === undefined ? { ...stood, undoneAt: undo.at } : undefined;
  return stopped !== undefined && stood.stoppedAt === undefined ? { ...stood, stoppedAt: stopped.at } : undefined;
};

/**
 * Why somebody is not mailed, told from the tenant's list. Organisations and applications stand in no list of accounts: who belongs to such
 * an audience shows at the login only, so there the gate asks, and nobody is mailed.
 */
export type LeftOut = "other-audience" | "accepted" | "blocked" | "no-address";

export const leftOut = (account: ListedAccount, audience: Audience, enough: readonly string[]): LeftOut | undefined => {
  if (!isInAudience(account, audience)) return "other-audience";
  if (account.accepted !== undefined && enough.includes(account.accepted)) return "accepted";
  if (account.blocked) return "blocked";
  return account.address === undefined ? "no-address" : undefined;
};

const isInAudience = ({ connections, region }: ListedAccount, audience: Audience): boolean =>
  isMailable(audience) &&
  (audience.connections === undefined || connections.some((name) => audience.connections?.includes(name))) &&
  (audience.regions === undefined || (region !== undefined && audience.regions.includes(region)));

export const addresseeOf = ({ userId, address = "", locale }: ListedAccount, { locales }: Policy): Addressee => ({
  userId,
  address,
  locale: locales.find((each) => each === locale) ?? locales[0] ?? "en",
});

/** Whoever is not to be written to, whatever the campaign: the account is being deleted, or its use is restricted (Article 18). */
export const isLeftInPeace = (subject: SubjectState): boolean =>
  subject.pointOfNoReturn !== undefined || isRestricted(subject);

/** So many at once: as many as a crash can leave uncertain in one shard. */
export const atOnce = 25;
/**
 * How long a worker rests that found no room at the pacer. Most of the minute in which the pacer fills: a run's history takes 25,000 events,
 * and a rest is nine of them, so after each a worker should find room for many, and not for the next 25.
 */
export const restSeconds = (untilRoom: number): number => Math.max(45, untilRoom);

/**
 * How many shards one run mails before the next run goes on: 16,000 people. At the slowest pace, where each of four workers looks for room
 * once for each 25 of them, that is some 23,000 events of the 25,000 that a run's history may have.
 */
const shardsInRun = 8;

/** The shards that a run mails: from the first that no earlier one has done, and up to how many. `isLast`: none is left after them. */
export const shardsLeft = (
  shards: number,
  done = 0,
): { first: number; last: number; isLast: boolean; shards: number } => {
  const last = Math.min(shards, done + shardsInRun);
  return { first: done + 1, last, isLast: last >= shards, shards };
};

/** How often the mail service may say "not now" about one address before it counts as undelivered. */
const mostTries = 3;

/** What became of one place in a shard. */
export type Outcome = "sent" | "spared" | "undelivered" | "not-now";

/**
 * A worker begins: what an earlier one took up and never reported on is perhaps sent, and not sent a second time (I2).
 */
export const takenOver = (shard: ShardProgress): ShardProgress => ({
  ...shard,
  taken: [],
  again: shard.again.filter(({ place }) => !shard.taken.includes(place)),
  uncertain: shard.uncertain + shard.taken.length,
});

/** The next places to take up: first those that nobody has begun with, then those where it was "not now". */
export const takeNext = (shard: ShardProgress): { shard: ShardProgress; places: number[] } => {
  const fresh = Math.min(atOnce, shard.people - shard.next);
  if (fresh > 0) {
    const places = Array.from({ length: fresh }, (_, place) => shard.next + place);
    return { places, shard: { ...shard, next: shard.next + fresh, taken: places } };
  }
  const places = shard.again.slice(0, atOnce).map(({ place }) => place);
  return { places, shard: { ...shard, taken: places } };
};

/**
 * What became of the places taken up. Where nobody got through, the service is down, and that is no try of any one address.
 */
export const reported = (shard: ShardProgress, outcomes: ReadonlyMap<number, Outcome>): ShardProgress => {
  // another worker has taken over meanwhile, and counted them as uncertain: then there is nothing to report
  const mine = shard.taken.filter((place) => outcomes.has(place));
  const count = (wanted: Outcome): number => mine.filter((place) => outcomes.get(place) === wanted).length;
  const isDown = count("sent") === 0;
  const triesOf = (place: number): number => shard.again.find((each) => each.place === place)?.tries ?? 0;
  const later = mine
    .filter((place) => outcomes.get(place) === "not-now")
    .map((place) => ({ place, tries: Math.max(1, triesOf(place) + (isDown ? 0 : 1)) }));
  const givenUp = later.filter(({ tries }) => tries >= mostTries && !isDown);
  return {
    ...shard,
    taken: shard.taken.filter((place) => !outcomes.has(place)),
    again: [
      ...shard.again.filter(({ place }) => !mine.includes(place)),
      ...later.filter((each) => !givenUp.includes(each)),
    ],
    sent: shard.sent + count("sent"),
    perhapsTwice: shard.perhapsTwice + mine.filter((at) => outcomes.get(at) === "sent" && triesOf(at) > 0).length,
    spared: shard.spared + count("spared"),
    undelivered: shard.undelivered + count("undelivered") + givenUp.length,
  };
};

/** All shards of a mailing together. */
export const summed = (
  shards: readonly ShardProgress[],
): Record<"sent" | "spared" | "undelivered" | "uncertain" | "perhapsTwice", number> => {
  const sum = (of: (shard: ShardProgress) => number): number => shards.reduce((total, shard) => total + of(shard), 0);
  return {
    sent: sum(({ sent }) => sent),
    spared: sum(({ spared }) => spared),
    undelivered: sum(({ undelivered }) => undelivered),
    uncertain: sum(({ uncertain }) => uncertain),
    perhapsTwice: sum(({ perhapsTwice }) => perhapsTwice),
  };
};
