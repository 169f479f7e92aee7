import { DeviceCredentialsClient } from "auth0/deviceCredentials";
import { UserGrantsClient } from "auth0/userGrants";
import type { UsersClient } from "auth0/users";
import * as z from "zod";
import { Busy } from "#kernel/failure.ts";
import type { UserId } from "#kernel/ids.ts";
import { type Access, type AccessReading, TenantRefused } from "./identity.ts";
import { isGone, parsed, type TenantCalls, unlessMissing } from "./tenant-calls.ts";

/** Becomes part of a path when it is deleted, so it is as strict as a user id. */
const CredentialId = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/);

const Sessions = z.object({ sessions: z.array(z.unknown()), next: z.string().nullish() });
const RefreshTokens = z.object({ tokens: z.array(z.unknown()), next: z.string().nullish() });
const DeviceCredentials = z.object({ device_credentials: z.array(z.object({ id: CredentialId })) });
const Grants = z.object({ grants: z.array(z.unknown()) });

const perPage = 100;
/** No account has as many; an endless list ends here as `Busy`. */
const mostPages = 50;
/** Auth0 shows the first 1,000 device credentials and answers 400 beyond. */
const mostDevicePages = 10;

/** Asked for one by one: with paging and no type, Auth0 lists refresh tokens only. */
const deviceTypes = ["public_key", "refresh_token", "rotating_refresh_token"] as const;

/**
 * Sessions and refresh tokens can be listed and revoked on Enterprise plans only; elsewhere the tenant says no by a code that is not
 * documented. A missing scope is another matter: that is our mistake, and is never taken for the plan's limit.
 */
const isNotInPlan = (error: unknown): boolean =>
  error instanceof TenantRefused &&
  (error.statusCode === 403 || error.statusCode === 404) &&
  error.errorCode !== "insufficient_scope" &&
  error.errorCode !== "inexistent_user";

/** All that lets an account in, as the tenant lists it. */
export const waysIn = (calls: TenantCalls, users: UsersClient) => {
  const devices = new DeviceCredentialsClient(calls.clientOptions);
  const grants = new UserGrantsClient(calls.clientOptions);

  /** Counts over checkpoint pages, each of which has its own place with the pacer. */
  const countByCheckpoint = async (
    operation: string,
    page: (from: string | undefined) => Promise<{ items: unknown[]; next?: string | null | undefined }>,
  ): Promise<number> => {
    let count = 0;
    let from: string | undefined;
    for (let number = 0; number < mostPages; number += 1) {
      const { items, next } = await page(from);
      count += items.length;
      if (!next) return count;
      from = next;
    }
    throw new Busy(`${operation}: the list does not end.`);
  };

  /** The items of page and per_page lists: a page that is not full is the last. */
  const allByPage = async <T>(operation: string, most: number, page: (page: number) => Promise<T[]>): Promise<T[]> => {
    const all: T[] = [];
    for (let number = 0; number < most; number += 1) {
      const items = await page(number);
      all.push(...items);
      if (items.length < perPage) return all;
    }
    if (most === mostDevicePages) return all;
    throw new Busy(`${operation}: the list does not end.`);
  };

  const sessions = (userId: UserId): Promise<number> =>
    countByCheckpoint("list sessions", async (from) => {
      const list = () => users.sessions.list(userId, { take: perPage, ...(from !== undefined && { from }) });
      const { response } = await calls.call("list sessions", "other", list);
      const page = parsed("list sessions", Sessions, response);
      return { items: page.sessions, next: page.next };
    });

  const refreshTokens = (userId: UserId): Promise<number> =>
    countByCheckpoint("list refresh tokens", async (from) => {
      const list = () => users.refreshToken.list(userId, { take: perPage, ...(from !== undefined && { from }) });
      const { response } = await calls.call("list refresh tokens", "other", list);
      const page = parsed("list refresh tokens", RefreshTokens, response);
      return { items: page.tokens, next: page.next };
    });

  /** The ids of the first 1,000 of each type. */
  const deviceIds = async (userId: UserId): Promise<string[]> => {
    const operation = "list device credentials";
    const ids: string[] = [];
    for (const type of deviceTypes) {
      const items = await allByPage(operation, mostDevicePages, async (page) => {
        const asked = {
          user_id: userId,
          type,
          page,
          per_page: perPage,
          include_totals: true,
          fields: "id",
          include_fields: true,
        };
        const { response } = await calls.call(operation, "other", () => devices.list(asked));
        return parsed(operation, DeviceCredentials, response).device_credentials;
      });
      ids.push(...items.map(({ id }) => id));
    }
    // a tenant that takes no notice of the type shows the same ones three times
    return [...new Set(ids)];
  };

  const grantCount = async (userId: UserId): Promise<number> => {
    const items = await allByPage("list grants", mostPages, async (page) => {
      const asked = { user_id: userId, page, per_page: perPage, include_totals: true };
      const { response } = await calls.call("list grants", "other", () => grants.list(asked));
      return parsed("list grants", Grants, response).grants;
    });
    return items.length;
  };

  /** Nothing where the account is gone; not available where the plan has no such list. */
  const countOr = async (
    count: Promise<number>,
    name: keyof Access,
    notAvailable: (keyof Access)[],
  ): Promise<number> => {
    try {
      return await count;
    } catch (error) {
      if (isGone(error)) return 0;
      if (!isNotInPlan(error)) throw error;
      notAvailable.push(name);
      return 0;
    }
  };

  /** Sessions and refresh tokens in one call, which the tenant carries out later. False: not on this plan. */
  const endSessions = async (userId: UserId, options: UsersClient.RequestOptions): Promise<boolean> => {
    try {
      await calls.call("revoke access", "other", () => users.revokeAccess(userId, {}, options));
      return true;
    } catch (error) {
      if (isGone(error)) return true;
      if (isNotInPlan(error)) return false;
      throw error;
    }
  };

  return {
    /** Ends all of it, as far as the plan allows; the tenant carries some of it out later. Answers with what it cannot end. */
    endAll: async (
      userId: UserId,
      options: UsersClient.RequestOptions,
    ): Promise<{ notAvailable: (keyof Access)[] }> => {
      const ended = await endSessions(userId, options);
      for (const id of await deviceIds(userId)) {
        await unlessMissing(calls.call("delete device credential", "other", () => devices.delete(id, options)));
      }
      const removeGrants = () => grants.deleteByUserId({ user_id: userId }, options);
      await unlessMissing(calls.call("delete grants", "other", removeGrants));
      return { notAvailable: ended ? [] : ["sessions", "refreshTokens"] };
    },
    /** One list after the other, so that a small rate limit is not used up at once. */
    read: async (userId: UserId): Promise<AccessReading> => {
      const notAvailable: (keyof Access)[] = [];
      const sessionCount = await countOr(sessions(userId), "sessions", notAvailable);
      const tokenCount = await countOr(refreshTokens(userId), "refreshTokens", notAvailable);
      return {
        sessions: sessionCount,
        refreshTokens: tokenCount,
        deviceCredentials: (await deviceIds(userId)).length,
        grants: await grantCount(userId),
        notAvailable,
      };
    },
  };
};
