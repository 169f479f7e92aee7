import { done, expression, pass, type Told } from "./telling.ts";

const one = ">A <A";
/** A Pass whose Output is an expression over this input. */
const reckons = (text: string, output: unknown, input: unknown = {}): Told => ({
  says: `${text} is ${JSON.stringify(output)}`,
  states: { A: pass({ Output: expression(text) }) },
  input: input as never,
  ends: { output: output as never },
  history: `Started ${one} Succeeded`,
});
/** A Pass whose Output cannot be reckoned. */
const breaks = (text: string, cause: RegExp, input: unknown = {}): Told => ({
  says: `${text} fails by States.QueryEvaluationError`,
  states: { A: pass({ Output: expression(text) }) },
  input: input as never,
  ends: { error: "States.QueryEvaluationError", cause },
  history: "Started >A EvaluationFailed Failed",
});

/** Passing, succeeding and failing; expressions, variables, the context object. */
export const values: Told[] = [
  reckons("1 + 2 * 3", 7),
  reckons("$states.input.a.b", 5, { a: { b: 5 } }),
  reckons("$states.input.list[1]", "b", { list: ["a", "b"] }),
  reckons("$states.input.people[age > 17].name", ["B", "C"], {
    people: [
      { name: "A", age: 17 },
      { name: "B", age: 18 },
      { name: "C", age: 40 },
    ],
  }),
  reckons("$count($states.input)", 3, [1, 2, 3]),
  reckons("$sum($states.input.n)", 6, [{ n: 1 }, { n: 2 }, { n: 3 }]),
  reckons("$map($states.input, function($x) { $x * 2 })", [2, 4], [1, 2]),
  reckons("$filter($states.input, function($x) { $x > 1 })", [2, 3], [1, 2, 3]),
  reckons("$reduce($states.input, function($a, $b) { $a + $b })", 6, [1, 2, 3]),
  reckons("$join($states.input, '-')", "a-b", ["a", "b"]),
  reckons("$uppercase('ß') & '!'", "SS!"),
  reckons("$merge([{'a': 1}, {'b': 2}])", { a: 1, b: 2 }),
  reckons("$exists($states.input.none) ? 'yes' : 'no'", "no"),
  reckons("$states.input.none = null", false),
  reckons("$not(true) or 1 < 2 and 'a' in ['a', 'b']", true),
  reckons("$parse('{\"x\": [1]}').x", [1]),
  reckons("$string({'a': 1})", '{"a":1}'),
  reckons("$number('42')", 42),
  reckons("$substring('abcdef', 2, 3)", "cde"),
  reckons("$length('日本')", 2),
  reckons("[1..4]", [1, 2, 3, 4]),
  reckons("$sort($states.input, function($a, $b) { $a < $b })", [3, 2, 1], [1, 3, 2]),
  reckons("($x := 2; $x * $x)", 4),
  reckons("$states.context.State.Name", "A"),
  reckons("$states.context.Execution.Name", "r"),
  reckons("$states.context.Execution.Input.n", 1, { n: 1 }),
  reckons("$states.context.Execution.RedriveCount", 0),
  reckons("$toMillis($states.context.State.EnteredTime) >= $toMillis($states.context.Execution.StartTime)", true),
  breaks("$states.input.none", /returned nothing \(undefined\)/),
  breaks("$number('x')", /The JSONata expression/),
  breaks("1 + 'a'", /The JSONata expression/),
  breaks("$nothingOfThisName()", /The JSONata expression/),
  breaks("function($x) { $x }", /The JSONata expression/),
  {
    says: "a Pass without Output hands on what it was given",
    states: { A: pass() },
    input: [1, null, "x"],
    ends: { output: [1, null, "x"] },
    history: `Started ${one} Succeeded`,
  },
  {
    says: "an Output of plain JSON is taken as it stands, braces and all",
    states: { A: pass({ Output: { text: "{ % no % }", deep: [true, null, 0] } }) },
    ends: { output: { text: "{ % no % }", deep: [true, null, 0] } },
    history: `Started ${one} Succeeded`,
  },
  {
    says: "a comment and a language said once more change nothing",
    states: { A: pass({ Comment: "says why", QueryLanguage: "JSONata" }) },
    more: { Comment: "of the whole", Version: "1.0" },
    input: 7,
    ends: { output: 7 },
    history: `Started ${one} Succeeded`,
  },
  {
    says: "a variable is set after the state in which it is assigned, and stands for all that follow",
    states: {
      A: pass({ Assign: { x: expression("$states.input.n") }, Next: "B" }),
      B: pass({ Output: "gone", Next: "C" }),
      C: pass({ Output: expression("$x") }),
    },
    input: { n: 9 },
    ends: { output: 9 },
    history: "Started >A <A >B <B >C <C Succeeded",
  },
  {
    says: "variables of one Assign see the values from before it",
    states: {
      A: pass({ Assign: { a: 1, b: 2 }, Next: "B" }),
      B: pass({ Assign: { a: expression("$b"), b: expression("$a") }, Next: "C" }),
      C: pass({ Output: [expression("$a"), expression("$b")] }),
    },
    ends: { output: [2, 1] },
    history: "Started >A <A >B <B >C <C Succeeded",
  },
  {
    says: "a variable that was never assigned is nothing, and nothing is no output",
    states: { A: pass({ Output: expression("$unset") }) },
    ends: { error: "States.QueryEvaluationError", cause: /returned nothing \(undefined\)/ },
    history: "Started >A EvaluationFailed Failed",
  },
  {
    says: "an Assign that cannot be reckoned fails the state",
    states: { A: pass({ Assign: { x: expression("$states.input.none") } }) },
    ends: { error: "States.QueryEvaluationError", cause: /Assign\/x/ },
    history: "Started >A EvaluationFailed Failed",
  },
  {
    says: "a Succeed ends the run where it stands, with its own Output",
    states: { A: pass({ Next: "S" }), S: done({ was: expression("$states.input") }) },
    input: 1,
    ends: { output: { was: 1 } },
    history: "Started >A <A >S <S Succeeded",
  },
  {
    says: "a Succeed without Output hands on",
    states: { S: done() },
    input: "x",
    ends: { output: "x" },
    history: "Started >S <S Succeeded",
  },
  {
    says: "a Fail ends the run by its error and cause",
    states: { F: { Type: "Fail", Error: "Held", Cause: "by law" } },
    ends: { error: "Held", cause: "by law" },
    history: "Started >F Failed",
  },
  {
    says: "a Fail may reckon both",
    states: {
      F: { Type: "Fail", Error: expression("$states.input.e"), Cause: expression("'because of ' & $states.input.e") },
    },
    input: { e: "E1" },
    ends: { error: "E1", cause: "because of E1" },
    history: "Started >F Failed",
  },
  {
    says: "a Fail whose error is no text fails by the expression instead",
    states: { F: { Type: "Fail", Error: expression("1 + 1"), Comment: "a number", QueryLanguage: "JSONata" } },
    ends: { error: "States.QueryEvaluationError", cause: /Expected 'string', but was 'number'/ },
    history: "Started >F EvaluationFailed Failed",
  },
  {
    says: "a Fail without either has neither",
    states: { F: { Type: "Fail" } },
    ends: { error: undefined },
    history: "Started >F Failed",
  },
];
