import type { Retrier } from "./definition.ts";
import type { StateFailure } from "./failures.ts";

/** Errors no wildcard matches: AWS ends the run at them. */
const terminal = new Set(["States.Runtime", "States.DataLimitExceeded"]);

const matchesName = (name: string, { error, heartbeat }: StateFailure): boolean => {
  if (error === "States.Runtime") return false;
  if (name === "States.ALL") return !terminal.has(error);
  if (name === "States.TaskFailed") return error !== "States.Timeout";
  return name === error || (heartbeat === true && name === "States.HeartbeatTimeout");
};

/**
 * True when a Retry or Catch rule with these names takes the failure. `States.ALL` takes all but States.DataLimitExceeded and
 * States.Runtime, `States.TaskFailed` all but a timeout; States.Runtime is taken by nothing, not even by its own name.
 */
export const matches = (errorEquals: readonly string[], failure: StateFailure): boolean =>
  errorEquals.some((name) => matchesName(name, failure));

/**
 * Seconds until the next attempt, when `made` attempts were made again already: interval × rate^made, at most the cap;
 * with full jitter anything from 0 to that. `random` gives from 0 up to 1.
 */
export const delaySeconds = (retrier: Retrier, made: number, random: () => number): number => {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** made;
  const capped = Math.min(grown, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY, 99_999_999);
  return retrier.jitter ? random() * capped : capped;
};

/** The first retrier that takes the failure, or undefined; AWS looks no further even when its attempts are used up. */
export const retrierFor = (
  retriers: readonly Retrier[],
  failure: StateFailure,
): { index: number; retrier: Retrier } | undefined => {
  const index = retriers.findIndex((retrier) => matches(retrier.errorEquals, failure));
  const retrier = retriers[index];
  return retrier === undefined ? undefined : { index, retrier };
};
