import middy from "@middy/core";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { millisOf } from "#kernel/instant.ts";
import type { Log } from "./log.ts";

/** A step works for a request or for a campaign; both are logged by their id. */
const Invocation = z.looseObject({
  step: z.string(),
  requestId: z.string().optional(),
  campaignId: z.string().optional(),
});

/** A step as a bundle runs it: input is what the story sends, the answer goes back into the story. */
export type Step = (input: never) => Promise<unknown>;

export interface Bundle {
  steps: Record<string, Step>;
  /** The shape of a step's input: what the story sends is parsed once, here. */
  inputOf: (step: string) => z.ZodType;
  clock: Clock;
  log: Log;
}

/**
 * The handler of one function: finds the step that the payload names among those this bundle has, and says in one log line what came
 * of it. Errors go on by their name: the story retries and catches by it.
 */
export const stepHandler = ({ steps, inputOf, clock, log }: Bundle) =>
  middy(async (event: unknown) => {
    const input = Invocation.parse(event);
    const step = Object.hasOwn(steps, input.step) ? steps[input.step] : undefined;
    if (step === undefined) throw new UnknownStep(`this function has no step ${input.step}`);
    const { requestId, campaignId } = input;
    const began = clock.now();
    const durationMs = () => millisOf(clock.now()) - millisOf(began);
    try {
      const answer = await step(inputOf(input.step).parse(event) as never);
      log.info({ event: "step done", step: input.step, requestId, campaignId, durationMs: durationMs() });
      return answer;
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      log.warn({
        event: "step failed",
        step: input.step,
        requestId,
        campaignId,
        error: name,
        durationMs: durationMs(),
      });
      throw error;
    }
  });

/** Story and bundle do not fit together: a deployment mistake. */
export class UnknownStep extends Error {
  override readonly name = "UnknownStep" as const;
}
