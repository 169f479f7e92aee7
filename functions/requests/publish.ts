import { isMailable } from "#kernel/campaign.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { days } from "#kernel/duration.ts";
import type { Instant } from "#kernel/instant.ts";
import { plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Locale } from "#kernel/subject.ts";
import { type Audience, gateRules, graceEndsAt, type Publication, type TermsDocument } from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";
import { hasCampaign, openCampaign, remindersOf } from "./campaigns.ts";

/** What an officer decides about a version that is to be published. */
export interface PublishingWish {
  document: string;
  version: string;
  change: Publication["change"];
  audience: Audience;
  effectiveAt: Instant;
  /** How long "later" is allowed; policy's grace where nothing is said. */
  graceDays?: number | undefined;
}

export type PublishingFault =
  | { fault: "no-such-version" }
  | { fault: "no-text"; locales: Locale[] }
  | { fault: "in-the-past" }
  | { fault: "decided-otherwise" };

/**
 * What would happen, in numbers of today: `people` and what follows from it may lag by minutes. Of a narrowed audience each is at most so many;
 * of mails it is always, for who is blocked or has no verified address shows in the tenant's list only.
 */
export interface Rehearsal {
  /** Names all that is decided, the texts included: publishing needs it, so that what was rehearsed is what is published. */
  digest: string;
  publication: Publication;
  people: number;
  atMost: boolean;
  /** False: it mails nobody, whatever falls due. No list of accounts tells who belongs to an organisation or comes to an application. */
  mails: boolean;
  told: number;
  asked: number;
  reminded: number;
  requiredAt: Instant;
  remindAt: Instant[];
}

type Needs = Pick<Ports, "clock" | "terms" | "campaigns" | "workflows" | "reader">;

const publicationOf = (
  wish: PublishingWish,
  document: TermsDocument,
  policy: Policy,
  by: string,
  now: Instant,
): Publication => ({
  kind: document.kind,
  document: wish.document,
  version: wish.version,
  hashes: Object.fromEntries(Object.entries(document.texts).map(([locale, { sha256 }]) => [locale, sha256])),
  change: wish.change,
  audience: wish.audience,
  effectiveAt: wish.effectiveAt,
  graceSeconds: wish.graceDays === undefined ? policy.terms.grace : days(wish.graceDays),
  publishedAt: now,
  publishedBy: by,
});

const digestOfDecision = ({ publishedAt: _, publishedBy: __, ...decided }: Publication): string => digestOf(decided);

/**
 * Publishes a version as an officer decided it, after a rehearsal: puts it on record, and opens its campaign where it has one. `digest`: of
 * what was rehearsed; without it nothing is changed. The same again is the same as once.
 */
export const publish =
  (ports: Needs, policy: Policy, documents: readonly TermsDocument[]) =>
  async (
    wish: PublishingWish,
    officer: string,
    digest: string | undefined,
  ): Promise<PublishingFault | { rehearsal: Rehearsal; published: boolean } | { fault: "not-rehearsed" }> => {
    const document = documents.find((each) => each.document === wish.document && each.version === wish.version);
    if (document === undefined) return { fault: "no-such-version" };
    const missing = policy.locales.filter((locale) => document.texts[locale] === undefined);
    if (missing.length > 0) return { fault: "no-text", locales: missing };
    const now = ports.clock.now();
    const stood = await ports.terms.findPublication(wish);
    const publication = publicationOf(wish, document, policy, officer, now);
    if (stood === undefined && wish.effectiveAt < now) return { fault: "in-the-past" };
    if (stood !== undefined && digestOfDecision(decidedIn(stood)) !== digestOfDecision(publication))
      return { fault: "decided-otherwise" };

    const rehearsal = await rehearse(ports, policy)(publication);
    if (digest === undefined) return { rehearsal, published: false };
    if (digest !== rehearsal.digest) return { fault: "not-rehearsed" };
    const { kind, version, change, effectiveAt, graceSeconds } = publication;
    const facts = { kind, document: wish.document, version, change, effectiveAt, graceSeconds, digest };
    const outcome = await ports.terms.publish(publication, {
      event: "version-published",
      at: now,
      actor: officer,
      facts,
    });
    if (outcome === "other") return { fault: "decided-otherwise" };
    if (hasCampaign(publication)) await openCampaign(ports, policy)(stood ?? publication);
    return { rehearsal, published: true };
  };

/** Without what became of it since. */
const decidedIn = ({ stoppedAt: _, undoneAt: __, ...publication }: Publication): Publication => publication;

const rehearse =
  ({ clock, terms, reader }: Pick<Ports, "clock" | "terms" | "reader">, policy: Policy) =>
  async (publication: Publication): Promise<Rehearsal> => {
    const now = clock.now();
    const publications = [...(await terms.publications()), publication];
    const enough = gateRules(publications, publication.effectiveAt)[0]?.enough ?? [publication.version];
    const people = await reader.countUsers();
    let accepted = 0;
    for (const version of enough) {
      for (const { answer, people } of await terms.counts({ document: publication.document, version }))
        if (answer === "accepted") accepted += people;
    }
    const left = Math.max(0, people - accepted);
    const isAsked = hasCampaign(publication) && publication.kind === "terms" && publication.effectiveAt <= now;
    const remindAt = hasCampaign(publication) ? remindersOf(publication, policy) : [];
    const isRemindedToday = remindAt.some((at) => at <= plus(now, days(1)));
    const isTold = hasCampaign(publication) && isMailable(publication.audience);
    return {
      digest: digestOfDecision(publication),
      publication,
      people,
      mails: isTold,
      atMost: Object.keys(publication.audience).length > 0,
      told: isTold ? left : 0,
      asked: isAsked ? left : 0,
      reminded: isTold && isRemindedToday ? left : 0,
      requiredAt: graceEndsAt(publication),
      remindAt,
    };
  };
