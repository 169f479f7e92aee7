import type { Template } from "./template.ts";

/** What a story says about a state, after it was read, checked and compiled. */
interface Common {
  name: string;
  assign: Template | undefined;
  output: Template | undefined;
  /** Undefined: the state ends its machine. */
  next: string | undefined;
}

export interface Retrier {
  errorEquals: readonly string[];
  intervalSeconds: number;
  backoffRate: number;
  maxAttempts: number;
  maxDelaySeconds: number | undefined;
  jitter: boolean;
}

export interface Catcher {
  errorEquals: readonly string[];
  next: string;
  assign: Template | undefined;
  output: Template | undefined;
}

/** States that may fail by others' doing, and say what then. */
interface Guarded extends Common {
  retry: readonly Retrier[];
  catch: readonly Catcher[];
}

export interface TaskState extends Guarded {
  type: "Task";
  waitForToken: boolean;
  arguments: Template | undefined;
  timeoutSeconds: Template | undefined;
  heartbeatSeconds: Template | undefined;
}

interface PassState extends Common {
  type: "Pass";
}

export interface WaitState extends Common {
  type: "Wait";
  seconds: Template | undefined;
  timestamp: Template | undefined;
}

interface ChoiceRule {
  condition: Template;
  next: string;
  assign: Template | undefined;
  output: Template | undefined;
}

export interface ChoiceState extends Common {
  type: "Choice";
  choices: readonly ChoiceRule[];
}

export interface ParallelState extends Guarded {
  type: "Parallel";
  arguments: Template | undefined;
  branches: readonly Machine[];
}

export interface MapState extends Guarded {
  type: "Map";
  items: Template | undefined;
  itemSelector: Template | undefined;
  maxConcurrency: Template | undefined;
  processor: Machine;
}

interface SucceedState extends Common {
  type: "Succeed";
}

export interface FailState extends Common {
  type: "Fail";
  error: Template | undefined;
  cause: Template | undefined;
}

export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;

/** States with one way in: a story, a branch of a Parallel, or what a Map does with each item. */
export interface Machine {
  startAt: string;
  states: ReadonlyMap<string, State>;
}

/** A whole story, ready to run. */
export interface Story extends Machine {
  timeoutSeconds: number | undefined;
}
