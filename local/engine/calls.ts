import type { Json } from "#kernel/json.ts";
import { payloadLimit } from "./failures.ts";
import type { Thread } from "./live-run.ts";
import { type Outcome, thrownBy } from "./states/task.ts";

/** Runs a function by its name. Whatever it throws becomes the task's error, by `name` and `message`. */
export type Invoke = (functionName: string, payload: Json, options: { signal: AbortSignal }) => Promise<Json>;

/** One call of a function: which attempt of which thread it is for. */
export interface Call {
  run: number;
  thread: number;
  scheduledEvent: number;
}

interface Waiting extends Call {
  functionName: string;
  payload: string;
}

const keyOf = (run: number, thread: number): string => `${run}.${thread}`;

/** Calls functions, at most `mostAtOnce` at a time, in the order they came, and hands each outcome to `settled`. */
export const openCalls = (invoke: Invoke, mostAtOnce: number, settled: (call: Call, outcome: Outcome) => void) => {
  const queue: Waiting[] = [];
  /** The attempt each thread has queued or in flight. */
  const current = new Map<string, number>();
  const inFlight = new Map<Call, AbortController>();
  /** Calls in flight that someone awaits. A function that goes on after its abort must not keep others from running. */
  const awaited = new Set<Call>();
  let stopped = false;

  const outcomeOf = async (call: Waiting, signal: AbortSignal): Promise<Outcome> => {
    try {
      const result = await invoke(call.functionName, JSON.parse(call.payload) as Json, { signal });
      const output: string | undefined = JSON.stringify(result);
      // A result that is far too large is not carried along just to be refused.
      return {
        output:
          output !== undefined && output.length > payloadLimit ? output.slice(0, payloadLimit + 1) : (output ?? "null"),
      };
    } catch (error) {
      return { failure: thrownBy(error) };
    }
  };

  const begin = async (call: Waiting): Promise<void> => {
    const controller = new AbortController();
    inFlight.set(call, controller);
    awaited.add(call);
    const outcome = await outcomeOf(call, controller.signal);
    inFlight.delete(call);
    awaited.delete(call);
    if (current.get(keyOf(call.run, call.thread)) === call.scheduledEvent) current.delete(keyOf(call.run, call.thread));
    settled(call, outcome);
    pump();
  };

  const pump = (): void => {
    while (!stopped && awaited.size < mostAtOnce) {
      const call = queue.shift();
      if (call === undefined) return;
      if (current.get(keyOf(call.run, call.thread)) === call.scheduledEvent) void begin(call);
    }
  };

  return {
    /** Sees to it that the thread's function is called; nothing when that attempt's call is under way. */
    ensure(thread: Thread): void {
      const { scheduledEvent, functionName, payload } = thread.notes;
      if (scheduledEvent === undefined || functionName === undefined || payload === undefined) return;
      const key = keyOf(thread.run, thread.id);
      if (current.get(key) === scheduledEvent) return;
      current.set(key, scheduledEvent);
      queue.push({ run: thread.run, thread: thread.id, scheduledEvent, functionName, payload });
      pump();
    },
    /** Aborts a call whose answer nobody awaits any more, and forgets one that was not begun. */
    cancel(run: number, thread: number): void {
      const key = keyOf(run, thread);
      const scheduledEvent = current.get(key);
      current.delete(key);
      for (const [call, controller] of inFlight)
        if (call.run === run && call.thread === thread && call.scheduledEvent === scheduledEvent) {
          controller.abort();
          awaited.delete(call);
        }
      pump();
    },
    /** Calls queued or in flight that someone awaits; an aborted one that has not come back yet does not count. */
    awaited: (): number => current.size,
    /** Begins no further call. */
    stop(): void {
      stopped = true;
      queue.length = 0;
    },
    inFlight: (): number => inFlight.size,
    abortAll(): void {
      for (const controller of inFlight.values()) controller.abort();
    },
  };
};
export type Calls = ReturnType<typeof openCalls>;
