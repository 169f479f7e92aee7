import { type Instant, plus } from "#kernel/instant.ts";
import type { JsonObject } from "#kernel/json.ts";
import { ActionFailed } from "../actions/runtime.ts";
import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, html, redirect } from "../http.ts";
import { randomId, sha256 } from "../ids.ts";
import type { AuthenticationMethod, Grant } from "../records.ts";
import { apiOf, clientOf, LoginError, sendAnswer } from "./authorize-request.ts";
import { loginFields, requestFields } from "./log-fields.ts";
import { challengePage } from "./pages.ts";
import { advance, refuseBlocked } from "./pipeline.ts";
import { grantedScopes } from "./scopes.ts";
import { endTransaction, type LoginTransaction, saveTransaction } from "./transaction.ts";

/** What a code stands for until it is exchanged, once, within a minute. */
export interface IssuedCode {
  clientId: string;
  redirectUri: string;
  codeChallenge?: string | undefined;
  expiresAt: Instant;
  userId: string;
  sessionId: string;
  connection: string;
  scopes: string[];
  audience?: string | undefined;
  nonce?: string | undefined;
  /** Set when the application asked with `max_age`: then it is told when the person authenticated. */
  authenticatedAt?: Instant | undefined;
  methods: AuthenticationMethod[];
  steppedUp: boolean;
  accessClaims: JsonObject;
  idClaims: JsonObject;
}

export const codes = ({ store }: Pick<Core, "store">) => store.collection<IssuedCode>("codes");

/** The person's consent, on record by account, application and API. */
const recordGrant = ({ records }: Core, userId: string, clientID: string, audience: string, scope: string[]): void => {
  const old = records.grants.of(userId).find((grant) => grant.clientID === clientID && grant.audience === audience);
  const grant: Grant = {
    id: old?.id ?? randomId(24).toLowerCase(),
    clientID,
    user_id: userId,
    audience,
    scope: [...new Set([...(old?.scope ?? []), ...scope])],
  };
  records.grants.put(grant.id, grant, userId);
};

const mayRefresh = (core: Core, clientId: string): boolean =>
  clientOf(core, clientId)?.grant_types.includes("refresh_token") ?? false;

const logSuccess = (core: Core, request: HttpRequest, transaction: LoginTransaction): void => {
  const { login, request: wish } = transaction;
  const user = core.records.users.get(login?.userId ?? "");
  if (login === undefined || user === undefined) return;
  const details = {
    session_id: login.sessionId,
    transaction_id: transaction.id,
    stats: { loginsCount: user.logins_count ?? 0 },
    actions: { executions: core.actions.bound().map(({ name }) => name) },
  };
  if (wish.prompt.includes("none")) {
    const who = { user_id: user.user_id, user_name: user.email ?? user.name ?? user.user_id };
    core.logs.emit("ssa", "", { ...requestFields(core, request, wish.clientId), ...who, details });
  } else core.logs.emit("s", "Successful login", { ...loginFields(core, request, wish.clientId, user), details });
};

const finish = (core: Core, request: HttpRequest, transaction: LoginTransaction): { code: string } => {
  const { login, request: wish } = transaction;
  if (login === undefined) throw new LoginError("access_denied", "Nobody has signed in.");
  const { userId, sessionId, connection, methods } = login;
  const user = core.records.users.get(userId);
  if (user === undefined) throw new LoginError("access_denied", "The user does not exist.");
  refuseBlocked(core, request, wish.clientId, user); // it may have happened since the password
  const session = core.records.sessions.get(sessionId);
  if (session === undefined) throw new LoginError("login_required", "The session has ended.");
  const scopes = grantedScopes(core, wish.scopes, userId, apiOf(core, wish.audience), mayRefresh(core, wish.clientId));
  const code = randomId(48);
  codes(core).put(sha256(code), {
    clientId: wish.clientId,
    redirectUri: wish.redirectUri,
    codeChallenge: wish.codeChallenge,
    expiresAt: plus(core.clock.now(), 60),
    userId,
    sessionId,
    connection,
    scopes,
    audience: wish.audience,
    nonce: wish.nonce,
    authenticatedAt: wish.maxAge === undefined ? undefined : session.authenticated_at,
    methods,
    steppedUp: transaction.steppedUp,
    accessClaims: transaction.accessClaims,
    idClaims: transaction.idClaims,
  });
  recordGrant(core, userId, wish.clientId, wish.audience ?? `${core.issuer}userinfo`, scopes);
  endTransaction(core, transaction);
  logSuccess(core, request, transaction);
  return { code };
};

/** The application learns that, and why, the login failed. */
export const answerError = (
  core: Core,
  request: HttpRequest,
  transaction: LoginTransaction,
  error: LoginError,
): HttpResponse => {
  const { request: wish } = transaction;
  if (wish.prompt.includes("none"))
    core.logs.emit("fsa", error.message, {
      ...requestFields(core, request, wish.clientId),
      audience: wish.audience ?? "",
      scope: wish.scopes,
    });
  endTransaction(core, transaction);
  return sendAnswer(wish, { error: error.code, error_description: error.message });
};

/** Runs what is left of a login and answers the browser with whatever comes next. */
export const carryOn = async (
  core: Core,
  request: HttpRequest,
  transaction: LoginTransaction,
  headers: Record<string, string> = {},
): Promise<HttpResponse> => {
  try {
    const step = await advance(core, request, transaction);
    if (step.kind === "done") return sendAnswer(transaction.request, finish(core, request, transaction), headers);
    saveTransaction(core, transaction);
    if (step.kind === "redirect") return redirect(step.url, headers);
    return redirect(`/u/mfa-otp-challenge?state=${transaction.id}`, headers);
  } catch (error) {
    if (error instanceof ActionFailed)
      return answerError(core, request, transaction, new LoginError("server_error", "Something went wrong."));
    if (!(error instanceof LoginError)) throw error;
    const answer = answerError(core, request, transaction, error);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }
};

export const showChallenge = (transaction: LoginTransaction, error?: string): HttpResponse =>
  html(
    error === undefined ? 200 : 400,
    challengePage({ state: transaction.id, enroll: transaction.challenge?.enroll ?? false, error }),
  );
