import { bindingsOf } from "../bindings.ts";
import type { ChoiceState } from "../definition.ts";
import { unexpectedType } from "../expressions.ts";
import { runtimeFailure, StateFailed } from "../failures.ts";
import type { LiveRun, Thread, World } from "../live-run.ts";
import { evaluateTemplate, type Template } from "../template.ts";
import { leave } from "../transitions.ts";

const holds = async (condition: Template, run: LiveRun, thread: Thread): Promise<boolean> => {
  const value = await evaluateTemplate(condition, bindingsOf(run, thread));
  if (typeof value === "boolean") return value;
  throw condition.kind === "expression"
    ? unexpectedType(condition.expression, "boolean", value)
    : new StateFailed(runtimeFailure("A Choice's Condition must be a boolean."));
};

/** The first rule that holds decides; else Default, with the state's own Assign and Output. */
export const choose = async (world: World, run: LiveRun, thread: Thread, state: ChoiceState): Promise<void> => {
  for (const rule of state.choices)
    if (await holds(rule.condition, run, thread))
      return leave(world, run, thread, { ...rule, otherwise: thread.input });
  // The specification calls this States.NoChoiceMatched; the service has always said States.Runtime, and is followed here.
  if (state.next === undefined)
    throw new StateFailed(
      runtimeFailure("Failed to transition out of the state. The state does not point to a next state."),
    );
  return leave(world, run, thread, { ...state, otherwise: thread.input });
};
