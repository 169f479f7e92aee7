import * as z from "zod";
import { listedMemberships, membershipsOf, saveMemberships } from "../accounts.ts";
import type { Organization, User } from "../records.ts";
import { ApiError, notFound } from "./api-error.ts";
import { type Call, noContent, type Operation, ok, parseBody, shortId, Texts, userOf } from "./operation.ts";
import { asksForCheckpoint, checkpointPage, offsetPage, sorted, textOf } from "./paging.ts";
import { shownMember, shownRole } from "./roles.ts";

const lastPage = 1000;
const Members = z.strictObject({ members: Texts });

export const organizationOf = (call: Call): Organization => {
  const organization = call.core.records.organizations.get(shortId(call));
  if (organization === undefined) throw notFound("The organization does not exist.", "inexistent_organization");
  return organization;
};

/** Members as the index knows them: a removed account is seen here some seconds longer. */
const membersOf = (call: Call): User[] => {
  const { id } = organizationOf(call);
  return call.core.records.index
    .all()
    .filter((user) =>
      listedMemberships(call.core, user.user_id).organizations.some((organization) => organization.id === id),
    );
};

const removeMembers = (call: Call): void => {
  const { core, cause } = call;
  const id = shortId(call);
  // this operation documents no 404
  if (core.records.organizations.get(id) === undefined)
    throw new ApiError(400, "inexistent_organization", "The organization does not exist.");
  for (const userId of parseBody(Members, call.body).members) {
    const before = membershipsOf(core, userId);
    const organizations = before.organizations.filter((organization) => organization.id !== id);
    if (organizations.length === before.organizations.length) continue;
    saveMemberships(core, userId, { ...before, organizations });
    core.ledger.record("organizations-left", userId, cause);
  }
};

export const organizationOperations: Operation[] = [
  {
    method: "GET",
    path: "/organizations",
    scopes: ["read:organizations", "read:organizations_summary"],
    bucket: "other",
    handle: (call) => {
      const items = sorted(call.core.records.organizations.all(), textOf(call.query, "sort", 0, 15));
      return ok(
        asksForCheckpoint(call)
          ? checkpointPage(call, { key: "organizations", items, idOf: (organization) => organization.id })
          : offsetPage(call, { key: "organizations", items, lastPage }),
      );
    },
  },
  {
    method: "GET",
    path: "/organizations/:id",
    scopes: ["read:organizations", "read:organizations_summary"],
    bucket: "other",
    handle: (call) => ok(organizationOf(call)),
  },
  {
    method: "GET",
    path: "/users/:id/organizations",
    scopes: ["read:organizations"],
    bucket: "other",
    handle: (call) => {
      shortId(call);
      const ids = membershipsOf(call.core, userOf(call).user_id).organizations.map((organization) => organization.id);
      const items = call.core.records.organizations.all().filter((organization) => ids.includes(organization.id));
      return ok(offsetPage(call, { key: "organizations", items, lastPage }));
    },
  },
  {
    method: "GET",
    path: "/organizations/:id/members",
    scopes: ["read:organization_members"],
    bucket: "organization_members_read",
    handle: (call) => {
      const members = membersOf(call);
      if (!asksForCheckpoint(call))
        return ok(offsetPage(call, { key: "members", items: members.map(shownMember), lastPage }));
      const page = checkpointPage(call, { key: "members", items: members, idOf: (user) => user.user_id });
      return ok({ ...page, members: (page.members as User[]).map(shownMember) });
    },
  },
  {
    method: "GET",
    path: "/organizations/:id/members/:user_id/roles",
    scopes: ["read:organization_member_roles"],
    bucket: "other",
    handle: (call) => {
      const { id } = organizationOf(call);
      const membership = membershipsOf(call.core, call.params.user_id ?? "").organizations.find(
        (each) => each.id === id,
      );
      if (membership === undefined) throw notFound("The member does not exist.", "inexistent_member");
      const roles = call.core.records.roles.all().filter((role) => membership.roles.includes(role.id));
      return ok(offsetPage(call, { key: "roles", items: roles.map(shownRole), lastPage }));
    },
  },
  {
    method: "DELETE",
    path: "/organizations/:id/members",
    scopes: ["delete:organization_members"],
    bucket: "organization_members_write",
    description: "Delete members from an organization",
    handle: (call) => {
      removeMembers(call);
      return noContent;
    },
  },
];
