import type { Invitation } from "../records.ts";
import { notFound } from "./api-error.ts";
import { type Call, noContent, type Operation, ok } from "./operation.ts";
import { organizationOf } from "./organizations.ts";
import { offsetPage, project, sorted } from "./paging.ts";

const invitationOf = (call: Call): Invitation => {
  const { id } = organizationOf(call);
  const invitation = call.core.records.invitations.get(call.params.invitation_id ?? "");
  if (invitation === undefined || invitation.organization_id !== id)
    throw notFound("The invitation does not exist.", "inexistent_invitation");
  return invitation;
};

export const invitationOperations: Operation[] = [
  {
    method: "GET",
    path: "/organizations/:id/invitations",
    scopes: ["read:organization_invitations"],
    bucket: "other",
    handle: (call) => {
      const items = sorted(call.core.records.invitations.of(organizationOf(call).id), call.query.get("sort"));
      return ok(offsetPage(call, { key: "invitations", items, totals: ["start", "limit"] }));
    },
  },
  {
    method: "GET",
    path: "/organizations/:id/invitations/:invitation_id",
    scopes: ["read:organization_invitations"],
    bucket: "other",
    handle: (call) => ok(project(call.query, invitationOf(call))),
  },
  {
    method: "DELETE",
    path: "/organizations/:id/invitations/:invitation_id",
    scopes: ["delete:organization_invitations"],
    bucket: "other",
    description: "Delete an invitation to organization",
    handle: (call) => {
      const { core, cause } = call;
      const { id, invitee } = invitationOf(call);
      core.records.invitations.delete(id);
      const [account] = core.records.users.of(invitee.email);
      core.ledger.record("invitations-deleted", account?.user_id ?? "", cause);
      return noContent;
    },
  },
];
