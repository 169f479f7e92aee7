import { days } from "#kernel/duration.ts";
import type { Instant } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import type { Locale } from "#kernel/subject.ts";
import type { Audience, Publication, TermsDocument } from "#kernel/terms.ts";
import type { Ports } from "#ports/ports.ts";
import { hasCampaign, openCampaign } from "./campaigns.ts";
import { type Decision, decisionOn, digestOfDecision, numbersOf, type RehearsedNumbers } from "./rehearsal.ts";

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

/**
 * Publishes a version as an officer decided it, after a rehearsal: puts it on record, and opens its campaign where it has one. `digest`: of
 * what was rehearsed; without it nothing is changed, and the numbers are told. The same again is the same as once.
 */
export const publish =
  (ports: Needs, policy: Policy, documents: readonly TermsDocument[]) =>
  async (
    wish: PublishingWish,
    officer: string,
    digest: string | undefined,
  ): Promise<
    | PublishingFault
    | { fault: "not-rehearsed" }
    | { decision: Decision; numbers?: RehearsedNumbers; published: boolean }
  > => {
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

    const decision = decisionOn(publication, policy);
    if (digest === undefined) return { decision, numbers: await numbersOf(ports, policy)(decision), published: false };
    if (digest !== decision.digest) return { fault: "not-rehearsed" };
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
    return { decision, published: true };
  };

/** Without what became of it since. */
const decidedIn = ({ stoppedAt: _, undoneAt: __, ...publication }: Publication): Publication => publication;
