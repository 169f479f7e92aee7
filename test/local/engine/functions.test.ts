import { describe, expect, test } from "vitest";
import { play } from "./running.ts";

const answerTo = async (expression: string) => {
  const { run } = await play({ A: { Type: "Pass", Output: { v: `{% ${expression} %}` }, End: true } });
  return run?.status === "SUCCEEDED" ? (run.output as { v: unknown }).v : run?.error;
};

describe("the functions Step Functions adds to JSONata", () => {
  test.each<[string, unknown]>([
    ["$partition([1,2,3,4,5], 2)", [[1, 2], [3, 4], [5]]],
    ["$partition([1,2,3], 2.9)", [[1, 2], [3]]],
    ["$partition([1,2,3], 0)", "States.QueryEvaluationError"],
    ["$range(0, 10, 5)", [0, 5, 10]],
    ["$range(3, 0, -1)", [3, 2, 1, 0]],
    ["$range(7, 7, 1)", 7],
    ["$range(0, 3)", "States.QueryEvaluationError"],
    ["$range(0, 1e9, 1)", "States.QueryEvaluationError"],
    ["$hash('abc', 'MD5')", "900150983cd24fb0d6963f7d28e17f72"],
    ["$hash('abc', 'SHA-1')", "a9993e364706816aba3e25717850c26c9cd0d89d"],
    ["$hash('abc', 'SHA-256')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    ["$hash('abc', 'sha-256')", "States.QueryEvaluationError"],
    ["$parse('{\"a\": [1, true]}')", { a: [1, true] }],
    ["$parse('{')", "States.QueryEvaluationError"],
  ])("%s is %j", async (expression, value) => {
    expect(await answerTo(expression)).toEqual(value);
  });
});
