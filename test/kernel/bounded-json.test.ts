import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBoundedJson, UnsafeJson } from "#kernel/bounded-json.ts";

const wide = { bytes: 1_000_000, depth: 100, keys: 100_000 };
const parse = (text: string | Uint8Array, limits: Partial<typeof wide> = {}) =>
  parseBoundedJson(typeof text === "string" ? Buffer.from(text) : text, { ...wide, ...limits });

/** The reason of the refusal; "taken" when there was none. */
const reasonOf = (text: string | Uint8Array, limits: Partial<typeof wide> = {}): string => {
  try {
    parse(text, limits);
    return "taken";
  } catch (error) {
    if (error instanceof UnsafeJson) return error.reason;
    throw error;
  }
};

describe("what goes beyond a limit (I15)", () => {
  test.each([
    ["[1]", { bytes: 3 }, "taken"],
    ["[12]", { bytes: 3 }, "too-large"],
    ['"é"', { bytes: 3 }, "too-large"],
    ["7", { depth: 0 }, "taken"],
    ["[]", { depth: 0 }, "too-deep"],
    ['[{"a":[]}]', { depth: 3 }, "taken"],
    ['[{"a":[]}]', { depth: 2 }, "too-deep"],
    ["[[],[],[],[]]", { depth: 2 }, "taken"],
    ['"[[[[[["', { depth: 0 }, "taken"],
    ['"\\"[[["', { depth: 0 }, "taken"],
    ['"\\\\"', { depth: 0 }, "taken"],
    ['{"a":1,"b":2}', { keys: 2 }, "taken"],
    ['{"a":1,"b":{"c":2}}', { keys: 2 }, "too-many-keys"],
    ['{"a:b":"c:d:e"}', { keys: 1 }, "taken"],
    ["[".repeat(500_000), {}, "too-deep"],
    ['{"a":'.repeat(8000), {}, "too-deep"],
  ])("%.30s within %o: %s", (text, limits, reason) => {
    expect(reasonOf(text, limits)).toBe(reason);
  });
});

describe("what two readers could understand differently", () => {
  test.each([
    ['{"a":1,"a":1}', "duplicate-key"],
    ['{"a":1,"\\u0061":2}', "duplicate-key"],
    ['{"a":{"b":1,"c":2},"a":{}}', "duplicate-key"],
    ['[{"x":{"":1,"":2}}]', "duplicate-key"],
    ['{"1":1,"1":2}', "duplicate-key"],
    ['{"a":{"b":1},"c":{"b":1}}', "taken"],
    ['{"a":1,"A":1}', "taken"],
    ['{"__proto__":{"polluted":true}}', "forbidden-key"],
    ['[{"a":{"__proto__":1}}]', "forbidden-key"],
    ['{"\\u005f\\u005fproto__":1}', "forbidden-key"],
    ['["__proto__"]', "taken"],
    ["\uFEFF{}", "malformed"],
    ["", "malformed"],
    ["\0", "malformed"],
    ["{'a':1}", "malformed"],
    ['{"a":1,}', "malformed"],
    ['{"a":1}{"a":1}', "malformed"],
    ['{"a"::1}', "malformed"],
    ['"\\', "malformed"],
    ["]]]][[", "malformed"],
    ["NaN", "malformed"],
  ])("%s is %s", (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  test.each([
    [[0xff]],
    [[0x22, 0xc3, 0x22]],
    [[0x22, 0xed, 0xa0, 0x80, 0x22]], // a surrogate in UTF-8
    [[0x22, 0xc0, 0x80, 0x22]], // an overlong NUL
  ])("bytes %o are not UTF-8", (bytes) => {
    expect(reasonOf(Uint8Array.from(bytes))).toBe("invalid-utf8");
  });

  test("constructor and prototype are plain members, and nothing is polluted", () => {
    const value = parse('{"constructor":{"prototype":{"polluted":true}},"prototype":1}');
    expect(value).toEqual(JSON.parse('{"constructor":{"prototype":{"polluted":true}},"prototype":1}'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("the refusal never quotes the input", () => {
    expect(() => parse('{"secret":"ada@example.com"')).toThrow(/^not acceptable as JSON: malformed$/);
  });
});

const json = fc.jsonValue({ maxDepth: 6, noUnicodeString: false });
const hasProto = (text: string) => text.includes("__proto__");

describe("any input", () => {
  test("that JSON.parse takes, and names nothing twice, is the same value", () => {
    fc.assert(
      fc.property(json, fc.nat({ max: 3 }), (value, space) => {
        const text = JSON.stringify(value, null, space);
        fc.pre(!hasProto(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 1000 },
    );
  });

  test("as raw text is taken exactly when JSON.parse takes it", () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"',
      "\\",
      '"a"',
      '"b"',
      "1",
      " ",
      "null",
      "-",
      "\\u0061",
      "é",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const reason = reasonOf(text);
        if (reason === "duplicate-key") expect(() => JSON.parse(text)).not.toThrow();
        else if (reason === "taken") expect(parse(text)).toEqual(JSON.parse(text));
        else expect(() => JSON.parse(text)).toThrow();
      }),
      { numRuns: 5000 },
    );
  });

  test("as bytes has an answer, and never another error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(typeof reasonOf(bytes)).toBe("string");
      }),
      { numRuns: 1000 },
    );
  });

  test("with one member of some object repeated is refused, wherever it is", () => {
    fc.assert(
      fc.property(json, fc.string(), json, json, (around, key, one, other) => {
        fc.pre(!hasProto(JSON.stringify([around, key, one, other])));
        const name = JSON.stringify(key);
        const twice = `{${name}:${JSON.stringify(one)},"other-${key.length}":0,${name}:${JSON.stringify(other)}}`;
        fc.pre(key !== `other-${key.length}`);
        expect(reasonOf(`[${JSON.stringify(around)},{"deep":${twice}}]`)).toBe("duplicate-key");
      }),
      { numRuns: 500 },
    );
  });

  test("has the depth and the members that a plain count of its value finds", () => {
    const count = (value: unknown): { depth: number; keys: number } => {
      if (typeof value !== "object" || value === null) return { depth: 0, keys: 0 };
      const inner = Object.values(value).map(count);
      return {
        depth: 1 + Math.max(0, ...inner.map(({ depth }) => depth)),
        keys: (Array.isArray(value) ? 0 : inner.length) + inner.reduce((sum, { keys }) => sum + keys, 0),
      };
    };
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        fc.pre(!hasProto(text));
        const { depth, keys } = count(value);
        expect(reasonOf(text, { depth, keys })).toBe("taken");
        if (depth > 0) expect(reasonOf(text, { depth: depth - 1 })).toBe("too-deep");
        if (keys > 0) expect(reasonOf(text, { keys: keys - 1 })).toBe("too-many-keys");
      }),
      { numRuns: 500 },
    );
  });
});
