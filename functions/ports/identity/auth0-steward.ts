import { BlocksClient } from "auth0/anomaly/blocks";
import { VerificationEmailClient } from "auth0/jobs/verificationEmail";
import { TicketsClient } from "auth0/tickets";
import { UserBlocksClient } from "auth0/userBlocks";
import { UsersClient } from "auth0/users";
import * as z from "zod";
import type { IdentitySteward } from "./identity.ts";
import { underStep } from "./step-key.ts";
import { checkIp, checkUserId, parsed, type TenantAccess, tenantCalls, unlessMissing } from "./tenant-calls.ts";

const Blocked = z.object({ blocked: z.literal(true) });
const Ticket = z.object({ ticket: z.url({ protocol: /^https?$/ }) });
const Job = z.object({ id: z.string() });

/** Looks after accounts by the Management API, over the SDK. */
export const auth0Steward = (access: TenantAccess): IdentitySteward => {
  const calls = tenantCalls(access);
  const users = new UsersClient(calls.clientOptions);
  const tickets = new TicketsClient(calls.clientOptions);
  const userBlocks = new UserBlocksClient(calls.clientOptions);
  const addresses = new BlocksClient(calls.clientOptions);
  const verification = new VerificationEmailClient(calls.clientOptions);

  return {
    sendVerification: async (userId, step) => {
      checkUserId(userId);
      const create = () => verification.create({ user_id: userId }, underStep(step));
      parsed("send verification", Job, await calls.call("send verification", "other", create));
    },

    passwordLink: async (userId, seconds, step) => {
      checkUserId(userId);
      const create = () => tickets.changePassword({ user_id: userId, ttl_sec: seconds }, underStep(step));
      return parsed("make ticket", Ticket, await calls.call("make ticket", "other", create)).ticket;
    },

    block: async (userId, step) => {
      checkUserId(userId);
      const update = () => users.update(userId, { blocked: true }, underStep(step));
      // only an answer that shows the block proves it
      parsed("block user", Blocked, await calls.call("block user", "write-users", update));
    },

    clearBruteForce: async (userId, step) => {
      checkUserId(userId);
      const remove = () => userBlocks.delete(userId, underStep(step));
      await unlessMissing(calls.call("delete blocks", "other", remove));
    },

    releaseIp: async (ip, step) => {
      checkIp(ip);
      const remove = () => addresses.unblockIp(ip, underStep(step));
      await unlessMissing(calls.call("release address", "other", remove));
    },
  };
};
