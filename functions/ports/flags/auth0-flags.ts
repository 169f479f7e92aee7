import { UsersClient } from "auth0/users";
import * as z from "zod";
import { underStep } from "#ports/identity/step-key.ts";
import { checkUserId, parsed, type TenantAccess, tenantCalls } from "#ports/identity/tenant-calls.ts";
import type { Flags } from "./flags.ts";

const Updated = z.object({ user_id: z.string() });

/** Sets one member of app_metadata by the Management API; Auth0 merges at the first level, so every other stays. */
export const auth0Flags = (access: TenantAccess, { name }: { name: string }): Flags => {
  const calls = tenantCalls(access);
  const users = new UsersClient(calls.clientOptions);
  return {
    set: async (userId, flag, step) => {
      checkUserId(userId);
      const update = () => users.update(userId, { app_metadata: { [name]: flag } }, underStep(step));
      parsed("note terms", Updated, await calls.call("note terms", "write-users", update));
    },
  };
};
