import jsonata from "jsonata";
import { StateFailed } from "./failures.ts";
import { addFunctions } from "./functions.ts";
import { type Reach, read } from "./refusals.ts";

/** `$states` and every variable in scope, by name without the dollar sign. */
export type Bindings = Record<string, unknown>;

/** A compiled expression; throws `StateFailed` with States.QueryEvaluationError, never anything else. */
export interface Expression {
  /** The text between `{%` and `%}`, as causes quote it. */
  text: string;
  /** Field of the state, such as `Output/name`, as causes name it. */
  field: string;
  evaluate(bindings: Bindings): Promise<unknown>;
}

/** An evaluation may visit so many nodes; far more than a payload of 256 KiB needs, far less than a second of work. */
const stepBudget = 200_000;
/** Nesting that AWS accepts too is well below this; deeper recursion would end in the machine's own stack. */
const depthBudget = 500;

const entryHook = Symbol.for("jsonata.__evaluate_entry");

/** True for a string that holds an expression; AWS reads any other string as it stands. */
export const isExpression = (text: string): boolean => text.startsWith("{%") && text.endsWith("%}");

/** How an evaluation ended badly: AWS's error name, and the cause without the state's name, which the caller puts before it. */
export class EvaluationFailed extends StateFailed {
  readonly location: string;
  constructor(location: string, cause: string) {
    super({ error: "States.QueryEvaluationError", cause });
    this.location = location;
  }
}

const said = (text: string, field: string): string =>
  `The JSONata expression '${text}' specified for the field '${field}'`;

/** The failure of an expression that gave nothing where a value is needed. */
export const returnedNothing = ({ text, field }: Expression): EvaluationFailed =>
  new EvaluationFailed(field, `${said(text, field)} returned nothing (undefined).`);

/** The failure of an expression whose value is of another type than the field takes. */
export const unexpectedType = ({ text, field }: Expression, expected: string, value: unknown): EvaluationFailed => {
  const actual = Array.isArray(value) ? "array" : value === null ? "null" : typeof value;
  const told = `returned an unexpected result type. Expected '${expected}', but was '${actual}' for value: ${JSON.stringify(value)}`;
  return new EvaluationFailed(field, `${said(text, field)} ${told}`);
};

const thrown = (text: string, field: string, error: unknown): EvaluationFailed => {
  const { code, message } = error as { code?: string; message?: string };
  const what = code === undefined ? String(message ?? error) : `${code}: ${message}`;
  return new EvaluationFailed(field, `${said(text, field)} threw an error during evaluation. ${what}`);
};

interface PlainStep {
  type: string;
  value: unknown;
}

/** The names of a path such as `$states.input.requestId`; undefined when the expression is anything more. */
const plainPath = (tree: unknown): string[] | undefined => {
  const node = tree as { type: string; steps?: PlainStep[] };
  const steps = node.type === "path" ? (node.steps ?? []) : [tree as PlainStep];
  const onlyKeys = (step: object) => Object.keys(step).every((key) => ["type", "value", "position"].includes(key));
  if (node.type === "path" && !Object.keys(node).every((key) => ["type", "steps"].includes(key))) return undefined;
  const plain = steps.every((step, index) => step.type === (index === 0 ? "variable" : "name") && onlyKeys(step));
  return plain && steps[0]?.value !== "" ? steps.map((step) => String(step.value)) : undefined;
};

const detour = Symbol("an array on the way: JSONata maps over it, so JSONata must walk it");

/** Follows a plain path without JSONata, which is the same as long as there is no array on the way, and ten times as quick. */
const follow = (path: readonly string[], bindings: Bindings): unknown => {
  let value: unknown = bindings;
  for (const name of path) {
    if (Array.isArray(value)) return detour;
    if (typeof value !== "object" || value === null) return undefined;
    if (!Object.hasOwn(value, name)) return value === bindings ? detour : undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
};

/** Compiles `{% ... %}`; anything refused is added to `problems`. */
export const compileExpression = (
  source: string,
  field: string,
  reach: Reach,
  problems: string[],
): Expression | undefined => {
  const text = source.slice(2, -2).trim();
  let compiled: jsonata.Expression;
  try {
    compiled = jsonata(text, { stack: depthBudget });
  } catch (error) {
    problems.push(`${field}: '${text}' is not valid JSONata: ${(error as Error).message}`);
    return undefined;
  }
  const tree = compiled.ast();
  const reading = read(tree, reach);
  problems.push(...reading.problems.map((problem) => `${field}: ${problem}`));
  addFunctions(compiled);
  let steps = 0;
  const counted = () => {
    steps += 1;
    if (steps > stepBudget) throw new RangeError("Expression evaluation step limit exceeded");
  };
  // The library's own way in is a symbol, which its types do not tell. It costs, so only what can loop pays for it.
  if (reading.canLoop) compiled.assign(entryHook as unknown as string, counted);
  const path = plainPath(tree);
  const evaluate = async (bindings: Bindings): Promise<unknown> => {
    const followed = path === undefined ? detour : follow(path, bindings);
    if (followed !== detour) return followed;
    steps = 0;
    try {
      return await compiled.evaluate(undefined, bindings);
    } catch (error) {
      throw thrown(text, field, error);
    }
  };
  return { text, field, evaluate };
};
