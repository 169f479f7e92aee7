import { DeviceCredentialsClient } from "auth0/deviceCredentials";
import { LogsClient } from "auth0/logs";
import { UserGrantsClient } from "auth0/userGrants";
import type { UsersClient } from "auth0/users";
import * as z from "zod";
import { Busy } from "#kernel/failure.ts";
import type { UserId } from "#kernel/ids.ts";
import { Json, type JsonObject } from "#kernel/json.ts";
import { organizationSources } from "./collect-organizations.ts";
import { type CollectedPage, type CollectedPerson, type Source, TenantRefused } from "./identity.ts";
import { gone, parsed, type TenantCalls, unlessGone } from "./tenant-calls.ts";
import { isNotInPlan } from "./ways-in.ts";

// A person's data at the tenant, page by page, as the tenant shows it: what must be cut of it is cut later.

const Record_ = z.record(z.string(), Json);
const perPage = 100;
/** The tenant shows the first 1,000 of a list or search and answers 400 beyond. */
const mostPages = 10;

type Page = { items: JsonObject[]; next?: string | undefined };

/** A cursor that was not made here is a bug, and never an address at the tenant. */
const numberIn = (cursor: string | undefined): number => {
  if (cursor === undefined) return 0;
  if (!/^\d{1,6}$/.test(cursor)) throw new RangeError("not a page of this list");
  return Number(cursor);
};

export const collectIn = (calls: TenantCalls, users: UsersClient) => {
  const devices = new DeviceCredentialsClient(calls.clientOptions);
  const grants = new UserGrantsClient(calls.clientOptions);
  const logs = new LogsClient(calls.clientOptions);

  /** One page of a list by page and per_page: a page that is not full is the last. */
  const byPage = async (
    operation: string,
    key: string,
    cursor: string | undefined,
    list: (asked: { page: number; per_page: number; include_totals: true }) => PromiseLike<{ response: unknown }>,
    bucket: "other" | "read-logs" = "other",
  ): Promise<Page> => {
    const page = numberIn(cursor);
    const { response } = await calls.call(operation, bucket, () =>
      list({ page, per_page: perPage, include_totals: true }),
    );
    const items = parsed(operation, z.looseObject({ [key]: z.array(Record_) }), response)[key] as JsonObject[];
    return { items, ...(items.length === perPage && { next: String(page + 1) }) };
  };

  /** One page of a list by checkpoints, which the tenant hands out. */
  const byCheckpoint = async (
    operation: string,
    key: string,
    from: string | undefined,
    list: (asked: { take: number; from?: string }) => PromiseLike<{ response: unknown }>,
  ): Promise<Page> => {
    const { response } = await calls.call(operation, "other", () =>
      list({ take: perPage, ...(from !== undefined && { from }) }),
    );
    const shape = z.looseObject({ [key]: z.array(Record_), next: z.string().nullish() });
    const answer = parsed(operation, shape, response) as { next?: string | null } & Record<string, unknown>;
    return { items: answer[key] as JsonObject[], ...(answer.next && { next: answer.next }) };
  };

  const profile = async ({ userId }: CollectedPerson): Promise<Page> => {
    const user = parsed("read user", Record_, await calls.call("read user", "read-users", () => users.get(userId)));
    // an answer about somebody else must never be handed to this one (I7)
    if (user.user_id !== userId) throw new Busy("read user: the tenant answered about another account.");
    return { items: [user] };
  };

  /** By type, one after the other: with paging and no type, Auth0 lists refresh tokens only. */
  const deviceCredentials = async ({ userId }: CollectedPerson, cursor = "0.0"): Promise<Page> => {
    const types = ["public_key", "refresh_token", "rotating_refresh_token"] as const;
    const [place = "0", number = "0"] = cursor.split(".");
    const type = types[numberIn(place)];
    if (type === undefined) throw new RangeError("not a page of this list");
    const page = await byPage("list device credentials", "device_credentials", number, (asked) =>
      devices.list({ ...asked, user_id: userId, type }),
    );
    const more = page.next !== undefined && Number(page.next) < mostPages ? `${place}.${page.next}` : undefined;
    const next = more ?? (numberIn(place) + 1 < types.length ? `${numberIn(place) + 1}.0` : undefined);
    return { items: page.items, ...(next !== undefined && { next }) };
  };

  const sources: Record<Source, (person: CollectedPerson, cursor: string | undefined) => Promise<Page>> = {
    profile,
    organizations: ({ userId }, cursor) =>
      byPage("list organizations", "organizations", cursor, (asked) => users.organizations.list(userId, asked)),
    ...organizationSources(calls, users),
    roles: ({ userId }, cursor) => byPage("list roles", "roles", cursor, (asked) => users.roles.list(userId, asked)),
    permissions: ({ userId }, cursor) =>
      byPage("list permissions", "permissions", cursor, (asked) => users.permissions.list(userId, asked)),
    grants: ({ userId }, cursor) =>
      byPage("list grants", "grants", cursor, (asked) => grants.list({ ...asked, user_id: userId })),
    sessions: ({ userId }, cursor) =>
      byCheckpoint("list sessions", "sessions", cursor, (asked) => users.sessions.list(userId, asked)),
    "refresh-tokens": ({ userId }, cursor) =>
      byCheckpoint("list refresh tokens", "tokens", cursor, (asked) => users.refreshToken.list(userId, asked)),
    "device-credentials": deviceCredentials,
    "connected-accounts": ({ userId }, cursor) =>
      byCheckpoint("list connected accounts", "connected_accounts", cursor, ({ take, from }) =>
        users.connectedAccounts.list(userId, { take: Math.min(20, take), ...(from !== undefined && { from }) }),
      ),
    "authentication-methods": ({ userId }, cursor) =>
      byPage("list authentication methods", "authenticators", cursor, (asked) =>
        users.authenticationMethods.list(userId, asked),
      ),
    "log-events": logEventsIn({ calls, logs, users, byPage }),
  };

  return async (source: Source, person: CollectedPerson, cursor: string | undefined): Promise<CollectedPage> => {
    try {
      const page = await unlessGone(sources[source](person, cursor));
      return page === gone ? { items: [] } : page;
    } catch (error) {
      if (isNotInPlan(error)) return { items: [], notAvailable: true };
      throw error;
    }
  };
};

