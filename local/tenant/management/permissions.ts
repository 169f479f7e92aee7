import * as z from "zod";
import { membershipsOf } from "../accounts.ts";
import type { Core } from "../core.ts";
import { type Call, noContent, type Operation, ok, parseBody, userOf } from "./operation.ts";
import { offsetPage } from "./paging.ts";

const Permission = z.strictObject({ resource_server_identifier: z.string(), permission_name: z.string() });
type Permission = z.infer<typeof Permission>;
const Permissions = z.strictObject({ permissions: z.array(Permission).min(1) });

const same = (a: Permission, b: Permission): boolean =>
  a.permission_name === b.permission_name && a.resource_server_identifier === b.resource_server_identifier;

/** Direct permissions, and those that come by a role, each with where it comes from. */
const permissionsOf = (core: Core, userId: string): object[] => {
  const { roles, permissions } = membershipsOf(core, userId);
  const byRole = core.records.roles
    .all()
    .filter((role) => roles.includes(role.id))
    .flatMap((role) =>
      role.permissions.map((permission) => ({
        ...permission,
        source: { source_id: role.id, source_name: role.name, source_type: "ROLE" },
      })),
    );
  const direct = permissions.map((permission) => ({
    ...permission,
    source: { source_id: "", source_name: "", source_type: "DIRECT" },
  }));
  const all = [...direct, ...byRole];
  const distinct = all.filter((permission, index) => all.findIndex((other) => same(other, permission)) === index);
  return distinct.map(({ permission_name, resource_server_identifier }) => {
    const api = core.configuration.apis.find((candidate) => candidate.identifier === resource_server_identifier);
    return {
      permission_name,
      resource_server_identifier,
      resource_server_name: api?.name ?? resource_server_identifier,
      description: api?.scopes.find((scope) => scope.value === permission_name)?.description ?? "",
      sources: all
        .filter((other) => same(other, { permission_name, resource_server_identifier }))
        .map(({ source }) => source),
    };
  });
};

const remove = (call: Call): void => {
  const { core, cause } = call;
  const { user_id } = userOf(call);
  const wanted = parseBody(Permissions, call.body).permissions;
  const before = membershipsOf(core, user_id);
  const permissions = before.permissions.filter((permission) => !wanted.some((other) => same(other, permission)));
  core.records.memberships.put(user_id, { ...before, permissions });
  const count = before.permissions.length - permissions.length;
  if (count > 0) core.ledger.record("permissions-removed", user_id, cause, count);
};

export const permissionOperations: Operation[] = [
  {
    method: "GET",
    path: "/users/:id/permissions",
    scopes: ["read:users"],
    bucket: "other",
    handle: (call) =>
      ok(offsetPage(call, { key: "permissions", items: permissionsOf(call.core, userOf(call).user_id) })),
  },
  {
    method: "DELETE",
    path: "/users/:id/permissions",
    scopes: ["update:users"],
    bucket: "other",
    description: "Remove permissions from a user",
    handle: (call) => {
      remove(call);
      return noContent;
    },
  },
];
