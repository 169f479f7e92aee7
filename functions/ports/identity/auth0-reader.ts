import { BlocksClient } from "auth0/anomaly/blocks";
import { LogStreamsClient } from "auth0/logStreams";
import { LogsClient } from "auth0/logs";
import { UserBlocksClient } from "auth0/userBlocks";
import { UsersClient } from "auth0/users";
import * as z from "zod";
import { ApplicationBlock } from "#kernel/block.ts";
import { Busy } from "#kernel/failure.ts";
import { UserId } from "#kernel/ids.ts";
import { instantOf } from "#kernel/instant.ts";
import { Json } from "#kernel/json.ts";
import { type PickedEvent, pickEvent } from "#kernel/log-event.ts";
import { collectIn } from "./collect.ts";
import { queryFor } from "./counted-accounts.ts";
import { extentIn } from "./extent.ts";
import { type Account, type IdentityReader, TenantRefused } from "./identity.ts";
import { LanguageMetadata, languageOf } from "./language.ts";
import { blocksMember, restrictedMember } from "./our-members.ts";
import { checkIp, checkUserId, gone, parsed, type TenantAccess, tenantCalls, unlessGone } from "./tenant-calls.ts";
import { waysIn } from "./ways-in.ts";

const TenantUser = z.object({
  user_id: UserId,
  created_at: z.iso.datetime({ offset: true }).transform((text) => instantOf(Date.parse(text))),
  identities: z
    .array(
      z
        .object({
          provider: z.string(),
          user_id: z.union([z.string(), z.number()]),
          connection: z.string(),
          isSocial: z.boolean().default(false),
          profileData: z.object({ email: z.string().nullish() }).optional().catch(undefined),
        })
        .transform(({ provider, user_id, connection, isSocial, profileData }) => ({
          userId: `${provider}|${user_id}`,
          connection,
          social: isSocial,
          ...(profileData?.email && { email: profileData.email }),
        }))
        .pipe(z.object({ userId: UserId, connection: z.string(), social: z.boolean(), email: z.string().optional() })),
    )
    .min(1),
  email: z.string().nullish(),
  email_verified: z.boolean().nullish(),
  blocked: z.boolean().nullish(),
  user_metadata: LanguageMetadata,
  app_metadata: z
    .record(z.string(), z.unknown())
    .catch({})
    .default({})
    .transform((members) => ({
      names: Object.keys(members),
      // what is there and cannot be read as ours is as good as another one: it is written anew
      blocks: z.array(ApplicationBlock).optional().catch([]).parse(members[blocksMember]),
      restricted: members[restrictedMember] === true,
    })),
});

/** Only what decisions need: nothing else of the profile ever comes into this process. */
const fields = "user_id,created_at,identities,email,email_verified,blocked,user_metadata,app_metadata";

const accountOf = (user: z.infer<typeof TenantUser>): Account => {
  return {
    userId: user.user_id,
    createdAt: user.created_at,
    identities: user.identities.map(({ userId, connection, social }) => ({ userId, connection, social })),
    email: user.email || undefined,
    emailVerified: user.email_verified === true,
    locale: languageOf(user.user_metadata),
    blocked: user.blocked === true,
    addresses: [...new Set([user.email, ...user.identities.map(({ email }) => email)])].filter(
      (each) => !!each,
    ) as string[],
    appMetadata: user.app_metadata.names,
    ...(user.app_metadata.blocks !== undefined && { applicationBlocks: user.app_metadata.blocks }),
    ...(user.app_metadata.restricted && { restricted: true }),
  };
};

const Roles = z.object({ roles: z.array(z.object({ name: z.string().min(1) })) });
/** Records are picked as they are read: nothing else of them comes any further into this process. */
const Records = z
  .array(Json)
  .transform((records) => records.map(pickEvent).filter((picked): picked is PickedEvent => typeof picked === "object"));
const Streams = z.array(
  z.object({ id: z.string(), name: z.string().default(""), status: z.enum(["active", "paused", "suspended"]) }),
);
const BruteForce = z.object({
  blocked_for: z.array(z.object({ identifier: z.string(), ip: z.string().nullish() })),
});
const Total = z.object({ total: z.int().min(0) });
/** It goes into a path: an empty or dotted one would address the whole log. */
const plainLogId = /^[A-Za-z0-9_-]{1,200}$/;
const rolesPerPage = 100;
const mostRolePages = 20;

