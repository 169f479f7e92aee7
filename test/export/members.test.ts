import { describe, expect, test } from "vitest";
import { withEach, withMembers } from "#export/members.ts";
import type { JsonObject } from "#kernel/json.ts";

const same = (value: unknown) => value;

describe("an object gone through member by member", () => {
  test("is the very object when nothing changes", () => {
    const value = { a: 1, b: { c: [1, 2] } };
    expect(withMembers(value, (_, member) => member)).toBe(value);
  });

  test("keeps its members' order, loses what is dropped, and stays as it was itself", () => {
    const value: JsonObject = { a: 1, b: 2, c: 3, d: 4 };
    const changed = withMembers(
      value,
      (name, member) => (name === "b" ? undefined : name === "c" ? "other" : member),
      (name) => (name === "d" ? "e" : name),
    );
    expect(Object.entries(changed)).toEqual([
      ["a", 1],
      ["c", "other"],
      ["e", 4],
    ]);
    expect(value).toEqual({ a: 1, b: 2, c: 3, d: 4 });
  });

  test("keeps a member called __proto__ a member when another one changes", () => {
    const value = JSON.parse('{"__proto__":{"x":1},"b":2}') as JsonObject;
    const changed = withMembers(value, (name, member) => (name === "b" ? undefined : member));
    expect(JSON.stringify(changed)).toBe('{"__proto__":{"x":1}}');
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
  });
});

describe("a list gone through value by value", () => {
  test("is the very list when nothing changes, and another one otherwise", () => {
    const list = [1, "a", null];
    expect(withEach(list, (value) => same(value) as never)).toBe(list);
    expect(withEach(list, (value) => (value === "a" ? "b" : value))).toEqual([1, "b", null]);
    expect(list).toEqual([1, "a", null]);
  });
});
