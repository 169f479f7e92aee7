import * as z from "zod";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { StoryGround } from "#kernel/refusal.ts";
import type { PrivacyRequest } from "#kernel/request.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ requestId: RequestId });
export type StepInput = z.infer<typeof StepInput>;

/** A parking step also gets the token that ends its wait. */
export const ParkingInput = StepInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

/** Which of policy's re-checks is to be done, from 1. */
export const RecheckInput = StepInput.extend({ number: z.int().min(1).max(5) });
export type RecheckInput = z.infer<typeof RecheckInput>;

/** With a ground where the story itself declines; every other one is an officer's decision, and stands on record. */
export const RefusalInput = StepInput.extend({ ground: StoryGround.optional() });
export type RefusalInput = z.infer<typeof RefusalInput>;

const inputs: Record<string, z.ZodType> = {
  parkForCoolingOff: ParkingInput,
  parkForRoom: ParkingInput,
  parkForConfirmation: ParkingInput,
  parkForDecision: ParkingInput,
  parkForExport: ParkingInput,
  recheck: RecheckInput,
  refuse: RefusalInput,
};

/** The shape of a step's input; the handler parses by it before the step runs. */
export const inputOf = (step: string): z.ZodType => inputs[step] ?? StepInput;

const Done = z.looseObject({ at: Instant });

/** What is on record of a deletion; a later attempt skips it. Times, counts and states only. */
export const DeletionProgress = z.looseObject({
  coolingOffUntil: Instant.optional(),
  /** The person said that they need no time to change their mind. */
  waivedAt: Instant.optional(),
  /** The person who had not signed in said yes by the link to their address. */
  confirmedAt: Instant.optional(),
  /** The account was gone when the identity was bound: somebody deleted it elsewhere. */
  foundAbsent: z.boolean().optional(),
  "account-deleted": Done.optional(),
  "absence-verified": Done.optional(),
  "purged-to-closing-record": Done.optional(),
  "receipt-signed": Done.optional(),
  "address-dropped": Done.optional(),
  /** How many of policy's re-checks are done. */
  rechecksDone: z.int().min(0).optional(),
});
export type DeletionProgress = z.infer<typeof DeletionProgress>;

/** Throws when the record is not a deletion's: a bug, never an input. */
export const progressOf = (request: PrivacyRequest): DeletionProgress => DeletionProgress.parse(request.progress);
