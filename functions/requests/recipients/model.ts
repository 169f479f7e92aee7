import * as z from "zod";
import { RequestId } from "#kernel/ids.ts";
import { Instant } from "#kernel/instant.ts";
import { RecipientName, Verb } from "#kernel/recipient.ts";

/** Which question of which request: what a story calls these steps with. */
export const ListingInput = z.object({ requestId: RequestId, verb: Verb });
export type ListingInput = z.infer<typeof ListingInput>;

export const AskingInput = ListingInput.extend({
  recipient: RecipientName,
  /** Until when the story waits; the end of the recipient's own time unless told. */
  until: Instant.optional(),
});
export type AskingInput = z.infer<typeof AskingInput>;

export const ParkingInput = AskingInput.extend({ token: z.string().min(1).max(2048) });
export type ParkingInput = z.infer<typeof ParkingInput>;

/** `timeOver`: the wait has ended by itself. */
export const SettlingInput = AskingInput.extend({ timeOver: z.boolean().optional() });
export type SettlingInput = z.infer<typeof SettlingInput>;

const inputs: Record<string, z.ZodType> = {
  askRecipient: AskingInput,
  parkForRecipient: ParkingInput,
  settleRecipient: SettlingInput,
};

/** The shape of a step's input. A story that uses these steps asks here for those that are not its own. */
export const recipientInputOf = (step: string): z.ZodType => inputs[step] ?? ListingInput;
