import { UsersClient } from "auth0/users";
import * as z from "zod";
import type { IdentityBlocker } from "./identity.ts";
import { blocksMember, restrictedMember } from "./our-members.ts";
import { underStep } from "./step-key.ts";
import { checkUserId, gone, parsed, type TenantAccess, tenantCalls, unlessGone } from "./tenant-calls.ts";
import { waysIn } from "./ways-in.ts";

/** Shuts people out by the Management API, over the SDK. Every call may be repeated. */
export const auth0Blocker = (access: TenantAccess): IdentityBlocker => {
  const calls = tenantCalls(access);
  const users = new UsersClient(calls.clientOptions);
  const ways = waysIn(calls, users);

  return {
    setBlock: async (userId, { blocked, applications, restricted }, step) => {
      checkUserId(userId);
      // null takes a member away; what is not named stays
      const ours = {
        ...(applications && { [blocksMember]: applications.length === 0 ? null : [...applications] }),
        ...(restricted !== undefined && { [restrictedMember]: restricted || null }),
      };
      const body = {
        ...(blocked !== undefined && { blocked }),
        ...(Object.keys(ours).length > 0 && { app_metadata: ours }),
      };
      const update = () => users.update(userId, body, underStep(step));
      const answer = await unlessGone(calls.call("set block", "write-users", update));
      // only an answer that shows the block proves it; that of an unblocked account may leave the field out
      const Proof = z.object({ blocked: blocked === true ? z.literal(true) : z.literal(false).optional() });
      if (answer !== gone && blocked !== undefined) parsed("set block", Proof, answer);
    },

    endAccess: async (userId, step) => {
      checkUserId(userId);
      return ways.endAll(userId, underStep(step));
    },

    endAccessTo: async (userId, clients, step) => {
      checkUserId(userId);
      return ways.endOf(userId, clients, underStep(step));
    },
  };
};
