import * as z from "zod";
import { CampaignId } from "#kernel/campaign.ts";
import { Instant } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ campaignId: CampaignId });
export type StepInput = z.infer<typeof StepInput>;

/** The parking step also gets the token that ends its wait. */
export const ParkingInput = StepInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

/** "notice" to everybody, or "reminder-1", "reminder-2", ... to those who have not accepted. */
export const Mailing = z.string().regex(/^(notice|reminder-[1-5])$/);
export const MailingInput = StepInput.extend({ mailing: Mailing });
export type MailingInput = z.infer<typeof MailingInput>;

export const ShardInput = MailingInput.extend({ shard: z.int().min(1).max(100_000) });
export type ShardInput = z.infer<typeof ShardInput>;

/** Which turn of the gate is due. */
export const TurnInput = StepInput.extend({ to: z.enum(["asking", "required"]) });
export type TurnInput = z.infer<typeof TurnInput>;

const inputs: Record<string, z.ZodType> = {
  parkCampaign: ParkingInput,
  beginListing: MailingInput,
  gatherPeople: MailingInput,
  mailShard: ShardInput,
  nextRun: ShardInput,
  endMailing: MailingInput,
  turnGate: TurnInput,
};

/** The shape of a step's input; the handler parses by it before the step runs. */
export const inputOf = (step: string): z.ZodType => inputs[step] ?? StepInput;

const Told = z.looseObject({
  at: Instant,
  people: z.int(),
  sent: z.int(),
  spared: z.int(),
  undelivered: z.int(),
  uncertain: z.int(),
  perhapsTwice: z.int(),
});

/** What is on record of one mailing: whom it is for, by the tenant's list, and what became of it. */
export const MailingRecord = z.object({
  listing: z.looseObject({ at: Instant, listing: z.string() }).optional(),
  gathered: z.looseObject({ at: Instant, shards: z.int(), people: z.int() }).optional(),
  /** Up to this shard earlier runs have mailed. */
  mailedTo: z.looseObject({ at: Instant, shard: z.int() }).optional(),
  told: Told.optional(),
});
export type MailingRecord = z.infer<typeof MailingRecord>;

/** Throws when the record is not a mailing's: a bug, never an input. */
export const mailingOf = (progress: JsonObject, mailing: string): MailingRecord =>
  MailingRecord.parse({
    listing: progress[`${mailing}-listing`],
    gathered: progress[`${mailing}-gathered`],
    mailedTo: progress[`${mailing}-mailed-to`],
    told: progress[`${mailing}-told`],
  });
