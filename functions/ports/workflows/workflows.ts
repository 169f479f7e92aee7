import * as z from "zod";
import type { Instant } from "#kernel/instant.ts";
import type { Json, JsonObject } from "#kernel/json.ts";

/** The stories Habeas can run; each is `functions/<story>/<story>.asl.yaml`. */
export const StoryName = z.enum(["deletion", "export", "terms", "blocking", "restriction", "contest", "bulk"]);
export type StoryName = z.infer<typeof StoryName>;

export type RunStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** What is known of one run; `error` and `cause` are set when it failed, in the words of Step Functions. */
export interface Run {
  story: StoryName;
  /** `requestId.attempt` */
  name: string;
  status: RunStatus;
  startedAt: Instant;
  stoppedAt?: Instant | undefined;
  output?: Json | undefined;
  error?: string | undefined;
  cause?: string | undefined;
  redriveCount: number;
}

/** One entry of a run's history, oldest first. `type` is a Step Functions history event type. */
export interface RunEvent {
  id: number;
  at: Instant;
  type: string;
  /** The state's name for StateEntered/StateExited events. */
  state?: string | undefined;
  /** Error name and cause for failures, resource and so on: whatever the type carries beside the payloads, never personal data. */
  details: JsonObject;
}

export interface RunEventPage {
  events: RunEvent[];
  /** Opaque; hand it back to read on. Absent on the last page. */
  next?: string | undefined;
}

/**
 * Runs stories durably. Every call may throw `Busy`; none of them leaves a run half-started.
 * On AWS: Step Functions Standard; on one machine: `local/engine`.
 */
export interface Workflows {
  /**
   * Starts a run under a name. The same name with the same input is the same run while it is open (answers normally);
   * a name used before, by another input or by a closed run, throws `RunExists`.
   */
  start(run: { story: StoryName; name: string; input: JsonObject }): Promise<void>;
  /** Ends a parked task with its answer. "gone": the task ended before (timed out, answered, run over); nothing was done. */
  answer(token: string, output: Json): Promise<"answered" | "gone">;
  /** Undefined when no such run is known. */
  describe(story: StoryName, name: string): Promise<Run | undefined>;
  /** At most 100 events at a time; an unknown run has no events. */
  history(story: StoryName, name: string, next?: string): Promise<RunEventPage>;
  /** Goes on from the failed task, under the definition the run began with. Throws `NotRedrivable` when it did not fail or is too old (14 days). */
  redrive(story: StoryName, name: string): Promise<void>;
}

/** The run's name was used before, by another input or by a run that is over. */
export class RunExists extends Error {
  override readonly name = "RunExists" as const;
}

/** Only a run that failed, timed out or was aborted within the last 14 days can go on from where it stopped. */
export class NotRedrivable extends Error {
  override readonly name = "NotRedrivable" as const;
}
