import * as z from "zod";
import type { JsonObject } from "#kernel/json.ts";
import { changeUser, endSessions, identityKey, revokeRefreshTokens, saveUser } from "../accounts.ts";
import type { Core } from "../core.ts";
import type { Identity, User } from "../records.ts";
import { ApiError, badBody } from "./api-error.ts";
import { type Answer, type Call, ConnectionId, type Operation, ok, parseBody, userToWorkOn } from "./operation.ts";

const Link = z.strictObject({
  provider: z.string().optional(),
  user_id: z.union([z.string().min(1), z.int()]).optional(),
  connection_id: ConnectionId.optional(),
  link_with: z.string().optional(),
});

const profileFields = [
  "email",
  "email_verified",
  "name",
  "username",
  "given_name",
  "family_name",
  "phone_number",
] as const;

const profileOf = (user: User): JsonObject =>
  Object.fromEntries(profileFields.flatMap((field) => (user[field] === undefined ? [] : [[field, user[field]]])));

/** The secondary as identities of the primary: its profile is kept in `profileData`, its metadata is lost. */
const absorbed = (secondary: User): Identity[] =>
  secondary.identities.map((identity, index) =>
    index === 0 ? { ...identity, profileData: profileOf(secondary) } : identity,
  );

const link = (call: Call): Answer => {
  const { core, cause } = call;
  const primary = userToWorkOn(call);
  const body = parseBody(Link, call.body);
  if (body.link_with !== undefined)
    throw new ApiError(
      400,
      "invalid_body",
      "link_with needs the token of a user; this tenant links by provider and user_id.",
    );
  if (body.provider === undefined || body.user_id === undefined) throw badBody("Missing required property: provider");
  const secondary = core.records.users.get(identityKey({ provider: body.provider, user_id: String(body.user_id) }));
  if (secondary === undefined) throw new ApiError(400, "inexistent_user", "The secondary account does not exist.");
  if (secondary.user_id === primary.user_id)
    throw new ApiError(400, "identity_conflict", "Main identity and specified identity are the same.");
  core.records.users.delete(secondary.user_id);
  core.records.memberships.delete(secondary.user_id);
  core.records.secondFactors.deleteOf(secondary.user_id);
  core.records.passkeys.deleteOf(secondary.user_id);
  endSessions(core, secondary.user_id, cause);
  revokeRefreshTokens(core, secondary.user_id, cause);
  core.later.schedule({ kind: "index", payload: { userId: secondary.user_id } }, core.behaviour.indexLagSeconds);
  const identities = [...primary.identities, ...absorbed(secondary)];
  changeUser(core, primary, { identities });
  core.ledger.record("identity-linked", primary.user_id, cause);
  return { status: 201, body: identities };
};

/** An identity that leaves becomes an account of its own again, without any metadata. */
const standAlone = (core: Core, { profileData, ...identity }: Identity): User => {
  const now = core.clock.now();
  const bare = { user_id: identityKey(identity), identities: [identity], created_at: now, updated_at: now };
  return { ...profileData, ...bare };
};

const unlink = (call: Call): Answer => {
  const { core, cause, params } = call;
  const user = userToWorkOn(call);
  const key = identityKey({ provider: params.provider ?? "", user_id: params.user_id ?? "" });
  const [main, ...linked] = user.identities;
  const leaving = linked.find((identity) => identityKey(identity) === key);
  if (main === undefined || leaving === undefined) {
    const isMain = main !== undefined && identityKey(main) === key;
    throw new ApiError(
      400,
      isMain ? "main_identity_cannot_be_unlinked" : "identity_not_found",
      isMain ? "Main identity can not be unlinked." : "The identity does not exist.",
    );
  }
  const identities = user.identities.filter((identity) => identity !== leaving);
  changeUser(core, user, { identities });
  saveUser(core, standAlone(core, leaving));
  core.ledger.record("identity-unlinked", user.user_id, cause);
  core.ledger.record("user-created", key, cause);
  return ok(identities);
};

export const identityOperations: Operation[] = [
  {
    method: "POST",
    path: "/users/:id/identities",
    scopes: ["update:users"],
    bucket: "users_write",
    description: "Link a User Account",
    handle: link,
  },
  {
    method: "DELETE",
    path: "/users/:id/identities/:provider/:user_id",
    scopes: ["update:users"],
    bucket: "users_delete",
    description: "Unlink a User Identity",
    handle: unlink,
  },
];
