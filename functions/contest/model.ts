import * as z from "zod";
import { type ContestRecord, contestOf } from "#kernel/contest.ts";
import { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ requestId: RequestId });
export type StepInput = z.infer<typeof StepInput>;

/** A parking step also gets the token that ends its wait. */
export const ParkingInput = StepInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

/** The shape of a step's input; the handler parses by it before the step runs. */
export const inputOf = (step: string): z.ZodType => (step === "parkForAnswer" ? ParkingInput : StepInput);

/** The contest of a request of this story. Throws where there is none: a bug. */
export const contestIn = (request: PrivacyRequest): ContestRecord => {
  const contest = contestOf(request);
  if (contest === undefined) throw new TypeError(`${request.requestId} is no contest`);
  return contest;
};
