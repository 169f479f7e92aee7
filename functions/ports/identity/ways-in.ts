import { DeviceCredentialsClient } from "auth0/deviceCredentials";
import { RefreshTokensClient } from "auth0/refreshTokens";
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
/** What belongs to one application: its id becomes part of a path when it is deleted. */
const OfClient = z.object({ id: CredentialId, client_id: z.string() });
const RefreshTokens = z.object({ tokens: z.array(OfClient), next: z.string().nullish() });
const DeviceCredentials = z.object({ device_credentials: z.array(OfClient) });
const Grants = z.object({ grants: z.array(z.object({ id: CredentialId, clientID: z.string() })) });

type OfClient = z.infer<typeof OfClient>;

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
export const isNotInPlan = (error: unknown): boolean =>
  error instanceof TenantRefused &&
  (error.statusCode === 403 || error.statusCode === 404) &&
  error.errorCode !== "insufficient_scope" &&
  error.errorCode !== "inexistent_user";

/** All that lets an account in, as the tenant lists it. */
export const waysIn = (calls: TenantCalls, users: UsersClient) => {
  const devices = new DeviceCredentialsClient(calls.clientOptions);
  const grants = new UserGrantsClient(calls.clientOptions);
  const tokens = new RefreshTokensClient(calls.clientOptions);

  /** The items of checkpoint pages, each of which has its own place with the pacer. */
  const allByCheckpoint = async <T>(
    operation: string,
    page: (from: string | undefined) => Promise<{ items: T[]; next?: string | null | undefined }>,
  ): Promise<T[]> => {
    const all: T[] = [];
    let from: string | undefined;
    for (let number = 0; number < mostPages; number += 1) {
      const { items, next } = await page(from);
      all.push(...items);
      if (!next) return all;
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

  const sessions = (userId: UserId): Promise<unknown[]> =>
    allByCheckpoint("list sessions", async (from) => {
      const list = () => users.sessions.list(userId, { take: perPage, ...(from !== undefined && { from }) });
      const { response } = await calls.call("list sessions", "other", list);
      const page = parsed("list sessions", Sessions, response);
      return { items: page.sessions, next: page.next };
    });

  const refreshTokens = (userId: UserId): Promise<OfClient[]> =>
    allByCheckpoint("list refresh tokens", async (from) => {
      const list = () => users.refreshToken.list(userId, { take: perPage, ...(from !== undefined && { from }) });
      const { response } = await calls.call("list refresh tokens", "other", list);
      const page = parsed("list refresh tokens", RefreshTokens, response);
      return { items: page.tokens, next: page.next };
    });

  /** The first 1,000 of each type. */
  const deviceCredentials = async (userId: UserId): Promise<OfClient[]> => {
    const operation = "list device credentials";
    const found: OfClient[] = [];
    for (const type of deviceTypes) {
      const items = await allByPage(operation, mostDevicePages, async (page) => {
        const asked = {
          user_id: userId,
          type,
          page,
          per_page: perPage,
          include_totals: true,
          fields: "id,client_id",
          include_fields: true,
        };
        const { response } = await calls.call(operation, "other", () => devices.list(asked));
        return parsed(operation, DeviceCredentials, response).device_credentials;
      });
      found.push(...items);
    }
    // a tenant that takes no notice of the type shows the same ones three times
    return [...new Map(found.map((each) => [each.id, each])).values()];
  };

  const grantsOf = (userId: UserId): Promise<OfClient[]> =>
    allByPage("list grants", mostPages, async (page) => {
      const asked = { user_id: userId, page, per_page: perPage, include_totals: true };
      const { response } = await calls.call("list grants", "other", () => grants.list(asked));
      return parsed("list grants", Grants, response).grants.map(({ id, clientID }) => ({ id, client_id: clientID }));
    });

  /** Nothing where the account is gone; not available where the plan has no such list. */
  const listOr = async <T>(list: Promise<T[]>, name: keyof Access, notAvailable: (keyof Access)[]): Promise<T[]> => {
    try {
      return await list;
    } catch (error) {
      if (isGone(error)) return [];
      if (!isNotInPlan(error)) throw error;
      notAvailable.push(name);
      return [];
    }
  };

  /** What these applications hold of the person. Sessions are the tenant's own and belong to no application. */
  const ofClients = async (userId: UserId, clients: readonly string[]) => {
    const notAvailable: (keyof Access)[] = [];
    const theirs = ({ client_id }: OfClient): boolean => clients.includes(client_id);
    return {
      refreshTokens: (await listOr(refreshTokens(userId), "refreshTokens", notAvailable)).filter(theirs),
      deviceCredentials: (await deviceCredentials(userId)).filter(theirs),
      grants: (await grantsOf(userId)).filter(theirs),
      notAvailable,
    };
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
      for (const { id } of await deviceCredentials(userId)) {
        await unlessMissing(calls.call("delete device credential", "other", () => devices.delete(id, options)));
      }
      const removeGrants = () => grants.deleteByUserId({ user_id: userId }, options);
      await unlessMissing(calls.call("delete grants", "other", removeGrants));
      return { notAvailable: ended ? [] : ["sessions", "refreshTokens"] };
    },
    /** One list after the other, so that a small rate limit is not used up at once. */
    read: async (userId: UserId): Promise<AccessReading> => {
      const notAvailable: (keyof Access)[] = [];
      const sessionCount = (await listOr(sessions(userId), "sessions", notAvailable)).length;
      const tokenCount = (await listOr(refreshTokens(userId), "refreshTokens", notAvailable)).length;
      return {
        sessions: sessionCount,
        refreshTokens: tokenCount,
        deviceCredentials: (await deviceCredentials(userId)).length,
        grants: (await grantsOf(userId)).length,
        notAvailable,
      };
    },
    /** The same for some applications alone. */
    readOf: async (userId: UserId, clients: readonly string[]): Promise<AccessReading> => {
      const { notAvailable, refreshTokens, deviceCredentials, grants } = await ofClients(userId, clients);
      return {
        sessions: 0,
        refreshTokens: refreshTokens.length,
        deviceCredentials: deviceCredentials.length,
        grants: grants.length,
        notAvailable,
      };
    },
    /** Ends what these applications hold, one by one; sessions and everybody else's tokens stay. */
    endOf: async (
      userId: UserId,
      clients: readonly string[],
      options: UsersClient.RequestOptions,
    ): Promise<{ notAvailable: (keyof Access)[] }> => {
      const found = await ofClients(userId, clients);
      for (const { id } of found.refreshTokens) {
        await unlessMissing(calls.call("delete refresh token", "other", () => tokens.delete(id, options)));
      }
      for (const { id } of found.deviceCredentials) {
        await unlessMissing(calls.call("delete device credential", "other", () => devices.delete(id, options)));
      }
      for (const { id } of found.grants) {
        await unlessMissing(calls.call("delete grant", "other", () => grants.delete(id, options)));
      }
      return { notAvailable: found.notAvailable };
    },
  };
};
