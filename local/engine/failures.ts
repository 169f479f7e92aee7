/** What went wrong in a state, in the words of Step Functions. */
export interface StateFailure {
  error: string;
  cause?: string | undefined;
  /** A missed heartbeat is named `States.Timeout` like any timeout, and may be caught as `States.HeartbeatTimeout` too. */
  heartbeat?: boolean | undefined;
  /** Said by a Fail state: passed on word for word. */
  ownWords?: boolean | undefined;
}

/** Thrown inside a state; the state's Retry and Catch decide what becomes of it. */
export class StateFailed extends Error {
  override readonly name = "StateFailed" as const;
  readonly failure: StateFailure;
  constructor(failure: StateFailure) {
    super(failure.error);
    this.failure = failure;
  }
}

/** Thrown when the history is full: the run fails, whatever it may catch. */
export class HistoryFull extends Error {
  override readonly name = "HistoryFull" as const;
}

/** A story the engine does not take, with every fault found, each naming its state and field. */
export class StoryRefused extends Error {
  override readonly name = "StoryRefused" as const;
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The story is refused:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** Step Functions carries at most 256 KiB of UTF-8 from state to state. */
export const payloadLimit = 262_144;

/** A history holds at most so many events; the run that reaches it fails. */
export const historyLimit = 25_000;

/** True when the text is more than may pass between states; counts bytes only when the length leaves it open. */
export const isTooLarge = (text: string): boolean =>
  text.length > payloadLimit || (text.length * 3 > payloadLimit && Buffer.byteLength(text) > payloadLimit);

/** `where` is the state's name, or for the result of a Task the integration's ("lambda"), as on AWS. */
export const dataLimitExceeded = (where: string): StateFailure => ({
  error: "States.DataLimitExceeded",
  cause: `The state/task '${where}' returned a result with a size exceeding the maximum number of bytes service limit.`,
});

export const runtimeFailure = (cause: string): StateFailure => ({ error: "States.Runtime", cause });

/** How AWS begins the cause of every failure that it raises itself. */
export const whileExecuting = (state: string, enteredEvent: number): string =>
  `An error occurred while executing the state '${state}' (entered at the event id #${enteredEvent}). `;
