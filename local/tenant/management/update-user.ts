import type { JsonObject } from "#kernel/json.ts";
import { changeUser, endSessions, identityKey, logFieldsOf } from "../accounts.ts";
import { connectionNamed } from "../connections.ts";
import { tenantName } from "../log-events.ts";
import { hashPassword } from "../passwords.ts";
import type { User } from "../records.ts";
import { ApiError } from "./api-error.ts";
import { type Answer, type Call, parseBody, userOf } from "./operation.ts";
import { checkOneCredential, checkProfileSize, mergeMetadata, UpdateUser } from "./user-body.ts";

const profileFields = [
  "email_verified",
  "phone_number",
  "phone_verified",
  "username",
  "name",
  "nickname",
  "given_name",
  "family_name",
  "picture",
] as const;

/** The account after the change. `null` unsets a field; a new password lifts an administrator's block. */
const changed = (user: User, body: UpdateUser): User => {
  const next: Record<string, unknown> = { ...user };
  for (const field of profileFields) {
    if (body[field] === null) delete next[field];
    else if (body[field] !== undefined) next[field] = body[field];
  }
  if (body.email === null) delete next.email;
  else if (body.email !== undefined) {
    next.email = user.identities[0]?.provider === "auth0" ? body.email.toLowerCase() : body.email;
    next.email_verified = body.email_verified ?? false;
  }
  if (body.user_metadata !== undefined)
    next.user_metadata = mergeMetadata(user.user_metadata, body.user_metadata as JsonObject);
  if (body.app_metadata !== undefined)
    next.app_metadata = mergeMetadata(user.app_metadata, body.app_metadata as JsonObject);
  if (typeof body.password === "string" && user.blocked === true) next.blocked = false;
  if (body.blocked !== undefined) next.blocked = body.blocked;
  return next as unknown as User;
};

/** Who may change app_metadata only, may change nothing beside it. */
const checkFields = ({ scopes }: Call["caller"], body: UpdateUser): void => {
  if (scopes.includes("update:users") || Object.keys(body).every((field) => field === "app_metadata")) return;
  throw new ApiError(403, "insufficient_scope", "Insufficient scope, expected any of: update:users");
};

const passwordKey = (user: User): string => {
  const identity = user.identities.find((candidate) => candidate.provider === "auth0");
  if (identity === undefined)
    throw new ApiError(400, "operation_not_supported", "The user has no database identity to set a password for.");
  return identityKey(identity);
};

const setPassword = ({ core, cause, request }: Call, user: User, password: string): void => {
  const key = passwordKey(user);
  const email = core.records.passwords.get(key)?.email ?? user.email ?? "";
  core.records.passwords.put(key, { email, ...hashPassword(password) }, email);
  core.records.blocks.deleteOf(user.user_id);
  endSessions(core, user.user_id, cause);
  core.ledger.record("password-changed", user.user_id, cause);
  core.logs.emit("scp", "", {
    ...logFieldsOf(user),
    client_id: cause.clientId,
    client_name: "",
    ip: request.ip,
    details: { title: "Change Password", email, body: {}, query: { user_id: user.user_id, tenant: tenantName } },
  });
};

const recordEmailChange = ({ core, cause, request }: Call, before: User, after: User): void => {
  const key = before.identities.find((identity) => identity.provider === "auth0");
  const password = key === undefined ? undefined : core.records.passwords.get(identityKey(key));
  if (key !== undefined && password !== undefined && after.email !== undefined)
    core.records.passwords.put(identityKey(key), { ...password, email: after.email }, after.email);
  core.ledger.record("email-changed", before.user_id, cause);
  core.logs.emit("sce", "", {
    ...logFieldsOf(before),
    client_id: cause.clientId,
    client_name: "",
    ip: request.ip,
    details: {
      body: {
        client_id: cause.clientId ?? "",
        connection: before.identities[0]?.connection ?? "",
        email: before.email ?? "",
        email_verified: String(before.email_verified ?? false),
        newEmail: after.email ?? "",
        tenant: tenantName,
        user_id: before.user_id,
        verify: false,
      },
    },
  });
};

export const updateUser = (call: Call): Answer => {
  const { core, cause } = call;
  const body = parseBody(UpdateUser, call.body);
  const before = userOf(call);
  checkOneCredential(body);
  checkFields(call.caller, body);
  if (body.connection !== undefined && connectionNamed(body.connection) === undefined)
    throw new ApiError(400, "inexistent_connection", "The connection does not exist.");
  if (typeof body.password === "string") passwordKey(before);
  const wanted = changed(before, body);
  checkProfileSize(core, wanted, before.user_id);
  // a field that is unset must not come back from the account as it was
  const after = changeUser(core, wanted, {});
  if (typeof body.password === "string") setPassword(call, after, body.password);
  if (after.email !== before.email) recordEmailChange(call, before, after);
  if (!before.blocked && after.blocked) core.ledger.record("user-blocked", after.user_id, cause);
  else if (before.blocked && !after.blocked) core.ledger.record("user-unblocked", after.user_id, cause);
  else core.ledger.record("user-changed", after.user_id, cause);
  return { status: 200, body: after };
};
