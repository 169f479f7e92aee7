import { millisOf, plus } from "#kernel/instant.ts";
import { ApiError, badQuery } from "./api-error.ts";
import type { Call } from "./operation.ts";

const wholeNumber = (query: URLSearchParams, name: string, min: number, max: number): number | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (text === "" || !Number.isInteger(value) || value < min || value > max)
    throw badQuery(`${name} has to be a whole number from ${min} to ${max}`);
  return value;
};

export const flag = (query: URLSearchParams, name: string): boolean | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  if (text !== "true" && text !== "false") throw badQuery(`${name} has to be true or false`);
  return text === "true";
};

/** A text of the query; undefined when it is not there. */
export const textOf = (query: URLSearchParams, name: string, min: number, max: number): string | undefined => {
  const text = query.get(name);
  if (text !== null && (text.length < min || text.length > max))
    throw badQuery(`${name} has to have ${min} to ${max} characters`);
  return text ?? undefined;
};

/** Keeps, or leaves out, what `fields` names. */
export const project = (query: URLSearchParams, item: object): object => {
  const include = flag(query, "include_fields") ?? true;
  const fields = query.get("fields")?.split(",").filter(Boolean);
  if (fields === undefined || fields.length === 0) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name) === include));
};

interface List {
  /** The name of the list in an answer with totals. */
  key: string;
  items: readonly object[];
  /** What `include_totals` adds, as each operation's own schema has it. */
  totals?: ("start" | "limit" | "length" | "total")[];
  /** Lists more than which cannot be paged to. */
  cap?: number;
  /** 0 for the few lists that may be asked for nothing but their totals. */
  leastPerPage?: 0 | 1;
  lastPage?: number;
}

const pageOf = (
  { query }: Call,
  { cap = 50, leastPerPage = 1, lastPage = 1_000_000 }: List,
): { page: number; perPage: number } => ({
  page: wholeNumber(query, "page", 0, lastPage) ?? 0,
  perPage: wholeNumber(query, "per_page", leastPerPage, 100) ?? Math.min(50, cap),
});

/** `field:1` or `field:-1`. */
export const sorted = <T extends object>(items: readonly T[], sort: string | null | undefined): T[] => {
  if (sort === null || sort === undefined) return [...items];
  const [, field, order] = /^([\w.]+):(-?1)$/.exec(sort) ?? [];
  if (field === undefined) throw badQuery("sort has to be field:1 or field:-1");
  const valueIn = (item: object): string => String((item as Record<string, unknown>)[field] ?? "");
  const factor = order === "1" ? 1 : -1;
  return [...items].sort((a, b) => factor * valueIn(a).localeCompare(valueIn(b)));
};

/** A list in the style of `page` and `per_page`. */
export const offsetPage = (call: Call, list: List): unknown => {
  const { key, items, totals = ["start", "limit", "total"], cap } = list;
  const { page, perPage } = pageOf(call, list);
  flag(call.query, "include_fields"); // also where there is nothing to leave out
  const start = page * perPage;
  if (cap !== undefined && start + perPage > cap)
    throw new ApiError(400, "invalid_paging", `You can only page through the first ${cap} records.`);
  const shown = items.slice(start, start + perPage).map((item) => project(call.query, item));
  if (flag(call.query, "include_totals") !== true) return shown;
  const all = { start, limit: perPage, length: shown.length, total: items.length };
  return { ...Object.fromEntries(totals.map((name) => [name, all[name]])), [key]: shown };
};

const encodeNext = (id: string, until: string): string =>
  Buffer.from(JSON.stringify([id, until])).toString("base64url");

const decodeNext = (token: string): [string, string] => {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    if (Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "string")
      return [value[0], value[1]];
  } catch {
    // said below, in Auth0's words
  }
  throw badQuery("from is not a checkpoint of this list");
};

export const asksForCheckpoint = ({ query }: Call): boolean => query.has("from") || query.has("take");

/** A list in the style of `from` and `take`; `next` is good for 24 hours. The items are ordered by `idOf`. */
export const checkpointPage = <T extends object>(
  call: Call,
  { key, items, idOf }: { key: string; items: readonly T[]; idOf: (item: T) => string },
): Record<string, unknown> => {
  const take = wholeNumber(call.query, "take", 1, 100) ?? 50;
  flag(call.query, "include_fields");
  const from = call.query.get("from");
  const now = call.core.clock.now();
  const [after, until] = from === null ? ["", ""] : decodeNext(from);
  if (until !== "" && millisOf(now) > Date.parse(until)) throw badQuery("from is older than 24 hours");
  const rest = [...items].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)).filter((item) => idOf(item) > after);
  const shown = rest.slice(0, take);
  const last = shown.at(-1);
  const next = rest.length > take && last !== undefined ? encodeNext(idOf(last), plus(now, 86_400)) : undefined;
  return { [key]: shown.map((item) => project(call.query, item)), ...(next === undefined ? {} : { next }) };
};
