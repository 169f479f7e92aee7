import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementsIn, onlyArrayIn } from "#kernel/json-elements.ts";

const textsOf = (parts: Uint8Array[]): string[] => parts.map((part) => Buffer.from(part).toString("utf8"));

describe("the elements of an array", () => {
  test("are its bytes, whatever stands in them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue(), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(0, 1, 2),
        (value, indent) => {
          const parts = textsOf(elementsIn(Buffer.from(JSON.stringify(value, null, indent))));
          expect(parts.map((part) => JSON.parse(part))).toEqual(JSON.parse(JSON.stringify(value)));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("are none where there are none", () => {
    expect(elementsIn(Buffer.from("[]"))).toEqual([]);
    expect(elementsIn(Buffer.from("[ \n]"))).toEqual([]);
  });

  test("end with the array, and begin where it is told to", () => {
    expect(textsOf(elementsIn(Buffer.from('{"a":[1],"b":["]\\"",[2,3]],"c":[4]}'), 13))).toEqual(['"]\\""', "[2,3]"]);
  });
});

describe("an object's only array", () => {
  test.each([
    ['{"logs":[1]}', 8],
    ['{ "logs" : [1] }', 11],
    ['{"logs":[1],"logs":[2]}', undefined],
    ['{"logs":[1],"more":2}', undefined],
    ['{"other":[1]}', undefined],
    ['{"logs":{"logs":[1]}}', undefined],
    ['{"logs":"[1]"}', undefined],
    ['{"x":{"logs":[1]}}', undefined],
    ["{}", undefined],
  ])("of %s opens at %s", (text, at) => {
    expect(onlyArrayIn(Buffer.from(text), "logs")).toBe(at);
  });
});
