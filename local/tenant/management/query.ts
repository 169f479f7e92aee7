import { ApiError } from "./api-error.ts";

/**
 * The part of Auth0's Lucene syntax that consumers use: `field:value`, `field:"exact words"`, `field:prefix*`, `field:[a TO b]`,
 * `_exists_:field`, with NOT, AND, OR and groups in parentheses. Anything else is the 400 that Auth0 gives, not a silent wrong answer.
 */
export type Matches = (item: object) => boolean;

const token =
  /\s*(?:(AND|OR|NOT)(?=[\s(])|([()])|(-?[\w.]+):(?:"((?:[^"\\]|\\.)*)"|\[(\S+) TO (\S+)\]|([^\s()"[\]]+)))/y;

const invalid = (): ApiError => new ApiError(400, "invalid_query_string", "Invalid query string.");

const valuesAt = (item: unknown, path: string[]): unknown[] => {
  if (Array.isArray(item)) return item.flatMap((element) => valuesAt(element, path));
  const [first, ...rest] = path;
  if (first === undefined) return item === undefined || item === null ? [] : [item];
  if (item === null || typeof item !== "object") return [];
  return valuesAt((item as Record<string, unknown>)[first], rest);
};

const inRange = (value: string, from: string, to: string): boolean =>
  (from === "*" || value >= from) && (to === "*" || value <= to);

const isValue = (value: string, wanted: string): boolean =>
  wanted === "*" ||
  (wanted.endsWith("*")
    ? value.toLowerCase().startsWith(wanted.slice(0, -1).toLowerCase())
    : value.toLowerCase() === wanted.toLowerCase());

const term = (field: string, exact?: string, from?: string, to?: string, bare?: string): Matches => {
  const path = field.split(".");
  if (field === "_exists_") return (item) => valuesAt(item, (bare ?? exact ?? "").split(".")).length > 0;
  if (field === "_missing_") return (item) => valuesAt(item, (bare ?? exact ?? "").split(".")).length === 0;
  const isMatch = (value: string): boolean => {
    if (from !== undefined && to !== undefined) return inRange(value, from, to);
    if (exact !== undefined) return value.toLowerCase() === exact.replace(/\\(.)/g, "$1").toLowerCase();
    return isValue(value, (bare ?? "").replace(/\\(.)/g, "$1"));
  };
  return (item) => valuesAt(item, path).some((value) => isMatch(String(value)));
};

/** A function that says whether an item matches. AND binds more tightly than OR; nothing between two terms means AND. */
export const parseQuery = (query: string): Matches => {
  const text = query.trimEnd();
  let position = 0;
  /** Up to the end of the group that is open, or of the whole. */
  const group = (isOpen: boolean): Matches => {
    const alternatives: Matches[][] = [[]];
    let negate = false;
    const take = (positive: Matches, isNegative = negate): void => {
      alternatives.at(-1)?.push(isNegative ? (item) => !positive(item) : positive);
      negate = false;
    };
    let isClosed = false;
    while (!isClosed && position < text.length) {
      token.lastIndex = position;
      const match = token.exec(text);
      if (match === null) throw invalid();
      position = token.lastIndex;
      const [, operator, bracket, field = "", exact, from, to, bare] = match;
      if (operator === "OR") alternatives.push([]);
      else if (operator === "NOT") negate = true;
      else if (bracket === "(") take(group(true));
      else if (bracket === ")") isClosed = true;
      else if (operator === undefined)
        take(term(field.replace(/^-/, ""), exact, from, to, bare), negate !== field.startsWith("-"));
    }
    if (isClosed !== isOpen || negate || alternatives.some((terms) => terms.length === 0)) throw invalid();
    return (item) => alternatives.some((terms) => terms.every((matches) => matches(item)));
  };
  return group(false);
};
