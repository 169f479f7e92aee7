import { UserBlocksClient } from "auth0/userBlocks";
import { UsersClient } from "auth0/users";
import * as z from "zod";
import type { UserId } from "#kernel/ids.ts";
import { organizationsOf } from "./extent.ts";
import type { IdentityEraser } from "./identity.ts";
import { underStep } from "./step-key.ts";
import {
  checkUserId,
  gone,
  isGone,
  parsed,
  type TenantAccess,
  tenantCalls,
  unlessGone,
  unlessMissing,
} from "./tenant-calls.ts";
import { isNotInPlan, waysIn } from "./ways-in.ts";

const Blocked = z.object({ blocked: z.literal(true) });

/** Changes the tenant by its Management API, over the SDK. Every call may be repeated: what is already so counts as done. */
export const auth0Eraser = (access: TenantAccess): IdentityEraser => {
  const calls = tenantCalls(access);
  const users = new UsersClient(calls.clientOptions);
  const ways = waysIn(calls, users);
  const organizations = organizationsOf(calls, users);
  const blocks = new UserBlocksClient(calls.clientOptions);

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
    block: async (userId, step) => {
      checkUserId(userId);
      const options = underStep(step);
      const update = () => users.update(userId, { blocked: true }, options);
      const answer = await unlessGone(calls.call("block user", "write-users", update));
      // only an answer that shows the block proves it
      if (answer !== gone) parsed("block user", Blocked, answer);
    },

    revokeAccess: async (userId, step) => {
      checkUserId(userId);
      const options = underStep(step);
      const ended = await endSessions(userId, options);
      for (const id of await ways.deviceIds(userId)) {
        const remove = () => ways.devices.delete(id, options);
        await unlessMissing(calls.call("delete device credential", "other", remove));
      }
      const removeGrants = () => ways.grants.deleteByUserId({ user_id: userId }, options);
      await unlessMissing(calls.call("delete grants", "other", removeGrants));
      return { notAvailable: ended ? [] : ["sessions", "refreshTokens"] };
    },

    clearTraces: async (userId, addresses, step) => {
      checkUserId(userId);
      const options = underStep(step);
      const places = await organizations.invitations(await organizations.ids(userId), addresses);
      for (const { organization, invitation } of places) {
        const remove = () => organizations.organizations.invitations.delete(organization, invitation, options);
        await unlessMissing(calls.call("delete invitation", "other", remove));
      }
      await unlessMissing(calls.call("delete blocks", "other", () => blocks.delete(userId, options)));
      return { invitations: places.length };
    },

    erase: async (userId, step) => {
      checkUserId(userId);
      const options = underStep(step);
      await unlessMissing(calls.call("delete user", "delete-users", () => users.delete(userId, options)));
    },
  };
};
