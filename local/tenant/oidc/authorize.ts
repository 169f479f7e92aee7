import { millisOf } from "#kernel/instant.ts";
import { connectionNamed } from "../connections.ts";
import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, html, redirect } from "../http.ts";
import type { Session } from "../records.ts";
import {
  type AuthorizeRequest,
  checkedAddress,
  LoginError,
  parseAuthorize,
  sendAnswer,
  UnsafeRequest,
} from "./authorize-request.ts";
import { answerError, carryOn } from "./finish.ts";
import { messagePage } from "./pages.ts";
import { refuseBlocked } from "./pipeline.ts";
import { sessionOf, touchSession } from "./sessions.ts";
import { beginTransaction, saveTransaction } from "./transaction.ts";

/** Whether the session answers this request without anybody signing in again. */
const isEnough = (core: Core, wish: AuthorizeRequest, session: Session): boolean => {
  if (wish.prompt.includes("login")) return false;
  if (wish.connection !== undefined && wish.connection !== session.connection) return false;
  const age = (millisOf(core.clock.now()) - millisOf(session.authenticated_at)) / 1000;
  return wish.maxAge === undefined || age <= wish.maxAge;
};

const withSession = (
  core: Core,
  request: HttpRequest,
  wish: AuthorizeRequest,
  found: Session,
): Promise<HttpResponse> => {
  const session = touchSession(core, found, wish.clientId);
  const { id: sessionId, user_id: userId, connection, methods } = session;
  const transaction = beginTransaction(core, wish);
  transaction.login = { userId, sessionId, connection, methods, silent: true };
  return carryOn(core, request, transaction);
};

const begin = (core: Core, request: HttpRequest, wish: AuthorizeRequest): Promise<HttpResponse> | HttpResponse => {
  const session = sessionOf(core, request);
  const user = core.records.users.get(session?.user_id ?? "");
  const transaction = beginTransaction(core, wish);
  try {
    if (session !== undefined && user !== undefined && isEnough(core, wish, session)) {
      refuseBlocked(core, request, wish.clientId, user);
      return withSession(core, request, wish, session);
    }
    if (wish.prompt.includes("none")) throw new LoginError("login_required", "Login required");
  } catch (error) {
    if (error instanceof LoginError) return answerError(core, request, transaction, error);
    throw error;
  }
  saveTransaction(core, transaction);
  const state = `state=${transaction.id}`;
  const named = wish.connection === undefined ? undefined : connectionNamed(wish.connection);
  const elsewhere = named !== undefined && named.kind !== "database";
  return redirect(elsewhere ? `/u/connection?${state}&connection=${named.name}` : `/u/login?${state}`);
};

/** `GET /authorize`: where every login begins. */
export const authorize = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  try {
    const { client, redirectUri } = checkedAddress(core, request);
    try {
      return await begin(core, request, parseAuthorize(core, client, redirectUri, request.query));
    } catch (error) {
      if (!(error instanceof LoginError)) throw error;
      const state = request.query.get("state") ?? undefined;
      const answer = { error: error.code, error_description: error.message };
      return sendAnswer({ redirectUri, responseMode: "query", ...(state === undefined ? {} : { state }) }, answer);
    }
  } catch (error) {
    if (error instanceof UnsafeRequest) return html(403, messagePage("This sign-in cannot begin", error.message));
    throw error;
  }
};
