import { identityKey, ownerOfIdentity } from "../accounts.ts";
import { connections, database } from "../connections.ts";
import type { Core } from "../core.ts";
import { fieldsOf, type HttpRequest, type HttpResponse, html } from "../http.ts";
import { isPassword } from "../passwords.ts";
import type { User } from "../records.ts";
import { clientOf, LoginError } from "./authorize-request.ts";
import { clearFailures, countAddress, countFailure, isAddressHeldBack, isHeldBack } from "./brute-force.ts";
import { answerError, carryOn } from "./finish.ts";
import { loginFields, requestFields, without } from "./log-fields.ts";
import { loginPage, messagePage } from "./pages.ts";
import { refuseBlocked } from "./pipeline.ts";
import { beginSession, cookieFor } from "./sessions.ts";
import { findTransaction, type LoginTransaction } from "./transaction.ts";

export const noSuchLogin = (): HttpResponse =>
  html(400, messagePage("This sign-in is over", "Please go back to the application and start again."));

const show = (core: Core, transaction: LoginTransaction, username: string, error?: string): HttpResponse =>
  html(
    error === undefined ? 200 : 400,
    loginPage({
      application: clientOf(core, transaction.request.clientId)?.name ?? "",
      state: transaction.id,
      username,
      others: connections.filter(({ kind }) => kind !== "database"),
      error,
    }),
  );

export const showLogin = (core: Core, { query }: HttpRequest): HttpResponse => {
  const transaction = findTransaction(core, query.get("state"), "login");
  return transaction === undefined ? noSuchLogin() : show(core, transaction, transaction.request.loginHint ?? "");
};

/** The account of a database login: its own, or the one that its identity was linked into. */
const findByEmail = (core: Core, email: string): { user: User; key: string } | undefined => {
  const database = core.records.users
    .of(email)
    .flatMap((user) => user.identities.filter(({ provider }) => provider === "auth0").map(identityKey));
  const linked = core.records.users
    .all()
    .flatMap(({ identities }) => identities)
    .filter(({ provider, profileData }) => provider === "auth0" && profileData?.email === email)
    .map(identityKey);
  for (const key of [...database, ...linked]) {
    const user = ownerOfIdentity(core, key);
    if (user !== undefined && core.records.passwords.get(key)?.email === email) return { user, key };
  }
  return undefined;
};

const wrong = "Wrong email or password.";
const tooMany = "We have detected suspicious login behavior and further attempts will be blocked.";

const logRefused = (
  core: Core,
  request: HttpRequest,
  transaction: LoginTransaction,
  email: string,
  user?: User,
): void => {
  const { clientId } = transaction.request;
  const details = { error: { message: wrong }, transaction_id: transaction.id };
  if (user !== undefined) {
    core.logs.emit("fp", wrong, { ...without(loginFields(core, request, clientId, user), "hostname"), details });
    return;
  }
  core.logs.emit("fu", wrong, {
    ...without(requestFields(core, request, clientId), "hostname"),
    user_name: email,
    connection: database.name,
    connection_id: database.id,
    strategy: database.strategy,
    strategy_type: database.kind,
    details,
  });
};

/** Somebody has shown who they are: a session begins, and the Actions have their say. */
export const signedIn = async (
  core: Core,
  request: HttpRequest,
  transaction: LoginTransaction,
  user: User,
  login: { connection: string; method: string },
): Promise<HttpResponse> => {
  const { clientId } = transaction.request;
  try {
    refuseBlocked(core, request, clientId, user);
  } catch (error) {
    if (error instanceof LoginError) return answerError(core, request, transaction, error);
    throw error;
  }
  const session = beginSession(core, request, user, { ...login, clientId });
  transaction.login = {
    userId: user.user_id,
    sessionId: session.id,
    connection: login.connection,
    methods: session.methods,
    silent: false,
  };
  return carryOn(core, request, transaction, { "set-cookie": cookieFor(session) });
};

/** `POST /u/login`: e-mail and password. */
export const submitLogin = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const fields = fieldsOf(request) ?? {};
  const transaction = findTransaction(core, fields.state ?? request.query.get("state"), "login");
  if (transaction === undefined) return noSuchLogin();
  const email = (fields.username ?? "").trim().toLowerCase();
  if (isAddressHeldBack(core, request.ip)) return show(core, transaction, email, tooMany);
  const found = findByEmail(core, email);
  if (found !== undefined && isHeldBack(core, email, request.ip))
    return show(core, transaction, email, "Your account has been blocked after multiple consecutive login attempts.");
  const password = found === undefined ? undefined : core.records.passwords.get(found.key);
  if (found === undefined || password === undefined || !isPassword(fields.password ?? "", password)) {
    logRefused(core, request, transaction, email, found?.user);
    countAddress(core, request, transaction.request.clientId, email);
    if (found !== undefined) countFailure(core, request, transaction.request.clientId, email, found.user);
    return show(core, transaction, email, wrong);
  }
  clearFailures(core, email, request.ip);
  return signedIn(core, request, transaction, found.user, { connection: database.name, method: "pwd" });
};