/** Reads the tenant by its Management API, over the SDK. */
export const auth0Reader = (access: TenantAccess): IdentityReader => {
  const calls = tenantCalls(access);
  const users = new UsersClient(calls.clientOptions);
  const ways = waysIn(calls, users);
  const extent = extentIn(calls, users);
  const collect = collectIn(calls, users);
  const userBlocks = new UserBlocksClient(calls.clientOptions);
  const addresses = new BlocksClient(calls.clientOptions);
  const logs = new LogsClient(calls.clientOptions);
  const logStreams = new LogStreamsClient(calls.clientOptions);

  return {
    read: async (userId) => {
      checkUserId(userId);
      const get = () => users.get(userId, { fields, include_fields: true });
      const answer = await unlessGone(calls.call("read user", "read-users", get));
      if (answer === gone) return undefined;
      const user = parsed("read user", TenantUser, answer);
      // an answer about somebody else must never decide about this one (I7)
      if (user.user_id !== userId) throw new Busy("read user: the tenant answered about another account.");
      return accountOf(user);
    },

    byEmail: async (address) => {
      // stored in lower case, and searched as it is written
      const list = () => users.listUsersByEmail({ email: address.toLowerCase(), fields, include_fields: true });
      const answer = await calls.call("list users by email", "read-users", list);
      return parsed("list users by email", z.array(TenantUser), answer).map(accountOf);
    },

    access: async (userId) => {
      checkUserId(userId);
      return ways.read(userId);
    },

    collect: async (source, person, cursor) => {
      checkUserId(person.userId);
      return collect(source, person, cursor);
    },

    accessTo: async (userId, clients) => {
      checkUserId(userId);
      return ways.readOf(userId, clients);
    },

    bruteForceBlocks: async (userId) => {
      checkUserId(userId);
      const answer = await unlessGone(calls.call("list blocks", "other", () => userBlocks.list(userId)));
      if (answer === gone) return [];
      return parsed("list blocks", BruteForce, answer).blocked_for.map(({ identifier, ip }) => ({
        identifier,
        ...(ip && { ip }),
      }));
    },

    isIpBlocked: async (ip) => {
      checkIp(ip);
      try {
        await calls.call("check address", "other", () => addresses.checkIp(ip));
        return true;
      } catch (error) {
        // 404 is the documented answer for an address that is not held back
        if (error instanceof TenantRefused && error.statusCode === 404) return false;
        throw error;
      }
    },

    extent: async (userId, addresses, since) => {
      checkUserId(userId);
      return extent(userId, addresses, since);
    },

    logsAfter: async (logId) => {
      // with `from`, the page numbers that the SDK would add have no meaning
      const list =
        logId === undefined
          ? () => logs.list({ page: 0, per_page: 1, sort: "date:-1", include_totals: false })
          : () =>
              logs.list(
                { page: null, per_page: null, include_totals: null },
                { queryParams: { from: logId, take: 100 } },
              );
      const { response } = await calls.call("list logs", "read-logs", list);
      return parsed("list logs", Records, response);
    },

    logRecord: async (logId) => {
      if (!plainLogId.test(logId)) return undefined;
      try {
        const picked = pickEvent(
          parsed("read log", Json, await calls.call("read log", "read-logs", () => logs.get(logId))),
        );
        return typeof picked === "object" && picked.logId === logId ? picked : undefined;
      } catch (error) {
        if (error instanceof TenantRefused && error.statusCode === 404) return undefined;
        throw error;
      }
    },

    streams: async () => {
      const found = parsed("list streams", Streams, await calls.call("list streams", "other", () => logStreams.list()));
      return found.filter(({ name }) => name.startsWith("Habeas")).map(({ id, status }) => ({ id, status }));
    },

    countUsers: async (which) => {
      const search = which && ({ q: queryFor(which), search_engine: "v3" } as const);
      const list = () => users.list({ ...search, page: 0, per_page: 1, include_totals: true, fields: "user_id" });
      const { response } = await calls.call("count users", "read-users", list);
      return parsed("count users", Total, response).total;
    },

    roles: async (userId) => {
      checkUserId(userId);
      const names: string[] = [];
      for (let page = 0; page < mostRolePages; page += 1) {
        const list = () => users.roles.list(userId, { page, per_page: rolesPerPage, include_totals: true });
        const answer = await unlessGone(calls.call("list roles", "other", list));
        if (answer === gone) return [];
        const { roles } = parsed("list roles", Roles, answer.response);
        names.push(...roles.map(({ name }) => name));
        if (roles.length < rolesPerPage) return names;
      }
      throw new Busy("list roles: the list does not end.");
    },
  };
};
