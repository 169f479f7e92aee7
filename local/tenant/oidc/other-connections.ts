import { ownerOfIdentity, saveUser } from "../accounts.ts";
import { askBeforeSignUp } from "../actions/pre-user-registration.ts";
import { type Connection, connectionNamed } from "../connections.ts";
import type { Core } from "../core.ts";
import { fieldsOf, type HttpRequest, type HttpResponse, html } from "../http.ts";
import { randomId } from "../ids.ts";
import { tenantName } from "../log-events.ts";
import type { User } from "../records.ts";
import { loginFields } from "./log-fields.ts";
import { signedIn } from "./login.ts";
import { connectionPage, messagePage } from "./pages.ts";
import { findTransaction } from "./transaction.ts";

/** The code that a real tenant would send by e-mail or text message. */
const passwordlessCode = "123456";

const over = (): HttpResponse =>
  html(400, messagePage("This sign-in is over", "Please go back to the application and start again."));

export const showConnection = (core: Core, { query }: HttpRequest): HttpResponse => {
  const transaction = findTransaction(core, query.get("state"), "login");
  const connection = connectionNamed(query.get("connection") ?? "");
  if (transaction === undefined || connection === undefined || connection.kind === "database") return over();
  return html(200, connectionPage({ connection, state: transaction.id, field: fieldOf(core) }));
};

const fieldOf = ({ configuration }: Core): string => configuration.signUpFields.passwordless;

/** The account that this provider knows under this name: by its own record, or as an identity linked into another. */
const findUser = (core: Core, connection: Connection, name: string): User | undefined => {
  const isNamed = (profile: { email?: unknown; phone_number?: unknown } | undefined): boolean =>
    profile?.email === name || profile?.phone_number === name;
  return core.records.users.all().find((user) =>
    user.identities.some((identity, index) => {
      if (identity.connection !== connection.name) return false;
      return index === 0 ? isNamed(user) : isNamed(identity.profileData);
    }),
  );
};

interface Newcomer {
  connection: Connection;
  name: string;
  clientId: string;
  metadata: Partial<Pick<User, "app_metadata" | "user_metadata">>;
}

/** Nobody is known under this name: a new account, also when an earlier one was deleted. */
const register = (core: Core, request: HttpRequest, { connection, name, clientId, metadata }: Newcomer): User => {
  const now = core.clock.now();
  const id = randomId(24).toLowerCase();
  const contact =
    connection.strategy === "sms"
      ? { phone_number: name, phone_verified: true }
      : { email: name, email_verified: true };
  const user: User = {
    user_id: `${connection.strategy}|${id}`,
    ...contact,
    name,
    nickname: name.split("@")[0] ?? name,
    identities: [
      {
        provider: connection.strategy,
        user_id: id,
        connection: connection.name,
        isSocial: connection.kind === "social",
      },
    ],
    ...metadata,
    created_at: now,
    updated_at: now,
  };
  saveUser(core, user);
  core.ledger.record("user-created", user.user_id, { clientId });
  core.logs.emit("ss", "", {
    ...loginFields(core, request, clientId, user),
    details: { body: { connection: connection.name, tenant: tenantName } },
  });
  return user;
};

/** `POST /u/connection`: a social, enterprise or passwordless login. */
export const submitConnection = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const fields = fieldsOf(request) ?? {};
  const transaction = findTransaction(core, fields.state, "login");
  const connection = connectionNamed(fields.connection ?? "");
  if (transaction === undefined || connection === undefined || connection.kind === "database") return over();
  const name = (fields.username ?? "").trim();
  const again = (error: string): HttpResponse =>
    html(400, connectionPage({ connection, state: transaction.id, field: fieldOf(core), error }));
  if (name === "" || name.length > 300) return again("Please say who you are.");
  const passwordless = connection.kind === "passwordless";
  if (passwordless && fields.code !== passwordlessCode) return again("This code is not right.");
  const { clientId } = transaction.request;
  let user = findUser(core, connection, name);
  if (user === undefined) {
    const email = connection.strategy === "sms" ? "" : name;
    const wish = passwordless
      ? await askBeforeSignUp(core, request, { email, clientId, fields, connection })
      : { appMetadata: {}, userMetadata: {}, denied: undefined };
    if (wish.denied !== undefined) return again(wish.denied);
    const metadata = { app_metadata: wish.appMetadata, user_metadata: wish.userMetadata };
    user = register(core, request, { connection, name, clientId, metadata });
  }
  const owner = ownerOfIdentity(core, user.user_id) ?? user;
  const method = passwordless ? connection.strategy : "federated";
  return signedIn(core, request, transaction, owner, { connection: connection.name, method });
};
