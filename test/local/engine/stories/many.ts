import { ask, bad, beside, branch, call, done, each, expression, fail, parkedAt, pass, type Told } from "./telling.ts";

const to = (next: string, names: string[], more: object = {}) => ({ ErrorEquals: names, Next: next, ...more });
const retry = (names: string[], more: object = {}) => ({ ErrorEquals: names, ...more });
const item = (inner: string) => `MapIterationStarted ${inner} MapIterationSucceeded`;

/** Maps and Parallels, one in the other, and redrives of what failed in them. */
export const many: Told[] = [
  {
    says: "a Map of one at a time does its items in order",
    states: { M: each({ P: pass({ Output: expression("$states.input * 10") }) }, { MaxConcurrency: 1 }) },
    input: [1, 2],
    ends: { output: [10, 20] },
    history: `Started >M MapStateStarted ${item(">P <P")} ${item(">P <P")} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "a Map of nothing is done at once",
    states: { M: each({ P: pass() }) },
    input: [],
    ends: { output: [] },
    history: "Started >M MapStateStarted MapStateSucceeded <M Succeeded",
  },
  {
    says: "Items may be named, plain or reckoned",
    states: {
      M: each({ P: pass() }, { Items: ["a"], Next: "N" }),
      N: each({ P2: pass() }, { Items: expression("$states.input") }),
    },
    ends: { output: ["a"] },
    history: `Started >M MapStateStarted ${item(">P <P")} MapStateSucceeded <M >N MapStateStarted ${item(">P2 <P2")} MapStateSucceeded <N Succeeded`,
  },
  {
    says: "ItemSelector makes of each item what its run is given",
    states: {
      M: each(
        { P: pass() },
        {
          Items: ["a"],
          ItemSelector: {
            at: expression("$states.context.Map.Item.Index"),
            what: expression("$states.context.Map.Item.Value"),
          },
        },
      ),
    },
    ends: { output: [{ at: 0, what: "a" }] },
    history: `Started >M MapStateStarted ${item(">P <P")} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "Output and Assign of a Map see all its results",
    states: {
      M: each(
        { P: pass() },
        {
          Output: expression("$sum($states.result)"),
          Assign: { n: expression("$count($states.result)") },
          MaxConcurrency: 1,
          Next: "S",
        },
      ),
      S: done([expression("$states.input"), expression("$n")]),
    },
    input: [1, 2, 3],
    ends: { output: [6, 3] },
    history: `Started >M MapStateStarted ${"MapIterationStarted >P <P MapIterationSucceeded ".repeat(3)}MapStateSucceeded <M >S <S Succeeded`,
  },
  {
    says: "an item reads the variables around it, and what it assigns stays its own",
    states: {
      A: pass({ Assign: { base: 100 }, Next: "M" }),
      M: each(
        {
          I: pass({ Assign: { own: expression("$base + $states.input") }, Next: "J" }),
          J: pass({ Output: expression("$own") }),
        },
        { Items: [1], MaxConcurrency: expression("1") },
      ),
    },
    ends: { output: [101] },
    history: `Started >A <A >M MapStateStarted ${item(">I <I >J <J")} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "Items that are no list are an error",
    states: { M: each({ P: pass() }, { Items: expression("1") }) },
    ends: { error: "States.QueryEvaluationError", cause: /Items/ },
    history: "Started >M EvaluationFailed Failed",
  },
  {
    says: "what fails in an item fails the Map",
    states: { M: each({ F: fail("E", "c") }, { MaxConcurrency: 1 }) },
    input: [1],
    ends: { error: "E", cause: "c" },
    history: "Started >M MapStateStarted MapIterationStarted >F MapIterationFailed MapStateFailed Failed",
  },
  {
    says: "which a Catch of the Map takes",
    states: { M: each({ F: fail("E") }, { Catch: [to("H", ["E"])] }), H: done("caught") },
    input: [1],
    ends: { output: "caught" },
    history: "Started >M MapStateStarted MapIterationStarted >F MapIterationFailed MapStateFailed <M >H <H Succeeded",
  },
  {
    says: "and a Catch within the item keeps from it",
    states: { M: each({ T: call("f", { Catch: [to("H", ["E"])] }), H: done("mended") }) },
    input: [1],
    functions: { f: [{ throws: "E" }] },
    ends: { output: ["mended"] },
    history: `Started >M MapStateStarted ${item(`>T ${bad} <T >H <H`)} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "a Retry of the Map begins all its items anew",
    states: { M: each({ T: call("f") }, { MaxConcurrency: 1, Retry: [retry(["E"])] }) },
    input: [1],
    functions: { f: [{ throws: "E" }, { answers: "ok" }] },
    ends: { output: ["ok"] },
    history: `Started >M MapStateStarted MapIterationStarted >T ${bad} MapIterationFailed MapStateFailed MapStateStarted ${item(">T TaskScheduled TaskStarted TaskSucceeded <T")} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "a Parallel answers with what each branch did, in the order of the branches",
    states: { P: beside([branch({ A: pass({ Output: "a" }) }), branch({ B: pass({ Output: "b" }) })]) },
    ends: { output: ["a", "b"] },
    history: "Started >P ParallelStateStarted >A <A >B <B ParallelStateSucceeded <P Succeeded",
  },
  {
    says: "Arguments of a Parallel are what each branch is given",
    states: {
      P: beside([branch({ A: pass() }), branch({ B: pass() })], { Arguments: { n: expression("$states.input + 1") } }),
    },
    input: 1,
    ends: { output: [{ n: 2 }, { n: 2 }] },
    history: "Started >P ParallelStateStarted >A <A >B <B ParallelStateSucceeded <P Succeeded",
  },
  {
    says: "Output and Assign of a Parallel see all results",
    states: {
      P: beside([branch({ A: pass({ Output: 1 }) })], {
        Output: expression("$states.result[0] + 1"),
        Assign: { r: expression("$states.result") },
        Next: "S",
      }),
      S: done([expression("$states.input"), expression("$r")]),
    },
    ends: { output: [2, [1]] },
    history: "Started >P ParallelStateStarted >A <A ParallelStateSucceeded <P >S <S Succeeded",
  },
  {
    says: "a branch that fails cuts the others short",
    states: { P: beside([branch({ W: { Type: "Wait", Seconds: 100, End: true } }), branch({ F: fail("E", "c") })]) },
    ends: { error: "E", cause: "c" },
    history: "Started >P ParallelStateStarted >W >F xW ParallelStateFailed Failed",
  },
  {
    says: "which a Catch of the Parallel takes, and a Retry begins anew",
    states: {
      P: beside([branch({ T: call("f") })], { Retry: [retry(["E"], { MaxAttempts: 1 })], Catch: [to("H", ["E"])] }),
      H: done("caught"),
    },
    functions: { f: [{ throws: "E" }] },
    ends: { output: "caught" },
    history: `Started >P ParallelStateStarted >T ${bad} ParallelStateFailed ParallelStateStarted >T ${bad} ParallelStateFailed <P >H <H Succeeded`,
  },
  {
    says: "a Map within a Parallel",
    states: { P: beside([branch({ M: each({ I: pass() }, { MaxConcurrency: 1 }) })]) },
    input: [1],
    ends: { output: [[1]] },
    history: `Started >P ParallelStateStarted >M MapStateStarted ${item(">I <I")} MapStateSucceeded <M ParallelStateSucceeded <P Succeeded`,
  },
  {
    says: "a Parallel within a Map",
    states: { M: each({ P: beside([branch({ A: pass() })]) }) },
    input: [1],
    ends: { output: [[1]] },
    history: `Started >M MapStateStarted ${item(">P ParallelStateStarted >A <A ParallelStateSucceeded <P")} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "a branch may park, and the others go on meanwhile (in which order between them AWS does not say)",
    states: { P: beside([branch({ Q: ask() }), branch({ B: pass({ Output: "b" }) })]) },
    answers: [{ output: "q" }],
    ends: { output: ["q", "b"] },
    history:
      "Started >P ParallelStateStarted >Q TaskScheduled TaskStarted >B <B TaskSubmitted TaskSucceeded <Q ParallelStateSucceeded <P Succeeded",
  },
  {
    says: "an item may park",
    states: { M: each({ Q: ask() }, { MaxConcurrency: 1 }) },
    input: [1],
    answers: [{ output: "q" }],
    ends: { output: ["q"] },
    history: `Started >M MapStateStarted ${item(`${parkedAt("Q")} TaskSucceeded <Q`)} MapStateSucceeded <M Succeeded`,
  },
  {
    says: "a redrive goes on at the very Task that failed",
    states: { A: pass({ Next: "T" }), T: call("f") },
    functions: { f: [{ throws: "E" }, { answers: 1 }] },
    redrives: 1,
    ends: { output: 1 },
    history: `Started >A <A >T ${bad} Failed Redriven TaskScheduled TaskStarted TaskSucceeded <T Succeeded`,
  },
  {
    says: "a redrive that fails can be redriven",
    states: { T: call("f") },
    functions: { f: [{ throws: "E" }, { throws: "E" }, { answers: 1 }] },
    redrives: 2,
    ends: { output: 1 },
    history: `Started >T ${bad} Failed Redriven ${bad} Failed Redriven TaskScheduled TaskStarted TaskSucceeded <T Succeeded`,
  },
  {
    says: "a redrive after a timeout calls again",
    states: { T: call("f", { TimeoutSeconds: 5 }) },
    functions: { f: [{ hangs: true }, { answers: 1 }] },
    redrives: 1,
    ends: { output: 1 },
    history:
      "Started >T TaskScheduled TaskStarted TaskTimedOut Failed Redriven TaskScheduled TaskStarted TaskSucceeded <T Succeeded",
  },
  {
    says: "a redrive of a Map does the item that failed, and no other",
    states: { M: each({ T: call("f") }, { MaxConcurrency: 1 }) },
    input: [1, 2],
    functions: { f: [{ answers: "one" }, { throws: "E" }, { answers: "two" }] },
    redrives: 1,
    ends: { output: ["one", "two"] },
    history: `Started >M MapStateStarted ${item(">T TaskScheduled TaskStarted TaskSucceeded <T")} MapIterationStarted >T ${bad} MapIterationFailed MapStateFailed Failed Redriven TaskScheduled TaskStarted TaskSucceeded <T MapIterationSucceeded MapStateSucceeded <M Succeeded`,
  },
  {
    says: "a redrive of a Parallel does the branch that failed, and no other",
    states: { P: beside([branch({ A: pass({ Output: "a" }) }), branch({ T: call("f") })]) },
    functions: { f: [{ throws: "E" }, { answers: "b" }] },
    redrives: 1,
    ends: { output: ["a", "b"] },
    history: `Started >P ParallelStateStarted >A <A >T ${bad} ParallelStateFailed Failed Redriven TaskScheduled TaskStarted TaskSucceeded <T ParallelStateSucceeded <P Succeeded`,
  },
];
