import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#kernel/json.ts";
import { StoryRefused } from "#local/engine/failures.ts";
import { loadStory, placeholdersOf } from "#local/engine/load-story.ts";
import { parseStory } from "#local/engine/parse-story.ts";
import { engineWith, processor, story, task, temporaryFolder } from "./running.ts";

const problemsOf = (definition: Json): readonly string[] => {
  try {
    parseStory(definition);
  } catch (error) {
    if (error instanceof StoryRefused) return error.problems;
    throw error;
  }
  return [];
};

const pass = (more: JsonObject): JsonObject => story({ A: { Type: "Pass", End: true, ...more } });

describe("a story is refused when loaded", () => {
  test.each<[string, Json, string]>([
    ["without JSONata at the top", { StartAt: "A", States: { A: { Type: "Succeed" } } }, "must be JSONata"],
    ["a state in JSONPath", pass({ QueryLanguage: "JSONPath" }), "QueryLanguage"],
    ["a JSONPath field", pass({ ResultPath: "$.x" }), "unknown field ResultPath"],
    ["an unknown field", pass({ Colour: "red" }), "unknown field Colour"],
    [
      "a time that is plain text",
      story({ A: task("f", { TimeoutSeconds: "60" }) }),
      "'TimeoutSeconds': must be an expression",
    ],
    ["a task that may take no time", story({ A: task("f", { TimeoutSeconds: 0 }) }), "field 'TimeoutSeconds'"],
    ["an unknown state type", story({ A: { Type: "Sleep", End: true } }), "Type"],
    [
      "another resource",
      story({ A: task("f", { Resource: "arn:aws:states:::sqs:sendMessage" }) }),
      "'arn:aws:states:::sqs:sendMessage' is not a resource the engine runs",
    ],
    [
      "a Distributed Map",
      story({
        M: {
          Type: "Map",
          End: true,
          ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, StartAt: "A", States: { A: { Type: "Succeed" } } },
        },
      }),
      "Distributed Map is refused",
    ],
    [
      "tolerated failures",
      story({
        M: { Type: "Map", End: true, ToleratedFailureCount: 1, ItemProcessor: processor({ A: { Type: "Succeed" } }) },
      }),
      "ToleratedFailureCount",
    ],
    [
      "a missing target",
      story({ A: { Type: "Pass", Next: "Nowhere" } }),
      "state 'A' leads to 'Nowhere', which is not a state",
    ],
    ["an unreachable state", story({ A: { Type: "Succeed" }, B: { Type: "Succeed" } }), "nothing leads to state 'B'"],
    ["no end", story({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } }), "no state ends the machine"],
    ["a missing StartAt", { ...story({ A: { Type: "Succeed" } }), StartAt: "B" }, "StartAt names 'B'"],
    ["neither Next nor End", story({ A: { Type: "Pass" } }), "must have either Next or End"],
    ["a Task without a function", story({ A: task("f", { Arguments: { Payload: {} } }) }), "FunctionName is missing"],
    [
      "a Wait for two things",
      story({ A: { Type: "Wait", Seconds: 1, Timestamp: "2026-01-01T00:00:00Z", End: true } }),
      "exactly one of Seconds and Timestamp",
    ],
    [
      "States.ALL before other rules",
      story({
        A: task("f", {
          Catch: [
            { ErrorEquals: ["States.ALL"], Next: "B" },
            { ErrorEquals: ["E"], Next: "B" },
          ],
        }),
        B: { Type: "Succeed" },
      }),
      "States.ALL must be in the last rule",
    ],
    [
      "States.ALL beside other names",
      story({ A: task("f", { Retry: [{ ErrorEquals: ["States.ALL", "E"] }] }) }),
      "States.ALL must stand alone",
    ],
    [
      "a branch that assigns a variable of the story",
      story({
        A: { Type: "Pass", Assign: { x: 1 }, Next: "P" },
        P: {
          Type: "Parallel",
          End: true,
          Branches: [{ StartAt: "B", States: { B: { Type: "Pass", Assign: { x: 2 }, End: true } } }],
        },
      }),
      "'x' is a variable of the machine around",
    ],
    ["a variable called states", pass({ Assign: { states: 1 } }), "cannot be the name of a variable"],
    [
      "an expression that does not parse",
      pass({ Output: "{% 1 + %}" }),
      "state 'A': Output: '1 +' is not valid JSONata",
    ],
    ["half an expression", pass({ Output: "{% 1 " }), "must begin with {% and end with %}"],
    [
      "a name at the top level",
      pass({ Output: "{% name %}" }),
      "Reference to 'name' at the top level is not supported",
    ],
    ["$$", pass({ Output: "{% $$.x %}" }), "Reference to '$$' is not supported"],
    ["a result where there is none", pass({ Output: "{% $states.result %}" }), "$states.result is not available"],
    [
      "an error output outside a Catch",
      story({ A: task("f", { Output: "{% $states.errorOutput %}" }) }),
      "$states.errorOutput is only available in a Catch",
    ],
    [
      "a heartbeat as long as the timeout",
      story({ A: task("f", { TimeoutSeconds: 5, HeartbeatSeconds: 5 }) }),
      "HeartbeatSeconds must be less",
    ],
  ])("%s", (_, definition, problem) => {
    expect(problemsOf(definition).join("\n")).toContain(problem);
  });

  test.each(["$eval('1')", "$now()", "$millis()", "$random()", "$uuid()", "[1,2] ~> $shuffle()", "$map([1], $random)"])(
    "%s, with state and field named",
    (expression) => {
      const [problem] = problemsOf(pass({ Assign: { deep: { x: [`{% ${expression} %}`] } } }));
      expect(problem).toMatch(/^state 'A': Assign\/deep\/x\[0\]: \$\w+ /);
    },
  );

  test.each([
    "$match($states.input.x, /a+/)",
    "$states.input.x ~> /^(a+)+$/",
    "$states.input[x = /a/]",
    "$replace('a', /b/i, 'c')",
  ])("a regular expression: %s", (expression) => {
    expect(problemsOf(pass({ Output: `{% ${expression} %}` })).join()).toContain("regular expressions are refused");
  });

  test("with all its faults at once, also those deep inside a Map in a Parallel", () => {
    const inner = {
      Type: "Map",
      End: true,
      ItemProcessor: processor({ A: { Type: "Pass", Output: "{% $now() %}", End: true } }),
    };
    const problems = problemsOf(
      story({
        P: { Type: "Parallel", Branches: [{ StartAt: "M", States: { M: inner } }], Next: "Q" },
        Q: { Type: "Pass", Output: "{% $uuid() %}", End: true },
      }),
    );
    expect(problems).toHaveLength(2);
  });
});

