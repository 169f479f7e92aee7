import { bindingsOf } from "./bindings.ts";
import { addThread, itemsOf, type LiveRun, record, stateOf, type Thread, type World } from "./live-run.ts";
import { evaluateToJson } from "./template.ts";

/** The threads that a thread's Parallel or Map began and that are not over, in the order they came. */
export const childrenOf = (run: LiveRun, parent: Thread): Thread[] =>
  [...run.threads.values()].filter((thread) => thread.parent === parent.id);

const itemInput = async (run: LiveRun, parent: Thread, place: number): Promise<string> => {
  const state = stateOf(parent);
  if (state.type !== "Map") return parent.notes.branchInput ?? parent.input;
  if (state.itemSelector === undefined) return JSON.stringify(itemsOf(parent)[place] ?? null);
  return evaluateToJson(state.itemSelector, bindingsOf(run, parent, { item: place }));
};

/** Begins as many branches or items as may run at once. True when all of them are done and the state can go on. */
export const beginChildren = async (world: World, run: LiveRun, parent: Thread): Promise<boolean> => {
  const { notes } = parent;
  const { total = 0, atOnce = total } = notes;
  const name = notes.state;
  const isMap = stateOf(parent).type === "Map";
  const beforeAll = notes.lastEvent;
  while ((notes.open ?? 0) < atOnce && (notes.begun ?? 0) < total) {
    const place = notes.begun ?? 0;
    const input = await itemInput(run, parent, place);
    notes.begun = place + 1;
    notes.open = (notes.open ?? 0) + 1;
    const child = addThread(run, parent, place, input);
    child.notes.lastEvent = beforeAll;
    if (isMap) record(world, run, child, "MapIterationStarted", { details: { name, index: place } });
  }
  run.changed.add(parent);
  return notes.begun === total && notes.open === 0;
};

/** Ends whatever the thread and its children are in the middle of. What is done stays done, for a redrive. */
export const abort = (world: World, run: LiveRun, thread: Thread, tell: boolean): void => {
  if (thread.status === "done" || thread.status === "failed" || thread.status === "aborted") return;
  for (const child of childrenOf(run, thread)) abort(world, run, child, tell);
  if (thread.status === "invoking") world.cancel(run.row.id, thread.id);
  const wasEntered = thread.notes.entered;
  if (thread.status !== "joining") thread.status = "aborted";
  thread.wakeAt = null;
  thread.token = null;
  run.changed.add(thread);
  if (!tell) return;
  if (wasEntered) record(world, run, thread, `${stateOf(thread).type}StateAborted`, { state: thread.notes.state });
  const parent = run.threads.get(thread.parent);
  if (parent !== undefined && stateOf(parent).type === "Map")
    record(world, run, thread, "MapIterationAborted", { details: { name: parent.notes.state, index: thread.place } });
};

/** Forgets all that a Parallel or Map began: it is over, or begins again from nothing. */
export const forgetChildren = (world: World, run: LiveRun, parent: Thread): void => {
  if (parent.notes.total === undefined) return;
  for (const child of childrenOf(run, parent)) {
    if (child.status === "invoking") world.cancel(run.row.id, child.id);
    forgetChildren(world, run, child);
    run.threads.delete(child.id);
    run.changed.delete(child);
  }
  run.ready = run.ready.filter((thread) => run.threads.has(thread.id));
  run.childless.push(parent.id);
  const { total, begun, open, atOnce, items, branchInput, ...kept } = parent.notes;
  parent.notes = kept;
  parent.itemValues = undefined;
  run.changed.add(parent);
};

/** The outputs of all children as a JSON array, in the order of branches or items. */
export const gather = (world: World, run: LiveRun, parent: Thread): string => {
  const outputs = new Array<string>(parent.notes.total ?? 0).fill("null");
  for (const { place, output } of world.outputs(run.row.id, parent.id)) outputs[place] = output;
  for (const child of childrenOf(run, parent))
    if (child.status === "done" && child.output !== null) outputs[child.place] = child.output;
  return `[${outputs.join(",")}]`;
};
