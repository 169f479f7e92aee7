import { LogsClient } from "auth0/logs";
import { OrganizationsClient } from "auth0/organizations";
import { UserBlocksClient } from "auth0/userBlocks";
import type { UsersClient } from "auth0/users";
import * as z from "zod";
import { Busy } from "#kernel/failure.ts";
import type { UserId } from "#kernel/ids.ts";
import { type Instant, instantOf } from "#kernel/instant.ts";
import type { Extent } from "./identity.ts";
import { gone, parsed, type TenantCalls, unlessGone } from "./tenant-calls.ts";

const Organizations = z.object({ organizations: z.array(z.object({ id: z.string().regex(/^org_\w{1,60}$/) })) });
const Invitations = z.object({
  invitations: z.array(
    z.object({
      id: z.string().regex(/^[\w-]{1,64}$/),
      invitee: z.object({ email: z.string() }).partial().optional(),
    }),
  ),
});

/** An invitation by its place: both become parts of a path when it is deleted. */
export interface InvitationPlace {
  organization: string;
  invitation: string;
}
const Blocks = z.object({ blocked_for: z.array(z.unknown()) });
const Logged = z.object({
  date: z.iso.datetime({ offset: true }).transform((text) => instantOf(Date.parse(text))),
  type: z.string(),
  details: z
    .object({ request: z.object({ path: z.string() }) })
    .optional()
    .catch(undefined),
});
const LogPage = z.object({ logs: z.array(Logged), total: z.int().min(0) });
type LogPage = z.infer<typeof LogPage>;

const perPage = 100;
/** The tenant shows a search's first 1,000 results and no more. */
const mostPages = 10;

const addressChanged = "sce";
const linking = 'type:"sapi" AND description:"Link a User Account"';

/** The organisations a person is in, and the invitations there that name their addresses. */
export const organizationsOf = (calls: TenantCalls, users: UsersClient) => {
  const organizations = new OrganizationsClient(calls.clientOptions);

  const allPages = async <T>(operation: string, page: (page: number) => Promise<T[]>): Promise<T[]> => {
    const all: T[] = [];
    for (let number = 0; number < mostPages; number += 1) {
      const items = await page(number);
      all.push(...items);
      if (items.length < perPage) return all;
    }
    throw new Busy(`${operation}: the list does not end.`);
  };

  return {
    organizations,

    ids: (userId: UserId): Promise<string[]> =>
      allPages("list organizations", async (page) => {
        const list = () => users.organizations.list(userId, { page, per_page: perPage, include_totals: true });
        const answer = await unlessGone(calls.call("list organizations", "other", list));
        if (answer === gone) return [];
        return parsed("list organizations", Organizations, answer.response).organizations.map(({ id }) => id);
      }),

    invitations: async (ids: readonly string[], addresses: readonly string[]): Promise<InvitationPlace[]> => {
      const theirs = new Set(addresses.map((address) => address.toLowerCase()));
      const places: InvitationPlace[] = [];
      for (const organization of ids) {
        const found = await allPages("list invitations", async (page) => {
          const list = () =>
            organizations.invitations.list(organization, { page, per_page: perPage, include_totals: true });
          const { response } = await calls.call("list invitations", "other", list);
          return parsed("list invitations", Invitations, response).invitations;
        });
        for (const { id, invitee } of found) {
          if (theirs.has(invitee?.email?.toLowerCase() ?? "")) places.push({ organization, invitation: id });
        }
      }
      return places;
    },
  };
};

/**
 * How far the data of a person reaches beside the account itself. Changes are told from the tenant's log, so only as far back as it goes.
 * An account linked through the Management API leaves no entry in the person's own log; it is found by the path of the call.
 */
export const extentIn = (calls: TenantCalls, users: UsersClient) => {
  const logs = new LogsClient(calls.clientOptions);
  const blocks = new UserBlocksClient(calls.clientOptions);
  const organizations = organizationsOf(calls, users);

  const blockCount = async (userId: UserId): Promise<number> => {
    const answer = await unlessGone(calls.call("list blocks", "other", () => blocks.list(userId)));
    return answer === gone ? 0 : parsed("list blocks", Blocks, answer).blocked_for.length;
  };

  const logsOf = async (userId: UserId): Promise<LogPage> => {
    const list = () => users.logs.list(userId, { page: 0, per_page: perPage, include_totals: true, sort: "date:-1" });
    const answer = await unlessGone(calls.call("list logs", "read-logs", list));
    return answer === gone ? { logs: [], total: 0 } : parsed("list logs", LogPage, answer.response);
  };

  /** When an account was last linked to this one, since a moment. */
  const linkedSince = async (userId: UserId, since: Instant): Promise<Instant | undefined> => {
    for (let page = 0; page < mostPages; page += 1) {
      const list = () => logs.list({ search: linking, page, per_page: perPage, include_totals: true, sort: "date:-1" });
      const { response } = await calls.call("search logs", "read-logs", list);
      const { logs: found } = parsed("search logs", LogPage, response);
      const own = found.find(({ date, details }) => date >= since && isLinkingOf(userId, details?.request.path));
      if (own !== undefined) return own.date;
      const last = found.at(-1);
      if (found.length < perPage || last === undefined || last.date < since) return undefined;
    }
    throw new Busy("search logs: the list does not end.");
  };

  return async (userId: UserId, addresses: readonly string[], since: Instant): Promise<Extent> => {
    const ids = await organizations.ids(userId);
    const { logs: own, total } = await logsOf(userId);
    return {
      organizations: ids.length,
      invitations: (await organizations.invitations(ids, addresses)).length,
      bruteForceBlocks: await blockCount(userId),
      logEvents: total,
      newestLogAt: own[0]?.date,
      addressChangedAt: own.find(({ date, type }) => type === addressChanged && date >= since)?.date,
      linkedAt: await linkedSince(userId, since),
    };
  };
};

const isLinkingOf = (userId: UserId, path: string | undefined): boolean => {
  const [, id] = /\/api\/v2\/users\/([^/]+)\/identities\/?$/.exec(path ?? "") ?? [];
  if (id === undefined) return false;
  try {
    return decodeURIComponent(id) === userId;
  } catch {
    return false;
  }
};