describe("what stays allowed", () => {
  test("names inside filters, later steps, sorts and lambdas over them", () => {
    const Output = "{% $states.input.items[value > 3].{ 'k': name }^(name) %}";
    expect(problemsOf(pass({ Output }))).toEqual([]);
    expect(problemsOf(pass({ Output: "{% $map($states.input.a, function($x){ $x.b }) %}" }))).toEqual([]);
  });
});

describe("a story file", () => {
  const yaml = `# What the machine promises.
QueryLanguage: JSONata
StartAt: Say so
States:
  Say so: # a comment beside it
    Type: Task
    Resource: arn:aws:states:::lambda:invoke
    Arguments: { FunctionName: "\${SayFunction}", Payload: "{% $states.input %}" }
    End: true
`;
  const write = (text: string): string => {
    const file = join(temporaryFolder(), "s.asl.yaml");
    writeFileSync(file, text);
    return file;
  };

  test("is read with its comments, its placeholders filled, and can be deployed and run", async () => {
    const { definition } = await loadStory(write(yaml), { SayFunction: "say" });
    const { engine, calls } = engineWith({ say: () => "said" });
    engine.deploy("s", definition);
    await engine.startRun({ story: "s", name: "r", input: {} });
    await engine.settle();
    expect(calls).toEqual([{ name: "say", payload: {} }]);
  });

  test("tells which placeholders it names", () => {
    expect(placeholdersOf({ a: `\${One}`, b: [`\${Two} \${One}`] })).toEqual(["One", "Two"]);
  });

  test("is refused when a placeholder is not known, when a key stands twice, and when it is no YAML", async () => {
    await expect(loadStory(write(yaml), {})).rejects.toThrow(`\${SayFunction} is not among what this host can run`);
    await expect(loadStory(write(`${yaml}StartAt: Twice\n`), {})).rejects.toThrow(StoryRefused);
    await expect(loadStory(write("a: [1, 2"), {})).rejects.toThrow(StoryRefused);
  });
});
