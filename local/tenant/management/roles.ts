import * as z from "zod";
import { listedMemberships, membershipsOf, saveMemberships } from "../accounts.ts";
import type { Core } from "../core.ts";
import type { Role, User } from "../records.ts";
import { ApiError, notFound } from "./api-error.ts";
import { type Call, noContent, type Operation, ok, parseBody, Texts, userOf } from "./operation.ts";
import { asksForCheckpoint, checkpointPage, offsetPage } from "./paging.ts";

const RoleIds = z.strictObject({ roles: Texts });
const readAll = ["read:users", "read:roles", "read:role_members"];

export const shownRole = ({ id, name, description }: Role): object => ({ id, name, description });

export const shownMember = ({ user_id, email, name, picture }: User): object =>
  JSON.parse(JSON.stringify({ user_id, email, name, picture }));

const roleOf = ({ core, params }: Call): Role => {
  const role = core.records.roles.get(params.id ?? "");
  if (role === undefined) throw notFound("The role does not exist.", "inexistent_role");
  return role;
};

const setRoles = (core: Core, userId: string, roles: string[]): void =>
  saveMemberships(core, userId, { ...membershipsOf(core, userId), roles });

const assign = (call: Call): void => {
  const { core, cause } = call;
  const { user_id } = userOf(call);
  const { roles } = parseBody(RoleIds, call.body);
  if (roles.some((role) => core.records.roles.get(role) === undefined))
    throw new ApiError(400, "inexistent_role", "One or more of the roles do not exist.");
  const before = membershipsOf(core, user_id).roles;
  setRoles(core, user_id, [...new Set([...before, ...roles])]);
  core.ledger.record("roles-assigned", user_id, cause, roles.length);
};

const remove = (call: Call): void => {
  const { core, cause } = call;
  const { user_id } = userOf(call);
  const { roles } = parseBody(RoleIds, call.body);
  const before = membershipsOf(core, user_id).roles;
  const after = before.filter((role) => !roles.includes(role));
  setRoles(core, user_id, after);
  if (after.length < before.length) core.ledger.record("roles-removed", user_id, cause, before.length - after.length);
};

/** Members of a role as the index knows them: this list lags as search does. */
const membersOf = (call: Call): User[] => {
  const { id } = roleOf(call);
  return call.core.records.index.all().filter((user) => listedMemberships(call.core, user.user_id).roles.includes(id));
};

export const roleOperations: Operation[] = [
  {
    method: "GET",
    path: "/roles",
    scopes: ["read:roles"],
    bucket: "other",
    handle: (call) => {
      const filter = call.query.get("name_filter")?.toLowerCase() ?? "";
      const roles = call.core.records.roles.all().filter((role) => role.name.toLowerCase().includes(filter));
      return ok(offsetPage(call, { key: "roles", items: roles.map(shownRole) }));
    },
  },
  {
    method: "GET",
    path: "/roles/:id",
    scopes: ["read:roles"],
    bucket: "other",
    handle: (call) => ok(shownRole(roleOf(call))),
  },
  {
    method: "GET",
    path: "/roles/:id/users",
    scopes: readAll,
    allScopes: true,
    bucket: "other",
    handle: (call) => {
      const members = membersOf(call);
      if (!asksForCheckpoint(call)) return ok(offsetPage(call, { key: "users", items: members.map(shownMember) }));
      const page = checkpointPage(call, { key: "users", items: members, idOf: (user) => user.user_id });
      return ok({ ...page, users: (page.users as User[]).map(shownMember) });
    },
  },
  {
    method: "GET",
    path: "/users/:id/roles",
    scopes: readAll,
    allScopes: true,
    bucket: "other",
    handle: (call) => {
      const ids = membershipsOf(call.core, userOf(call).user_id).roles;
      const roles = call.core.records.roles.all().filter((role) => ids.includes(role.id));
      return ok(offsetPage(call, { key: "roles", items: roles.map(shownRole) }));
    },
  },
  {
    method: "POST",
    path: "/users/:id/roles",
    scopes: ["update:users", "create:role_members"],
    bucket: "other",
    description: "Assign roles to a user",
    handle: (call) => {
      assign(call);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/users/:id/roles",
    scopes: ["update:users", "delete:role_members"],
    bucket: "other",
    description: "Remove roles from a user",
    handle: (call) => {
      remove(call);
      return noContent;
    },
  },
];
