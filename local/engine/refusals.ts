/** A node of JSONata's syntax tree; its own types cover only part of what the parser gives. */
type Node = Record<string, unknown>;

const refusedFunctions: Record<string, string> = {
  eval: "$eval is not available on AWS; use $parse",
  now: "$now would differ when a state is evaluated again; use $states.context.State.EnteredTime or a step",
  millis: "$millis would differ when a state is evaluated again; use $states.context.State.EnteredTime or a step",
  random: "$random would differ when a state is evaluated again; let a step draw",
  shuffle: "$shuffle would differ when a state is evaluated again; let a step draw",
  uuid: "$uuid would differ when a state is evaluated again; let a step make ids",
};

/** Where the parts of a node are evaluated against something other than the context the whole expression began with. */
const innerContexts = new Set(["predicate", "stages", "group", "terms", "pattern", "update", "delete"]);

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** What an expression may reach for, by the field it stands in. */
export interface Reach {
  result: boolean;
  errorOutput: boolean;
}

/** What is known of an expression after reading its syntax tree. */
export interface Reading {
  problems: string[];
  /** True when its work is not bounded by its own length and its data: it calls, ranges, sorts or filters. */
  canLoop: boolean;
}

const statesField = (node: Node): string | undefined => {
  const steps = node.steps;
  if (node.type !== "path" || !Array.isArray(steps)) return undefined;
  const [first, second] = steps as Node[];
  return first?.type === "variable" && first.value === "states" && second?.type === "name"
    ? String(second.value)
    : undefined;
};

const faultOf = (node: Node, atTop: boolean, reach: Reach): string | undefined => {
  if (node.type === "regex") return "regular expressions are refused: one can freeze the process";
  if (node.type === "name" && atTop) return `Reference to '${node.value}' at the top level is not supported`;
  if (node.type === "variable") {
    if (node.value === "$") return "Reference to '$$' is not supported";
    return refusedFunctions[String(node.value)];
  }
  const field = statesField(node);
  if (field === "result" && !reach.result) return "$states.result is not available in this field";
  if (field === "errorOutput" && !reach.errorOutput) return "$states.errorOutput is only available in a Catch";
  return undefined;
};

/** Walks a whole syntax tree and says what in it is refused, and whether it needs a step budget. */
export const read = (tree: unknown, reach: Reach): Reading => {
  const problems: string[] = [];
  const seen = new Set<Node>();
  let canLoop = false;
  const walk = (value: unknown, atTop: boolean): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(one, atTop);
      return;
    }
    if (!isNode(value) || value instanceof RegExp || seen.has(value)) return;
    seen.add(value);
    const fault = faultOf(value, atTop, reach);
    if (fault !== undefined) problems.push(fault);
    if (["function", "partial", "lambda", "apply", "sort", "transform", "filter"].includes(String(value.type)))
      canLoop = true;
    if (value.type === "binary" && value.value === "..") canLoop = true;
    for (const [key, child] of Object.entries(value)) {
      if (key === "slot" || key === "ancestor" || key === "seekingParent") continue;
      if (key === "steps" && Array.isArray(child))
        for (const [index, step] of child.entries()) walk(step, atTop && index === 0);
      else walk(child, atTop && !innerContexts.has(key));
    }
  };
  walk(tree, true);
  return { problems, canLoop };
};
