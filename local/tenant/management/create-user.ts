import type { Instant } from "#kernel/instant.ts";
import { logFieldsOf, saveUser } from "../accounts.ts";
import { type Connection, connectionNamed } from "../connections.ts";
import type { Core } from "../core.ts";
import { randomId } from "../ids.ts";
import { tenantName } from "../log-events.ts";
import { hashPassword } from "../passwords.ts";
import type { User } from "../records.ts";
import { ApiError, badBody } from "./api-error.ts";
import { type Answer, type Call, parseBody } from "./operation.ts";
import { CreateUser, checkProfileSize } from "./user-body.ts";

const conflict = (): ApiError => new ApiError(409, "auth0_idp_error", "The user already exists.");

const isTaken = ({ records }: Core, userId: string, email: string | undefined, connection: Connection): boolean =>
  records.users.get(userId) !== undefined ||
  (email !== undefined &&
    records.users
      .of(email)
      .some((user) => user.identities.some((identity) => identity.connection === connection.name)));

const newUser = (body: CreateUser, connection: Connection, email: string | undefined, now: Instant): User => {
  const { connection: _, password: __, verify_email: ___, user_id, username, ...profile } = body;
  const id = user_id ?? randomId(24).toLowerCase();
  const shown = email ?? body.phone_number ?? username ?? id;
  return {
    email_verified: false,
    name: shown,
    nickname: shown.split("@")[0] ?? shown,
    picture: "https://example.com/avatar.png",
    ...profile,
    ...(email === undefined ? {} : { email }),
    ...(username === undefined ? {} : { username }),
    user_id: `${connection.strategy}|${id}`,
    identities: [
      {
        connection: connection.name,
        provider: connection.strategy,
        user_id: id,
        isSocial: connection.kind === "social",
      },
    ],
    created_at: now,
    updated_at: now,
  } as User;
};

export const createUser = ({ core, body, cause, request }: Call): Answer => {
  const wish = parseBody(CreateUser, body);
  const connection = connectionNamed(wish.connection);
  if (connection === undefined) throw new ApiError(400, "inexistent_connection", "The connection does not exist.");
  // the database keeps addresses in lower case, other providers as they are given
  const email = connection.kind === "database" ? wish.email?.toLowerCase() : wish.email;
  if (connection.kind === "database" && (email === undefined || wish.password === undefined))
    throw badBody("Missing required property: email or password");
  const user = newUser(wish, connection, email, core.clock.now());
  if (isTaken(core, user.user_id, email, connection)) throw conflict();
  checkProfileSize(core, user, user.user_id);
  saveUser(core, user);
  if (wish.password !== undefined && email !== undefined)
    core.records.passwords.put(user.user_id, { email, ...hashPassword(wish.password) }, email);
  core.ledger.record("user-created", user.user_id, cause);
  core.logs.emit("ss", "", {
    ...logFieldsOf(user),
    client_id: cause.clientId,
    client_name: "",
    hostname: "127.0.0.1",
    ip: request.ip,
    details: { body: { email: email ?? "", connection: connection.name, tenant: tenantName, password: "*****" } },
  });
  return { status: 201, body: user };
};
