import { bindingsOf } from "../bindings.ts";
import type { MapState, ParallelState } from "../definition.ts";
import { EvaluationFailed, unexpectedType } from "../expressions.ts";
import { dataLimitExceeded, isTooLarge, StateFailed } from "../failures.ts";
import { inputOf, type LiveRun, record, type Thread, type World } from "../live-run.ts";
import { evaluateTemplate, evaluateToJson } from "../template.ts";
import { goOnWithChildren } from "../transitions.ts";

/** AWS runs at most 40 items of an inline Map at once, whatever MaxConcurrency says. */
const mostAtOnce = 40;

const itemsFor = async (run: LiveRun, thread: Thread, state: MapState): Promise<unknown[]> => {
  const value =
    state.items === undefined ? inputOf(thread) : await evaluateTemplate(state.items, bindingsOf(run, thread));
  if (Array.isArray(value)) return value;
  if (state.items?.kind === "expression") throw unexpectedType(state.items.expression, "array", value);
  throw new EvaluationFailed("Items", "The Map state's input is not an array, and it says no Items.");
};

const concurrencyOf = async (run: LiveRun, thread: Thread, state: MapState): Promise<number> => {
  if (state.maxConcurrency === undefined) return mostAtOnce;
  const value = await evaluateTemplate(state.maxConcurrency, bindingsOf(run, thread));
  if (typeof value === "number" && Number.isInteger(value) && value >= 0)
    return value === 0 ? mostAtOnce : Math.min(value, mostAtOnce);
  throw new EvaluationFailed("MaxConcurrency", "MaxConcurrency must resolve to a non-negative integer");
};

/** Begins a Map's items, or goes on with them at a redrive: what is done is not run again. */
export const mapItems = async (world: World, run: LiveRun, thread: Thread, state: MapState): Promise<void> => {
  if (thread.notes.total === undefined) {
    const items = await itemsFor(run, thread, state);
    const atOnce = await concurrencyOf(run, thread, state);
    Object.assign(thread.notes, { total: items.length, begun: 0, open: 0, atOnce, items: JSON.stringify(items) });
    thread.itemValues = items;
    record(world, run, thread, "MapStateStarted", { details: { length: items.length } });
  }
  await goOnWithChildren(world, run, thread);
};

/** Begins all branches, or goes on with them at a redrive. */
export const runBranches = async (world: World, run: LiveRun, thread: Thread, state: ParallelState): Promise<void> => {
  if (thread.notes.total === undefined) {
    const branchInput =
      state.arguments === undefined ? undefined : await evaluateToJson(state.arguments, bindingsOf(run, thread));
    if (branchInput !== undefined && isTooLarge(branchInput)) throw new StateFailed(dataLimitExceeded(state.name));
    Object.assign(thread.notes, { total: state.branches.length, begun: 0, open: 0, branchInput });
    record(world, run, thread, "ParallelStateStarted");
  }
  await goOnWithChildren(world, run, thread);
};
