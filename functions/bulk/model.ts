import * as z from "zod";
import { BulkId } from "#kernel/bulk.ts";

/** What every step of the story is called with: ids only. */
export const StepInput = z.object({ bulkId: BulkId });
export type StepInput = z.infer<typeof StepInput>;

/** The parking step also gets the token that ends its wait, and in which state of the list it waits. */
export const ParkingInput = StepInput.extend({
  token: z.string().min(1).max(2048),
  while: z.enum(["proposed", "running"]),
});
export type ParkingInput = z.infer<typeof ParkingInput>;

export const PageInput = StepInput.extend({ page: z.int().min(1).max(1000) });
export type PageInput = z.infer<typeof PageInput>;

const inputs: Record<string, z.ZodType> = { parkBulk: ParkingInput, lookAtPage: PageInput };

/** The shape of a step's input; the handler parses by it before the step runs. */
export const inputOf = (step: string): z.ZodType => inputs[step] ?? StepInput;
