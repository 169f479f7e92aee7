import { isMailable } from "#kernel/campaign.ts";
import { digestOf } from "#kernel/canonical-json.ts";
import { days } from "#kernel/duration.ts";
import { type Instant, plus } from "#kernel/instant.ts";
import type { Policy } from "#kernel/policy.ts";
import { enoughFor, graceEndsAt, type Publication } from "#kernel/terms.ts";
import type { CountedAccounts } from "#ports/identity/identity.ts";
import type { Ports } from "#ports/ports.ts";
import { hasCampaign, remindersOf } from "./campaigns.ts";

/** What an officer is about to decide, and what follows from it whatever the numbers. */
export interface Decision {
  /** Names all that is decided, the texts included: publishing needs it, so that what was rehearsed is what is published. */
  digest: string;
  publication: Publication;
  /** False: it mails nobody, whatever falls due. No list of accounts tells who belongs to an organisation or comes to an application. */
  mails: boolean;
  requiredAt: Instant;
  remindAt: Instant[];
}

/**
 * What would happen today, in numbers. They are the tenant's: its search may lag by minutes, and who accepted here and bears no flag yet,
 * is restricted, or is leaving, is counted all the same. A few calls, for any number of people.
 */
export interface RehearsedNumbers {
  /** Accounts in the tenant. */
  people: number;
  /** True for an audience of organisations or applications, which no search can count: then `outstanding` and `asked` are upper bounds. */
  atMost: boolean;
  /** Of the audience: not blocked, and without the flag of a version that would do. These are asked, once it is in force. */
  outstanding: number;
  /** Would be mailed now: of those outstanding the ones with a verified address. */
  told: number;
  /** Would be asked at their next login today. */
  asked: number;
  /** Would be reminded within a day. */
  reminded: number;
}

export const digestOfDecision = ({ publishedAt: _, publishedBy: __, ...decided }: Publication): string =>
  digestOf(decided);

export const decisionOn = (publication: Publication, policy: Policy): Decision => ({
  digest: digestOfDecision(publication),
  publication,
  mails: hasCampaign(publication) && isMailable(publication.audience),
  requiredAt: graceEndsAt(publication),
  remindAt: hasCampaign(publication) ? remindersOf(publication, policy) : [],
});

/** Counts for whom a decision would be. */
export const numbersOf =
  ({ clock, terms, reader }: Pick<Ports, "clock" | "terms" | "reader">, { terms: { flag: name } }: Policy) =>
  async ({ publication, mails, remindAt }: Decision): Promise<RehearsedNumbers> => {
    const { audience, kind, document, version, effectiveAt } = publication;
    const others = (await terms.publications()).filter(
      (each) => each.document !== document || each.version !== version,
    );
    const enough = enoughFor(publication, [...others, publication]);
    /** No account bears more than one version, so those who accepted one of several are counted one by one. */
    const without = async (which: CountedAccounts): Promise<number> => {
      const all = await reader.countUsers(which);
      const accepted = await Promise.all(
        enough.map((each) => reader.countUsers({ ...which, flag: { name, version: each } })),
      );
      return Math.max(0, all - accepted.reduce((sum, each) => sum + each, 0));
    };
    const { connections, regions } = audience;
    const people = await reader.countUsers();
    const outstanding = hasCampaign(publication) ? await without({ connections, regions }) : 0;
    const told = mails ? await without({ connections, regions, areMailable: true }) : 0;
    const now = clock.now();
    return {
      people,
      atMost: !isMailable(audience),
      outstanding,
      told,
      asked: kind === "terms" && effectiveAt <= now ? outstanding : 0,
      reminded: remindAt.some((at) => at <= plus(now, days(1))) ? told : 0,
    };
  };
