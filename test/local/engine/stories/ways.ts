import { done, expression, fail, pass, type Told } from "./telling.ts";

const choice = (more: object): object => ({ Type: "Choice", ...more });
const when = (condition: string, next: string, more: object = {}) => ({
  Condition: expression(condition),
  Next: next,
  ...more,
});

/** Choosing, waiting, and going round. */
export const ways: Told[] = [
  ...[
    ["a", "took A"],
    ["b", "took B"],
    ["c", "took the default"],
  ].map(
    ([way, output]): Told => ({
      says: `a Choice of ${way} ${output}`,
      states: {
        C: choice({
          Choices: [when("$states.input = 'a'", "A"), when("$states.input = 'b'", "B")],
          Default: "D",
        }) as never,
        A: done("took A"),
        B: done("took B"),
        D: done("took the default"),
      },
      input: way as string,
      ends: { output: output as string },
      history: `Started >C <C >${{ a: "A", b: "B", c: "D" }[way as "a"]} <${{ a: "A", b: "B", c: "D" }[way as "a"]} Succeeded`,
    }),
  ),
  {
    says: "the first rule that holds is taken, though a later one holds as well",
    states: { C: choice({ Choices: [when("true", "A"), when("true", "B")] }) as never, A: done("A"), B: done("B") },
    ends: { output: "A" },
    history: "Started >C <C >A <A Succeeded",
  },
  {
    says: "a condition may be a plain true",
    states: { C: choice({ Choices: [{ Condition: true, Next: "A", Comment: "always" }] }) as never, A: done("A") },
    ends: { output: "A" },
    history: "Started >C <C >A <A Succeeded",
  },
  {
    says: "a rule's own Output and Assign go with it, and the state's with the default",
    states: {
      C: choice({
        Choices: [when("$states.input.n = 1", "S", { Output: "one", Assign: { v: 1 } })],
        Default: "S",
        Output: "other",
        Assign: { v: 0 },
      }) as never,
      S: done([expression("$states.input"), expression("$v")]),
    },
    input: { n: 1 },
    ends: { output: ["one", 1] },
    history: "Started >C <C >S <S Succeeded",
  },
  {
    says: "a Choice where nothing holds and nothing is the default ends by States.Runtime, and nothing catches it",
    states: { C: choice({ Choices: [when("false", "A")] }) as never, A: done() },
    ends: { error: "States.Runtime", cause: /Failed to transition out of the state/ },
    history: "Started >C Failed",
  },
  {
    says: "a condition that is neither true nor false is an error",
    states: { C: choice({ Choices: [when("1", "A")], Default: "A" }) as never, A: done() },
    ends: { error: "States.QueryEvaluationError", cause: /Expected 'boolean', but was 'number'/ },
    history: "Started >C EvaluationFailed Failed",
  },
  {
    says: "a condition that is nothing is an error, and no default saves it",
    states: { C: choice({ Choices: [when("$states.input.none", "A")], Default: "A" }) as never, A: done() },
    ends: { error: "States.QueryEvaluationError", cause: /returned nothing/ },
    history: "Started >C EvaluationFailed Failed",
  },
  {
    says: "a Choice may go back: a loop ends when its condition does",
    states: {
      Set: pass({ Assign: { n: 0 }, Next: "Add" }),
      Add: pass({ Assign: { n: expression("$n + 1") }, Next: "Again" }),
      Again: choice({ Choices: [when("$n < 3", "Add")], Default: "S" }) as never,
      S: done(expression("$n")),
    },
    ends: { output: 3 },
    history: `Started >Set <Set ${">Add <Add >Again <Again ".repeat(3)}>S <S Succeeded`,
  },
  {
    says: "a way that is not taken may fail as it likes",
    states: { C: choice({ Choices: [when("true", "S")], Default: "F" }) as never, S: done(1), F: fail("Never") },
    ends: { output: 1 },
    history: "Started >C <C >S <S Succeeded",
  },
  ...[
    ["a number of seconds", { Seconds: 3600 }],
    ["no seconds at all", { Seconds: 0 }],
    ["seconds that are reckoned", { Seconds: expression("$states.input.days * 86400") }],
    ["a moment", { Timestamp: "2026-12-24T18:00:00Z" }],
    ["a moment that is reckoned", { Timestamp: expression("$states.input.at") }],
    ["a moment that is past", { Timestamp: "2020-01-01T00:00:00Z" }],
    ["a moment with an offset", { Timestamp: "2026-12-24T18:00:00+01:00" }],
  ].map(
    ([what, more]): Told => ({
      says: `a Wait for ${what} ends, and hands its input on`,
      states: { W: { Type: "Wait", ...(more as object), End: true } },
      input: { days: 30, at: "2027-01-01T00:00:00Z" },
      ends: { output: { days: 30, at: "2027-01-01T00:00:00Z" } },
      history: "Started >W <W Succeeded",
    }),
  ),
  {
    says: "a Wait has Output and Assign like any other",
    states: {
      W: { Type: "Wait", Seconds: 60, Output: "waited", Assign: { w: 1 }, Next: "S" },
      S: done([expression("$states.input"), expression("$w")]),
    },
    ends: { output: ["waited", 1] },
    history: "Started >W <W >S <S Succeeded",
  },
  {
    says: "a Wait for a time that is none is an error",
    states: { W: { Type: "Wait", Timestamp: expression("'tomorrow'"), End: true } },
    ends: { error: "States.QueryEvaluationError", cause: /Timestamp/ },
    history: "Started >W EvaluationFailed Failed",
  },
  {
    says: "a Wait for a negative time is an error",
    states: { W: { Type: "Wait", Seconds: expression("0 - 1"), End: true } },
    ends: { error: "States.QueryEvaluationError", cause: /Seconds/ },
    history: "Started >W EvaluationFailed Failed",
  },
  {
    says: "the story's own time ends it in the middle of a Wait",
    states: { W: { Type: "Wait", Seconds: 100, End: true } },
    more: { TimeoutSeconds: 60 },
    ends: { error: undefined },
    history: "Started >W TimedOut",
  },
];
