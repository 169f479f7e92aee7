import { UsersClient } from "auth0/users";
import * as z from "zod";
import type { Clock } from "#kernel/clock.ts";
import { instantOf, millisOf } from "#kernel/instant.ts";
import { parsed, type TenantCalls } from "#ports/identity/tenant-calls.ts";
import { accountOfUser } from "./listed-account.ts";
import { type ListedAccount, unreadable } from "./listing.ts";

const Found = z.object({ total: z.int().min(0), users: z.array(z.unknown()) });

/** No more can be paged to in one search. */
const mostInOne = 1000;
const perPage = 100;
/** Before the first account of any tenant. */
const beginning = Date.UTC(2012, 0, 1);

/** More accounts bear one and the same moment of creation than a search can show: an import of that size must be listed by an export. */
export class SliceTooFull extends Error {
  override readonly name = "SliceTooFull" as const;
}

/**
 * Every account by its moment of creation, which never changes: a stretch of time with more accounts than a search shows is halved until
 * it has few enough. Two calls and more for every thousand people, so only where the tenant exports no lists.
 */
export const slicesOf = async function* (
  calls: TenantCalls,
  flag: string,
  clock: Clock,
): AsyncIterable<ListedAccount | typeof unreadable> {
  const users = new UsersClient(calls.clientOptions);
  const fields = ["user_id", "created_at", "email", "email_verified", "blocked", "identities"];
  const search = async (from: number, to: number, page: number) => {
    const list = () =>
      users.list({
        q: `created_at:[${instantOf(from)} TO ${instantOf(to)}]`,
        search_engine: "v3",
        sort: "created_at:1",
        page,
        per_page: perPage,
        include_totals: true,
        fields: [...fields, "user_metadata", "app_metadata"].join(","),
      });
    const { response } = await calls.call("list accounts", "read-users", list);
    return parsed("list accounts", Found, response);
  };

  // the latest first on the stack, so that they are listed from the oldest on
  const stretches: [from: number, to: number][] = [[beginning, millisOf(clock.now())]];
  for (let next = stretches.pop(); next !== undefined; next = stretches.pop()) {
    const [from, to] = next;
    const first = await search(from, to, 0);
    if (first.total > mostInOne) {
      if (from >= to) throw new SliceTooFull("More accounts were created in one millisecond than a search shows.");
      const middle = Math.floor((from + to) / 2);
      stretches.push([middle + 1, to], [from, middle]);
      continue;
    }
    for (let page = 0, found = first; ; page += 1) {
      if (page > 0) found = await search(from, to, page);
      for (const user of found.users) yield accountOfUser(user, flag) ?? unreadable;
      if (found.users.length < perPage || (page + 1) * perPage >= mostInOne) break;
    }
  }
};