type ByPage = (
  operation: string,
  key: string,
  cursor: string | undefined,
  list: (asked: { page: number; per_page: number; include_totals: true }) => PromiseLike<{ response: unknown }>,
  bucket: "read-logs",
) => Promise<Page>;

/**
 * What the tenant's log says of the person, oldest first: the account's own listing, then searches by each of its logins and by its
 * address, which also find what was logged before the logins were linked. Where a search would pass its 1,000, it begins anew from the
 * last moment. The same record may come several times.
 */
const logEventsIn = ({
  logs,
  users,
  byPage,
}: {
  calls: TenantCalls;
  logs: LogsClient;
  users: UsersClient;
  byPage: ByPage;
}) => {
  const sort = "date:1";

  return async (person: CollectedPerson, cursor = "0.0."): Promise<Page> => {
    const searches = searchesFor(person);
    const [place = "0", number = "0", ...from] = cursor.split(".");
    const index = numberIn(place);
    const since = from.join(".");
    const search = searches[index - 1];
    if (index > 0 && search === undefined) throw new RangeError("not a page of this list");
    const query = since === "" ? search : `${search} AND date:[${since} TO *]`;
    const page =
      query === undefined
        ? await byPage(
            "list logs",
            "logs",
            number,
            (asked) => users.logs.list(person.userId, { ...asked, sort }),
            "read-logs",
          )
        : await byPage(
            "search logs",
            "logs",
            number,
            (asked) => logs.list({ ...asked, sort, search: query }),
            "read-logs",
          );
    const next = nextOf(page, { index, since, mostIndex: searches.length });
    return { items: page.items, ...(next !== undefined && { next }) };
  };
};

const nextOf = (
  { items, next }: Page,
  { index, since, mostIndex }: { index: number; since: string; mostIndex: number },
): string | undefined => {
  const nextList = index < mostIndex ? `${index + 1}.0.` : undefined;
  if (next === undefined) return nextList;
  if (Number(next) < mostPages) return `${index}.${next}.${since}`;
  // the listing cannot be asked from a moment; the searches that follow find the rest
  if (index === 0) return nextList;
  const last = items.at(-1)?.date;
  // a thousand records of one moment: no search gets past them
  if (typeof last !== "string" || last === since) throw new TenantRefused("search logs", 422, "too_many_at_once");
  return `${index}.0.${last}`;
};

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, "\\$&")}"`;

const searchesFor = ({ userId, logins, address }: CollectedPerson): string[] => [
  ...[...new Set<UserId>([userId, ...logins])].map((id) => `user_id:${quoted(id)}`),
  ...(address === undefined ? [] : [`user_name:${quoted(address)}`]),
];
