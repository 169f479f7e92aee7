import { type Campaign, newShard } from "#kernel/campaign.ts";
import { Busy } from "#kernel/failure.ts";
import { millisOf } from "#kernel/instant.ts";
import { enoughFor, type TermsDocument } from "#kernel/terms.ts";
import type { Addressee, Shard } from "#ports/mailings/mailings.ts";
import type { Ports } from "#ports/ports.ts";
import { MailingGone } from "../errors.ts";
import { type About, letterFor } from "../letters.ts";
import { type MailingInput, mailingOf, type ShardInput } from "../model.ts";
import { carryOut, publicationOf, requireCampaign } from "../on-record.ts";
import { atOnce, type Outcome, reported, restSeconds, summed, takeNext, takenOver } from "../rules.ts";
import { spared } from "./sparing.ts";
import type { Letters, Needs } from "./step.ts";

/** A step of a story has a minute; a worker ends well before it, and is sent on. */
const workSeconds = 40;

type Mailing = Needs<"clock" | "campaigns" | "terms" | "mailings" | "mailPacer" | "notices" | "subjects" | "requests"> &
  Letters;

/**
 * Mails one shard, or as much of it as time and the pacer allow: `more` says that it is to be sent on, after so many seconds. Places are
 * taken up before anybody is mailed and reported on after, so nobody is mailed twice, whoever dies when (I2). Once an officer has stopped
 * the campaign, nobody more is taken up.
 */
export const mailShard =
  (needs: Mailing) =>
  async ({ campaignId, mailing, shard }: ShardInput): Promise<{ more: boolean; waitSeconds: number }> => {
    const { clock, campaigns, terms, mailings, mailPacer, documents, policy, portalUrl } = needs;
    const [done, began] = [{ more: false, waitSeconds: 1 }, clock.now()];
    const campaign = await requireCampaign({ campaigns }, campaignId);
    const list = await mailings.open({ campaignId, mailing }, shard);
    if (list === undefined) {
      if (isEnded(campaign, mailing)) return done;
      throw new MailingGone(`shard ${shard} of ${mailing} is gone`);
    }
    const about: About = { campaign, document: documentOf(documents, campaign), policy, portalUrl };
    const enough = enoughFor(await publicationOf({ terms }, campaign), await terms.publications());
    const place = { campaignId, mailing, shard };

    for (let isFirst = true; ; isFirst = false) {
      const isOverTime = millisOf(clock.now()) - millisOf(began) > workSeconds * 1000;
      const wait = isOverTime ? 1 : await secondsUntilRoom(mailPacer);
      if (wait > 0) return { more: true, waitSeconds: isOverTime ? wait : restSeconds(wait) };

      const places = await campaigns.changeShard<number[] | undefined>(place, (now, stood = newShard(list.people)) => {
        // what this worker took it has reported on: somebody else has taken over
        if (!isFirst && stood.taken.length > 0) return { outcome: undefined };
        const before = isFirst ? takenOver(stood) : stood;
        if (isEnded(now, mailing)) return { outcome: [], shard: before };
        const next = takeNext(before);
        return { outcome: next.places, shard: next.shard };
      });
      if (places === undefined) return { more: true, waitSeconds: workSeconds };
      if (places.length === 0) return done;

      const report = (of: ReadonlyMap<number, Outcome>) =>
        campaigns.changeShard<void>(place, (_now, stood = newShard(list.people)) => ({
          outcome: undefined,
          shard: reported(stood, of),
        }));
      const { addressees, leave } = await known(needs, list, places, campaign, enough).catch(async (error: unknown) => {
        await report(new Map(places.map((at) => [at, "not-now"]))); // nobody was mailed: their turn comes again
        throw error;
      });
      const outcomes = new Map<number, Outcome>();
      const mailOne = async (at: number, addressee: Addressee): Promise<void> => {
        const key = `${campaignId}/${mailing}/${shard}.${at}`;
        outcomes.set(at, leave.has(addressee.userId) ? "spared" : await sendTo(needs, key, addressee, mailing, about));
      };
      await Promise.all(places.map((at, index) => mailOne(at, addressees[index] as Addressee)));
      await report(outcomes);
      if ([...outcomes.values()].every((outcome) => outcome === "not-now")) {
        throw new Busy("The mail service takes nothing.");
      }
    }
  };

/** Who stands at these places, and whom of them our own records spare. */
const known = async (
  needs: Pick<Ports, "subjects" | "requests" | "terms">,
  list: Shard,
  places: readonly number[],
  { document }: Campaign,
  enough: readonly string[],
) => {
  const addressees = await list.at(places);
  if (addressees === undefined) throw new Busy("The shard was taken away just now.");
  return { addressees, leave: await spared(needs)(addressees, document, enough) };
};

/** Stopped, undone, or on record as done: nobody more is mailed. */
const isEnded = ({ stopped, undo, progress }: Campaign, mailing: string): boolean =>
  stopped !== undefined || undo !== undefined || mailingOf(progress, mailing).told !== undefined;

const documentOf = (documents: readonly TermsDocument[], { document, version }: Campaign): TermsDocument => {
  const found = documents.find((each) => each.document === document && each.version === version);
  if (found === undefined) throw new Error(`the text of ${document} ${version} is not part of this installation`);
  return found;
};

/** 0 when the next ones may be mailed now: as many as are taken up at once. */
const secondsUntilRoom = async (mailPacer: Ports["mailPacer"]): Promise<number> => {
  try {
    await mailPacer.take("campaign-mail", atOnce);
    return 0;
  } catch (error) {
    if (error instanceof Busy) return error.retryAfterSeconds ?? 1;
    throw error;
  }
};

const sendTo = async (
  { notices }: Pick<Ports, "notices">,
  key: string,
  { address, locale }: Addressee,
  mailing: string,
  about: About,
): Promise<Outcome> => {
  try {
    const answer = await notices.send({ key, to: address, ...letterFor(mailing, locale, about) });
    return answer === "undeliverable" ? "undelivered" : "sent";
  } catch (error) {
    if (error instanceof Busy) return "not-now";
    throw error;
  }
};

/** What became of it goes on record, and whom it went to is forgotten. */
export const endMailing =
  ({ clock, campaigns, mailings }: Needs<"clock" | "campaigns" | "mailings">) =>
  async ({ campaignId, mailing }: MailingInput) => {
    const campaign = await requireCampaign({ campaigns }, campaignId);
    const { gathered } = mailingOf(campaign.progress, mailing);
    if (gathered !== undefined && campaign.stopped === undefined && campaign.undo === undefined) {
      await carryOut({ clock, campaigns })({
        campaignId,
        milestone: `${mailing}-told`,
        perform: async () => ({ people: gathered.people, ...summed(await campaigns.shards(campaignId, mailing)) }),
      });
    }
    await mailings.forget({ campaignId, mailing });
    return {};
  };
