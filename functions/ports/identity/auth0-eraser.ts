import { UserBlocksClient } from "auth0/userBlocks";
import { UsersClient } from "auth0/users";
import * as z from "zod";
import { organizationsOf } from "./extent.ts";
import type { IdentityEraser } from "./identity.ts";
import { underStep } from "./step-key.ts";
import {
  checkUserId,
  gone,
  parsed,
  type TenantAccess,
  tenantCalls,
  unlessGone,
  unlessMissing,
} from "./tenant-calls.ts";
import { waysIn } from "./ways-in.ts";

const Blocked = z.object({ blocked: z.literal(true) });

/** Changes the tenant by its Management API, over the SDK. Every call may be repeated: what is already so counts as done. */
export const auth0Eraser = (access: TenantAccess): IdentityEraser => {
  const calls = tenantCalls(access);
  const users = new UsersClient(calls.clientOptions);
  const ways = waysIn(calls, users);
  const organizations = organizationsOf(calls, users);
  const blocks = new UserBlocksClient(calls.clientOptions);

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
      return ways.endAll(userId, underStep(step));
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
