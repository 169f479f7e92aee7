import * as z from "zod";
import { RequestId } from "#kernel/ids.ts";
import type { PrivacyRequest } from "#kernel/request.ts";
import { type RestrictionRecord, restrictionOf } from "#kernel/restriction.ts";
import { recipientInputOf } from "#requests/recipients/model.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ requestId: RequestId });
export type StepInput = z.infer<typeof StepInput>;

/** A parking step also gets the token that ends its wait. */
export const ParkingInput = StepInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

const parking: Record<string, z.ZodType> = {
  parkForDecision: ParkingInput,
  parkForRoom: ParkingInput,
  parkForLifting: ParkingInput,
};
const ofRecipients = ["listRecipients", "askRecipient", "parkForRecipient", "settleRecipient"];

/** The shape of a step's input; the handler parses by it before the step runs. The recipients' steps have their own. */
export const inputOf = (step: string): z.ZodType =>
  ofRecipients.includes(step) ? recipientInputOf(step) : (parking[step] ?? StepInput);

/** The restriction of a request of this story. Throws where there is none: a bug. */
export const restrictionIn = (request: PrivacyRequest): RestrictionRecord => {
  const restriction = restrictionOf(request);
  if (restriction === undefined) throw new TypeError(`${request.requestId} is no restriction`);
  return restriction;
};
