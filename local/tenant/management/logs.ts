import type { LogEvent } from "../log-events.ts";
import { ApiError, badQuery, notFound } from "./api-error.ts";
import { type Call, type Operation, ok } from "./operation.ts";
import { asksForCheckpoint, offsetPage, project } from "./paging.ts";
import { parseQuery } from "./query.ts";

const scopes = ["read:logs", "read:logs_users"];

/** The Logs API shows a record with the fields of its own schema: what only streams carry, and a list of scopes, are not among them. */
const shown = ({ $event_schema: _, tenant_name: __, environment_name: ___, scope, ...event }: LogEvent): object => ({
  ...event,
  ...(scope === undefined ? {} : { scope: Array.isArray(scope) ? scope.join(" ") : scope }),
});

const checkpoint = (call: Call): object[] => {
  const take = Number(call.query.get("take") ?? 50);
  if (!Number.isInteger(take) || take < 1 || take > 100) throw badQuery("take has to be a whole number from 1 to 100");
  return call.core.logs.after(call.query.get("from") ?? "", take).map((event) => project(call.query, shown(event)));
};

const search = (call: Call, events: LogEvent[], leastPerPage: 0 | 1): unknown => {
  const text = call.query.get("search") ?? call.query.get("q") ?? "";
  if (text.length > 2000) throw new ApiError(414, undefined, "The query is too long.");
  const found = events.filter(text === "" ? () => true : parseQuery(text));
  const newestFirst = (call.query.get("sort") ?? "date:-1").endsWith(":-1");
  const items = (newestFirst ? found.reverse() : found).map(shown);
  return offsetPage(call, {
    key: "logs",
    items,
    totals: ["start", "limit", "length", "total"],
    cap: 1000,
    leastPerPage,
  });
};

export const logOperations: Operation[] = [
  {
    method: "GET",
    path: "/logs",
    scopes,
    bucket: "logs_read",
    handle: (call) => ok(asksForCheckpoint(call) ? checkpoint(call) : search(call, call.core.logs.all(), 0)),
  },
  {
    method: "GET",
    path: "/logs/:id",
    scopes,
    bucket: "logs_read",
    handle: ({ core, params }) => {
      const event = core.logs.get(params.id ?? "");
      if (event === undefined) throw notFound("The log event does not exist.", "inexistent_log");
      return ok(shown(event));
    },
  },
  {
    method: "GET",
    path: "/users/:id/logs",
    scopes,
    bucket: "logs_read",
    // also for an account that is gone: its records stay until retention ends
    handle: (call) => ok(search(call, call.core.logs.all(call.params.id ?? ""), 1)),
  },
];
