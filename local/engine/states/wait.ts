import * as z from "zod";
import { bindingsOf } from "../bindings.ts";
import type { WaitState } from "../definition.ts";
import { EvaluationFailed, unexpectedType } from "../expressions.ts";
import type { LiveRun, Thread, World } from "../live-run.ts";
import { evaluateTemplate, type Template } from "../template.ts";
import { leave } from "../transitions.ts";

const Timestamp = z.iso.datetime({ offset: true });
const longest = 99_999_999;

/** Whole seconds from a field that may be an expression; `field` names it in the cause. */
export const secondsIn = async (template: Template, field: string, run: LiveRun, thread: Thread): Promise<number> => {
  const value = await evaluateTemplate(template, bindingsOf(run, thread));
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= longest) return value;
  if (typeof value !== "number" && template.kind === "expression")
    throw unexpectedType(template.expression, "number", value);
  if (typeof value === "number" && !Number.isInteger(value))
    throw new EvaluationFailed(field, `The ${field} field cannot be parsed as an integer: ${value}`);
  throw new EvaluationFailed(
    field,
    `The ${field} field must be from 0 to ${longest}, but was: ${JSON.stringify(value)}`,
  );
};

const momentIn = async (template: Template, run: LiveRun, thread: Thread): Promise<number> => {
  const value = await evaluateTemplate(template, bindingsOf(run, thread));
  if (typeof value !== "string" && template.kind === "expression")
    throw unexpectedType(template.expression, "string", value);
  if (typeof value === "string" && Timestamp.safeParse(value).success) return Date.parse(value);
  throw new EvaluationFailed("Timestamp", `The Timestamp field is not an ISO 8601 moment: ${JSON.stringify(value)}`);
};

/** Begins the wait; one that is over already is left at once. */
export const wait = async (world: World, run: LiveRun, thread: Thread, state: WaitState): Promise<void> => {
  const until =
    state.timestamp !== undefined
      ? await momentIn(state.timestamp, run, thread)
      : world.now() + (state.seconds === undefined ? 0 : await secondsIn(state.seconds, "Seconds", run, thread)) * 1000;
  if (until <= world.now()) return endWait(world, run, thread, state);
  thread.status = "waiting";
  thread.wakeAt = until;
  run.changed.add(thread);
};

/** The time has come. */
export const endWait = (world: World, run: LiveRun, thread: Thread, state: WaitState): Promise<void> =>
  leave(world, run, thread, { ...state, otherwise: thread.input });
