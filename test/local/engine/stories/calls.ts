import { ask, bad, call, done, expression, fail, good, parkedAt, pass, slow, type Told } from "./telling.ts";

const retry = (names: string[], more: object = {}) => ({ ErrorEquals: names, ...more });
const to = (next: string, names: string[], more: object = {}) => ({ ErrorEquals: names, Next: next, ...more });
const large = "x".repeat(262_144);

/** Calling functions: results, retries, catches, timeouts, limits; parking and its answers. */
export const calls: Told[] = [
  {
    says: "a Task answers with what its function returned",
    states: { T: call("f") },
    functions: { f: [{ answers: { n: 1 } }] },
    ends: { output: { n: 1 } },
    history: `Started ${good("T")} Succeeded`,
  },
  {
    says: "without Output it is the whole answer of Lambda, payload and status",
    states: {
      T: { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments: { FunctionName: "f" }, End: true },
    },
    functions: { f: [{ answers: 1 }] },
    ends: { output: { ExecutedVersion: "$LATEST", Payload: 1, StatusCode: 200 } },
    history: `Started ${good("T")} Succeeded`,
  },
  {
    says: "Arguments may be one expression",
    states: {
      T: call("f", { Arguments: expression("{'FunctionName': 'f', 'Payload': $states.input.n + 1}") }),
    },
    input: { n: 1 },
    ends: { output: 2 },
    history: `Started ${good("T")} Succeeded`,
  },
  {
    says: "Assign of a Task sees its result",
    states: {
      T: call("f", { Assign: { x: expression("$states.result.Payload.n") }, Next: "S" }),
      S: done(expression("$x")),
    },
    functions: { f: [{ answers: { n: 5 } }] },
    ends: { output: 5 },
    history: `Started ${good("T")} >S <S Succeeded`,
  },
  {
    says: "Arguments that cannot be reckoned fail before anything is called",
    states: { T: call("f", { Arguments: { FunctionName: "f", Payload: expression("$states.input.none") } }) },
    ends: { error: "States.QueryEvaluationError", cause: /Arguments\/Payload/ },
    history: "Started >T EvaluationFailed Failed",
  },
  {
    says: "an Output that cannot be reckoned fails after the call",
    states: { T: call("f", { Output: expression("$states.result.none") }) },
    ends: { error: "States.QueryEvaluationError", cause: /Output/ },
    history: "Started >T TaskScheduled TaskStarted TaskSucceeded EvaluationFailed Failed",
  },
  {
    says: "what a function throws ends the run by its name, with Lambda's JSON as the cause",
    states: { T: call("f") },
    functions: { f: [{ throws: "Held" }] },
    ends: { error: "Held", cause: /^\{"errorType":"Held","errorMessage":"Held"/ },
    history: `Started >T ${bad} Failed`,
  },
  ...[
    ["the very name", ["Held"]],
    ["one name of several", ["Busy", "Held"]],
    ["States.TaskFailed", ["States.TaskFailed"]],
    ["States.ALL", ["States.ALL"]],
  ].map(
    ([what, names]): Told => ({
      says: `what a function throws is caught by ${what}`,
      states: { T: call("f", { Catch: [to("H", names as string[])] }), H: done("caught") },
      functions: { f: [{ throws: "Held" }] },
      ends: { output: "caught" },
      history: `Started >T ${bad} <T >H <H Succeeded`,
    }),
  ),
  {
    says: "a Catch that names another error leaves it alone",
    states: { T: call("f", { Catch: [to("H", ["Busy", "States.Timeout"])] }), H: done() },
    functions: { f: [{ throws: "Held" }] },
    ends: { error: "Held" },
    history: `Started >T ${bad} Failed`,
  },
  {
    says: "of two Catches the first that names it is taken",
    states: { T: call("f", { Catch: [to("A", ["Held"]), to("B", ["States.ALL"])] }), A: done("A"), B: done("B") },
    functions: { f: [{ throws: "Held" }] },
    ends: { output: "A" },
    history: `Started >T ${bad} <T >A <A Succeeded`,
  },
  {
    says: "a Catch reckons Output and Assign from the error",
    states: {
      T: call("f", {
        Catch: [
          to("S", ["Held"], {
            Comment: "a hold",
            Output: expression("$states.errorOutput.Error"),
            Assign: { given: expression("$states.input.n") },
          }),
        ],
      }),
      S: done([expression("$states.input"), expression("$given")]),
    },
    input: { n: 3 },
    functions: { f: [{ throws: "Held" }] },
    ends: { output: ["Held", 3] },
    history: `Started >T ${bad} <T >S <S Succeeded`,
  },
  {
    says: "a Retry calls again until it goes well, and enters the state once",
    states: { T: call("f", { Retry: [retry(["Busy"], { Comment: "patience" })] }) },
    functions: { f: [{ throws: "Busy" }, { throws: "Busy" }, { answers: "at last" }] },
    ends: { output: "at last" },
    history: `Started >T ${bad} ${bad} TaskScheduled TaskStarted TaskSucceeded <T Succeeded`,
  },
  {
    says: "a Retry gives up after three times more, unless it says how many",
    states: { T: call("f", { Retry: [retry(["Busy"])] }) },
    functions: { f: [{ throws: "Busy" }] },
    ends: { error: "Busy" },
    history: `Started >T ${bad} ${bad} ${bad} ${bad} Failed`,
  },
  {
    says: "a Retry of 0 attempts calls once",
    states: { T: call("f", { Retry: [retry(["Busy"], { MaxAttempts: 0 })] }) },
    functions: { f: [{ throws: "Busy" }] },
    ends: { error: "Busy" },
    history: `Started >T ${bad} Failed`,
  },
  {
    says: "every field of a Retry at once",
    states: {
      T: call("f", {
        Retry: [
          retry(["Busy"], {
            IntervalSeconds: 2,
            BackoffRate: 1.5,
            MaxAttempts: 1,
            MaxDelaySeconds: 60,
            JitterStrategy: "FULL",
          }),
        ],
      }),
    },
    functions: { f: [{ throws: "Busy" }, { answers: 1 }] },
    ends: { output: 1 },
    history: `Started >T ${bad} TaskScheduled TaskStarted TaskSucceeded <T Succeeded`,
  },
  {
    says: "what a Retry gives up on is caught",
    states: {
      T: call("f", { Retry: [retry(["Busy"], { MaxAttempts: 1 })], Catch: [to("H", ["Busy"])] }),
      H: done("caught"),
    },
    functions: { f: [{ throws: "Busy" }] },
    ends: { output: "caught" },
    history: `Started >T ${bad} ${bad} <T >H <H Succeeded`,
  },
  {
    says: "States.ALL retries whatever comes",
    states: { T: call("f", { Retry: [retry(["States.ALL"])] }) },
    functions: { f: [{ throws: "A" }, { throws: "B" }, { answers: 1 }] },
    ends: { output: 1 },
    history: `Started >T ${bad} ${bad} TaskScheduled TaskStarted TaskSucceeded <T Succeeded`,
  },
  {
    says: "a Task that takes longer than its time ends by States.Timeout",
    states: { T: call("f", { TimeoutSeconds: 10 }) },
    functions: { f: [{ hangs: true }] },
    ends: { error: "States.Timeout" },
    history: `Started >T ${slow} Failed`,
  },
  {
    says: "its time may be reckoned, and the timeout be retried",
    states: { T: call("f", { TimeoutSeconds: expression("$states.input.s"), Retry: [retry(["States.Timeout"])] }) },
    input: { s: 5 },
    functions: { f: [{ hangs: true }, { answers: 1 }] },
    ends: { output: 1 },
    history: `Started >T ${slow} TaskScheduled TaskStarted TaskSucceeded <T Succeeded`,
  },
  {
    says: "States.TaskFailed does not take a timeout",
    states: { T: call("f", { TimeoutSeconds: 1, Catch: [to("H", ["States.TaskFailed"])] }), H: done() },
    functions: { f: [{ hangs: true }] },
    ends: { error: "States.Timeout" },
    history: `Started >T ${slow} Failed`,
  },
  {
    says: "a time that is no number is an error before anything is called",
    states: { T: call("f", { TimeoutSeconds: expression("'soon'") }) },
    ends: { error: "States.QueryEvaluationError", cause: /TimeoutSeconds/ },
    history: "Started >T EvaluationFailed Failed",
  },
  {
    says: "the story's own time ends it in the middle of a call",
    states: { T: call("f") },
    more: { TimeoutSeconds: 30 },
    functions: { f: [{ hangs: true }] },
    ends: { error: undefined },
    history: "Started >T TaskScheduled TaskStarted TimedOut",
  },
  {
    says: "an answer above 256 KiB ends by States.DataLimitExceeded",
    states: { T: call("f") },
    functions: { f: [{ answers: large }] },
    ends: { error: "States.DataLimitExceeded", cause: /maximum number of bytes/ },
    history: `Started >T ${bad} Failed`,
  },
  {
    says: "States.ALL does not catch it, its own name does",
    states: {
      T: call("f", { Catch: [to("H", ["States.DataLimitExceeded"]), to("N", ["States.ALL"])] }),
      H: done("by name"),
      N: done("by all"),
    },
    functions: { f: [{ answers: large }] },
    ends: { output: "by name" },
    history: `Started >T ${bad} <T >H <H Succeeded`,
  },
  {
    says: "a variable that grows above 256 KiB is refused as well",
    states: {
      T: call("f", { Assign: { v: expression("$states.result.Payload & $states.result.Payload") }, Output: 1 }),
    },
    functions: { f: [{ answers: "y".repeat(200_000) }] },
    ends: { error: "States.DataLimitExceeded" },
    history: "Started >T TaskScheduled TaskStarted TaskSucceeded Failed",
  },
  {
    says: "a caught error goes on to a Fail that says it better",
    states: { T: call("f", { Catch: [to("F", ["States.ALL"])] }), F: fail("Refused", "said better") },
    functions: { f: [{ throws: "X" }] },
    ends: { error: "Refused", cause: "said better" },
    history: `Started >T ${bad} <T >F Failed`,
  },
  {
    says: "a parked Task goes on with its answer",
    states: { P: ask() },
    answers: [{ output: { yes: true } }],
    ends: { output: { yes: true } },
    history: `Started ${parkedAt("P")} TaskSucceeded <P Succeeded`,
  },
  {
    says: "a parked Task has Output and Assign from its answer",
    states: {
      P: ask({ Output: expression("$states.result.n"), Assign: { all: expression("$states.result") }, Next: "S" }),
      S: done([expression("$states.input"), expression("$all")]),
    },
    answers: [{ output: { n: 1 } }],
    ends: { output: [1, { n: 1 }] },
    history: `Started ${parkedAt("P")} TaskSucceeded <P >S <S Succeeded`,
  },
  {
    says: "a parked Task fails by the answer's error",
    states: { P: ask() },
    answers: [{ error: "Withdrawn", cause: "by the person" }],
    ends: { error: "Withdrawn", cause: "by the person" },
    history: `Started ${parkedAt("P")} TaskFailed Failed`,
  },
  {
    says: "which can be caught",
    states: { P: ask({ Catch: [to("H", ["Withdrawn"])] }), H: done("caught") },
    answers: [{ error: "Withdrawn" }],
    ends: { output: "caught" },
    history: `Started ${parkedAt("P")} TaskFailed <P >H <H Succeeded`,
  },
  {
    says: "and retried: the function parks anew, with another token",
    states: { P: ask({ Retry: [retry(["Again"])] }) },
    answers: [{ error: "Again" }, { output: 2 }],
    ends: { output: 2 },
    history: `Started ${parkedAt("P")} TaskFailed TaskScheduled TaskStarted TaskSubmitted TaskSucceeded <P Succeeded`,
  },
  {
    says: "a parked Task whose time is over ends by States.Timeout",
    states: { P: ask({ TimeoutSeconds: 60, Catch: [to("H", ["States.Timeout"])] }), H: done("in time") },
    answers: ["hold"],
    ends: { output: "in time" },
    history: `Started ${parkedAt("P")} TaskTimedOut <P >H <H Succeeded`,
  },
  {
    says: "one that stays without a heartbeat ends by States.HeartbeatTimeout",
    states: {
      P: ask({ TimeoutSeconds: 600, HeartbeatSeconds: 60, Catch: [to("H", ["States.HeartbeatTimeout"])] }),
      H: done("no beat"),
    },
    answers: ["hold"],
    ends: { output: "no beat" },
    history: `Started ${parkedAt("P")} TaskTimedOut <P >H <H Succeeded`,
  },
  {
    says: "a heartbeat that is reckoned",
    states: { P: ask({ HeartbeatSeconds: expression("30 + 30"), TimeoutSeconds: expression("600") }) },
    answers: ["hold"],
    ends: { error: "States.Timeout" },
    history: `Started ${parkedAt("P")} TaskTimedOut Failed`,
  },
  {
    says: "what goes on from one Task is what the next is sent",
    states: { A: call("f", { Next: "B" }), B: call("g") },
    functions: { f: [{ answers: { from: "f" } }] },
    ends: { output: { from: "f" } },
    history: `Started ${good("A")} ${good("B")} Succeeded`,
  },
  {
    says: "a Pass between Tasks bends what goes on",
    states: {
      A: call("f", { Next: "P" }),
      P: pass({ Output: { n: expression("$states.input.n * 2") }, Next: "B" }),
      B: call("g"),
    },
    functions: { f: [{ answers: { n: 4 } }] },
    ends: { output: { n: 8 } },
    history: `Started ${good("A")} >P <P ${good("B")} Succeeded`,
  },
];
