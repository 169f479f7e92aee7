import { isMailable } from "#kernel/campaign.ts";
import { hours } from "#kernel/duration.ts";
import { plus, reached } from "#kernel/instant.ts";
import { enoughFor } from "#kernel/terms.ts";
import { unreadable } from "#ports/listing/listing.ts";
import { type Addressee, mostInShard } from "#ports/mailings/mailings.ts";
import { ListingKeepsFailing } from "../errors.ts";
import type { MailingInput } from "../model.ts";
import { mailingOf } from "../model.ts";
import { carryOut, publicationOf, requireCampaign } from "../on-record.ts";
import { addresseeOf, leftOut, shardsLeft } from "../rules.ts";
import type { Needs } from "./step.ts";

/** A list of accounts is gone after 24 h; one that is nearly so old is asked for anew. */
const listGoodFor = hours(20);

/** Asks the tenant for its accounts: one call, and later one or more for the link, however many people there are. */
export const beginListing =
  ({ clock, campaigns, terms, listing }: Needs<"clock" | "campaigns" | "terms" | "listing">) =>
  async ({ campaignId, mailing }: MailingInput) => {
    const campaign = await requireCampaign({ campaigns }, campaignId);
    const { gathered, listing: begun } = mailingOf(campaign.progress, mailing);
    if (gathered !== undefined) return {};
    if (!isMailable((await publicationOf({ terms }, campaign)).audience)) return {};
    if (begun !== undefined && !reached(plus(begun.at, listGoodFor), clock.now())) return {};
    const handle = await listing.begin(`${campaignId}/${mailing}`.slice(0, 64));
    await campaigns.change(campaignId, (before) => {
      const at = clock.now();
      const record = { at, listing: handle };
      return {
        outcome: undefined,
        campaign: { ...before, progress: { ...before.progress, [`${mailing}-listing`]: record } },
        audit: [{ event: "accounts-listed", at, actor: "system", facts: { mailing } }],
      };
    });
    return {};
  };

/** So often a list may be lost, a quarter of an hour apart: after two hours an officer has to look at the tenant. */
const mostLost = 8;

/** The list is lost: the next look asks the tenant for another one. Throws `ListingKeepsFailing` when that was tried for two hours. */
export const forgetListing =
  ({ clock, campaigns }: Needs<"clock" | "campaigns">) =>
  async ({ campaignId, mailing }: MailingInput) => {
    const isTooOften = await campaigns.change(campaignId, (campaign) => {
      const { [`${mailing}-listing`]: lost, [`${mailing}-lost`]: before, ...progress } = campaign.progress;
      if (lost === undefined) return { outcome: false, audit: [] };
      const times = Number(before ?? 0) + 1;
      const outcome = times >= mostLost;
      return {
        outcome,
        // whoever tries again has as many again
        campaign: { ...campaign, progress: outcome ? progress : { ...progress, [`${mailing}-lost`]: times } },
        audit: [{ event: "listing-lost", at: clock.now(), actor: "system", facts: { mailing, times } }],
      };
    });
    if (isTooOften) throw new ListingKeepsFailing(`${mailing}: no list of accounts came of ${mostLost} exports`);
    return {};
  };

/**
 * Reads the tenant's accounts as they stream in, leaves out whom the campaign does not mail, and keeps the rest sealed, shard by shard. No
 * more than one shard is in memory. `Busy` while the tenant is still at it; begun anew after a crash, when nobody was mailed yet. Answers
 * with the shards that this run mails.
 */
export const gatherPeople =
  ({
    clock,
    campaigns,
    terms,
    listing,
    mailings,
    policy,
  }: Needs<"clock" | "campaigns" | "terms" | "listing" | "mailings">) =>
  async ({ campaignId, mailing }: MailingInput) => {
    const recorded = await carryOut({ clock, campaigns })({
      campaignId,
      milestone: `${mailing}-gathered`,
      perform: async (campaign) => {
        const publication = await publicationOf({ terms }, campaign);
        const begun = mailingOf(campaign.progress, mailing).listing;
        const left = { "other-audience": 0, accepted: 0, blocked: 0, "no-address": 0, unreadable: 0 };
        const counts = { shards: 0, people: 0, ...left };
        if (begun === undefined) return counts; // an audience that no list can tell
        const enough = enoughFor(publication, await terms.publications());
        let people: Addressee[] = [];
        const endShard = async (): Promise<void> => {
          if (people.length === 0) return;
          counts.shards += 1;
          counts.people += people.length;
          await mailings.keep({ campaignId, mailing }, counts.shards, people);
          people = [];
        };
        for await (const account of listing.accounts(begun.listing)) {
          const because = account === unreadable ? account : leftOut(account, publication.audience, enough);
          if (account === unreadable || because !== undefined) {
            counts[because ?? unreadable] += 1;
            continue;
          }
          people.push(addresseeOf(account, policy));
          if (people.length >= mostInShard) await endShard();
        }
        await endShard();
        return counts;
      },
    });
    const campaign = await requireCampaign({ campaigns }, campaignId);
    return shardsLeft(Number(recorded.shards), mailingOf(campaign.progress, mailing).mailedTo?.shard);
  };
