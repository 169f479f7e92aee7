import * as z from "zod";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import type { PrivacyRequest } from "#kernel/request.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ requestId: RequestId });
export type StepInput = z.infer<typeof StepInput>;

/** A parking step also gets the token that ends its wait. */
export const ParkingInput = StepInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

const inputs: Record<string, z.ZodType> = {
  parkForDecision: ParkingInput,
  parkForRoom: ParkingInput,
  parkUntilTheEnd: ParkingInput,
};

/** The shape of a step's input; the handler parses by it before the step runs. */
export const inputOf = (step: string): z.ZodType => inputs[step] ?? StepInput;

/** What is on record of a block beside the block itself; a later attempt skips it. Times and states only. */
export const BlockingProgress = z.looseObject({
  /** When the person was shut out and told. */
  inForceAt: Instant.optional(),
  /** When an officer last looked at it and kept it. */
  keptAt: Instant.optional(),
  /** Since when no run waits for its end: it lives in the table alone. */
  restingSince: Instant.optional(),
});
export type BlockingProgress = z.infer<typeof BlockingProgress>;

/** Throws when the record is not a block's: a bug, never an input. */
export const progressOf = (request: PrivacyRequest): BlockingProgress => BlockingProgress.parse(request.progress);
