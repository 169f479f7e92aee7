import type { Grant } from "../records.ts";
import { badQuery } from "./api-error.ts";
import { type Call, noContent, type Operation, ok } from "./operation.ts";
import { offsetPage } from "./paging.ts";

const wanted = ({ core, query }: Call): Grant[] => {
  const userId = query.get("user_id");
  const grants = userId === null ? core.records.grants.all() : core.records.grants.of(userId);
  return grants.filter(
    (grant) =>
      (query.get("client_id") ?? grant.clientID) === grant.clientID &&
      (query.get("audience") ?? grant.audience) === grant.audience,
  );
};

export const grantOperations: Operation[] = [
  {
    method: "GET",
    path: "/grants",
    scopes: ["read:grants"],
    bucket: "other",
    handle: (call) => ok(offsetPage(call, { key: "grants", items: wanted(call) })),
  },
  {
    method: "DELETE",
    path: "/grants",
    scopes: ["delete:grants"],
    bucket: "other",
    description: "Delete a grant",
    handle: ({ core, query, cause }) => {
      const userId = query.get("user_id");
      if (userId === null || userId === "") throw badQuery("Missing required property: user_id");
      const count = core.records.grants.deleteOf(userId);
      if (count > 0) core.ledger.record("grants-deleted", userId, cause, count);
      return noContent;
    },
  },
  {
    method: "DELETE",
    path: "/grants/:id",
    scopes: ["delete:grants"],
    bucket: "other",
    description: "Delete a grant",
    handle: ({ core, params, cause }) => {
      const grant = core.records.grants.get(params.id ?? "");
      if (grant !== undefined) {
        core.records.grants.delete(grant.id);
        core.ledger.record("grants-deleted", grant.user_id, cause);
      }
      return noContent;
    },
  },
];
