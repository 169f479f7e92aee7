import type { State } from "./definition.ts";

/** Where a state may go next, by Next, Default, a Choice's rules and Catch. */
const targetsOf = (state: State): string[] => {
  const targets = state.next === undefined ? [] : [state.next];
  if (state.type === "Choice") targets.push(...state.choices.map((rule) => rule.next));
  if (state.type === "Task" || state.type === "Parallel" || state.type === "Map")
    targets.push(...state.catch.map((catcher) => catcher.next));
  return targets;
};

const isEnd = (state: State): boolean => state.next === undefined && state.type !== "Choice";

/** Targets that do not exist, states nothing leads to, and machines that have no end. */
export const graphProblems = (startAt: string, states: ReadonlyMap<string, State>): string[] => {
  const problems: string[] = [];
  if (!states.has(startAt)) problems.push(`StartAt names '${startAt}', which is not a state`);
  for (const state of states.values())
    for (const target of targetsOf(state))
      if (!states.has(target)) problems.push(`state '${state.name}' leads to '${target}', which is not a state`);
  if (problems.length > 0) return problems;

  const reached = new Set<string>([startAt]);
  for (const name of reached) {
    const state = states.get(name);
    for (const target of state === undefined ? [] : targetsOf(state)) reached.add(target);
  }
  for (const name of states.keys()) if (!reached.has(name)) problems.push(`nothing leads to state '${name}'`);
  if (![...states.values()].some(isEnd)) problems.push("no state ends the machine");
  return problems;
};
