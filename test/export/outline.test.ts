import { describe, expect, test } from "vitest";
import { outline } from "#export/package/outline.ts";

describe("what a member holds is written down as people do", () => {
  test.each([
    ["a word", "green", "green"],
    ["several words", ["en", "de"], "en, de"],
    ["nothing", {}, ""],
    [
      "names and values",
      { lang: "en", newsletter: true, size: 2, none: null },
      "lang: en\nnewsletter: true\nsize: 2\nnone: null",
    ],
    ["a list of such", [{ a: 1 }, { a: 2 }], "a: 1\n\na: 2"],
    ["one in the other", { profile: { name: "Ada", tags: ["x", "y"] } }, "profile:\n  name: Ada\n  tags: x, y"],
  ])("%s", (_what, value, written) => {
    expect(outline(value)).toBe(written);
  });

  test("nothing in a value or a name begins a line of its own", () => {
    expect(outline({ "a\nblocked: true": "x\nblocked: true" }).split("\n")).toHaveLength(1);
  });

  test("what is nested without end stands as in the file", () => {
    const nested = JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`);
    expect(outline(nested).split("\n")).toHaveLength(7);
  });
});
