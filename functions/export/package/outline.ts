import type { Json } from "#kernel/json.ts";

/** Deeper than anybody reads: from here on it stands as in the file. */
const deepest = 6;

const isMany = (value: Json): value is Json[] | Record<string, Json> => typeof value === "object" && value !== null;

/** A value on one line: what would break the line is written as in the file. */
const onOneLine = (value: Json): string =>
  typeof value === "string" && !/[\n\r]/.test(value) ? value : JSON.stringify(value);

const indented = (text: string): string => text.replaceAll(/^/gm, "  ");

/** What a member holds, as people write it down: a line for each name, what it holds indented below, lists one after the other. */
export const outline = (value: Json, depth = 0): string => {
  if (!isMany(value)) return onOneLine(value);
  if (depth === deepest) return JSON.stringify(value);
  if (Array.isArray(value)) {
    if (!value.some(isMany)) return value.map(onOneLine).join(", ");
    return value.map((each) => outline(each, depth + 1)).join("\n\n");
  }
  return Object.entries(value)
    .map(([name, held]) => {
      const isNested = isMany(held) && !(Array.isArray(held) && !held.some(isMany));
      return `${onOneLine(name)}:${isNested ? `\n${indented(outline(held, depth + 1))}` : ` ${outline(held, depth + 1)}`}`;
    })
    .join("\n");
};
