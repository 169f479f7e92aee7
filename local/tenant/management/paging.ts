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

/** Keeps, or leaves out, what `fields` names. */
export const project = (query: URLSearchParams, item: object): object => {
  const fields = query.get("fields")?.split(",").filter(Boolean);
  if (fields === undefined || fields.length === 0) return item;
  const include = flag(query, "include_fields") ?? true;
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
}

const pageOf = ({ query }: Call, most: number): { page: number; perPage: number } => ({
  page: wholeNumber(query, "page", 0, 1_000_000) ?? 0,
  perPage: wholeNumber(query, "per_page", 0, 100) ?? Math.min(50, most),
});

/** A list in the style of `page` and `per_page`. */
export const offsetPage = (call: Call, { key, items, totals = ["start", "limit", "total"], cap }: List): unknown => {
  const { page, perPage } = pageOf(call, cap ?? 50);
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
