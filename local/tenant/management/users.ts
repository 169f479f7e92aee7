import { deleteUser } from "../accounts.ts";
import { badQuery } from "./api-error.ts";
import { createUser } from "./create-user.ts";
import { type Call, noContent, type Operation, ok, userOf } from "./operation.ts";
import { flag, offsetPage, project, sorted } from "./paging.ts";
import { parseQuery } from "./query.ts";
import { updateUser } from "./update-user.ts";

const engines = ["v1", "v2", "v3"];

/** Reads the index, which lags behind; never more than the first 1,000. */
const search = (call: Call): unknown => {
  const engine = call.query.get("search_engine");
  if (engine !== null && !engines.includes(engine))
    throw badQuery(`search_engine has to be one of ${engines.join(", ")}`);
  flag(call.query, "primary_order");
  const q = call.query.get("q");
  const matches = q === null || q === "" ? () => true : parseQuery(q);
  const connection = call.query.get("connection");
  const found = call.core.records.index
    .all()
    .filter((user) => connection === null || user.identities.some((identity) => identity.connection === connection))
    .filter(matches);
  const items = sorted(found, call.query.get("sort"));
  return offsetPage(call, {
    key: "users",
    items,
    totals: ["start", "limit", "length", "total"],
    cap: 1000,
    leastPerPage: 0,
  });
};

export const userOperations: Operation[] = [
  { method: "GET", path: "/users", scopes: ["read:users"], bucket: "users_read", handle: (call) => ok(search(call)) },
  {
    method: "GET",
    path: "/users-by-email",
    scopes: ["read:users"],
    bucket: "users_read",
    handle: ({ core, query }) => {
      const email = query.get("email");
      if (email === null || email === "") throw badQuery("Missing required property: email");
      flag(query, "include_fields");
      return ok(core.records.users.of(email).map((user) => project(query, user)));
    },
  },
  {
    method: "POST",
    path: "/users",
    scopes: ["create:users"],
    bucket: "users_write",
    description: "Create a User",
    handle: createUser,
  },
  {
    method: "GET",
    path: "/users/:id",
    scopes: ["read:users", "read:user_idp_tokens"],
    bucket: "users_read",
    handle: (call) => ok(project(call.query, userOf(call))),
  },
  {
    method: "PATCH",
    path: "/users/:id",
    scopes: ["update:users", "update:users_app_metadata"],
    bucket: "users_write",
    description: "Update a User",
    handle: updateUser,
  },
  {
    method: "DELETE",
    path: "/users/:id",
    scopes: ["delete:users"],
    bucket: "users_delete",
    description: "Delete a User",
    // 204 also when there is nothing to delete: the operation documents no 404
    handle: ({ core, params, cause, request }) => {
      const user = core.records.users.get(params.id ?? "");
      if (user !== undefined) deleteUser(core, user, cause, request.ip);
      return noContent;
    },
  },
];
