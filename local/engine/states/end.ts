import { bindingsOf } from "../bindings.ts";
import type { FailState } from "../definition.ts";
import { unexpectedType } from "../expressions.ts";
import { StateFailed } from "../failures.ts";
import type { LiveRun, Thread } from "../live-run.ts";
import { evaluateTemplate, type Template } from "../template.ts";

const text = async (template: Template | undefined, run: LiveRun, thread: Thread): Promise<string | undefined> => {
  if (template === undefined) return undefined;
  const value = await evaluateTemplate(template, bindingsOf(run, thread));
  if (typeof value === "string") return value;
  throw template.kind === "expression"
    ? unexpectedType(template.expression, "string", value)
    : new TypeError("no text");
};

/** A Fail state throws what it says, to the state around it or to the end of the run. */
export const failWith = async (run: LiveRun, thread: Thread, state: FailState): Promise<void> => {
  const error = await text(state.error, run, thread);
  const cause = await text(state.cause, run, thread);
  throw new StateFailed({ error: error ?? "", cause, ownWords: true });
};
