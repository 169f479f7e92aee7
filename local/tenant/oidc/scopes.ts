import { membershipsOf } from "../accounts.ts";
import type { Api } from "../configuration.ts";
import type { Core } from "../core.ts";

const identityScopes = ["openid", "profile", "email", "phone", "address"];

/** A person's permissions of one API: their own and those of their roles. */
export const permissionsFor = (core: Core, userId: string, api: Api): string[] => {
  const { roles, permissions } = membershipsOf(core, userId);
  const byRole = core.records.roles.all().filter((role) => roles.includes(role.id));
  const all = [...permissions, ...byRole.flatMap((role) => role.permissions)];
  const own = all.filter((permission) => permission.resource_server_identifier === api.identifier);
  return [...new Set(own.map((permission) => permission.permission_name))].sort();
};

/** Of what was asked for, what the person gets: with role-based access control only what they may. */
export const grantedScopes = (
  core: Core,
  asked: readonly string[],
  userId: string,
  api: Api | undefined,
  mayRefresh: boolean,
): string[] => {
  const known = api?.scopes.map((scope) => scope.value) ?? [];
  const allowed = api?.enforce_policies ? permissionsFor(core, userId, api) : known;
  return [...new Set(asked)].filter(
    (scope) =>
      identityScopes.includes(scope) ||
      (scope === "offline_access" && mayRefresh && (api?.allow_offline_access ?? true)) ||
      (known.includes(scope) && allowed.includes(scope)),
  );
};
