import type { Core } from "../core.ts";
import { fieldsOf, type HttpRequest, type HttpResponse, html } from "../http.ts";
import { randomId } from "../ids.ts";
import type { SecondFactor } from "../records.ts";
import { carryOn, showChallenge } from "./finish.ts";
import { messagePage } from "./pages.ts";
import { saveSession } from "./sessions.ts";
import { findTransaction, type LoginTransaction } from "./transaction.ts";

/** What a newly set up authenticator answers with here. */
const firstCode = "123456";

const over = (): HttpResponse =>
  html(400, messagePage("This sign-in is over", "Please go back to the application and start again."));

export const showSecondFactor = (core: Core, { query }: HttpRequest): HttpResponse => {
  const transaction = findTransaction(core, query.get("state"), "challenge");
  return transaction === undefined ? over() : showChallenge(transaction);
};

/** The factor that the code belongs to; with nothing enrolled yet, the one that is set up now. */
const answered = (core: Core, userId: string, code: string): SecondFactor | undefined => {
  const { records, clock } = core;
  const now = clock.now();
  const factors = records.secondFactors.of(userId).filter((factor) => factor.confirmed);
  const factor = factors.find((candidate) => candidate.code === code);
  if (factor !== undefined) return { ...factor, last_auth_at: now };
  if (factors.length > 0 || code !== firstCode) return undefined;
  return {
    id: `totp|dev_${randomId(16)}`,
    user_id: userId,
    type: "totp",
    name: "Authenticator",
    confirmed: true,
    created_at: now,
    last_auth_at: now,
    code: firstCode,
  };
};

const logResult = (core: Core, request: HttpRequest, userId: string, succeeded: boolean): void => {
  const fields = { user_id: userId, user_name: core.records.users.get(userId)?.email ?? userId, ip: request.ip };
  if (succeeded) {
    core.logs.emit("gd_auth_succeed", "Guardian - Second factor authentication succeeded", { ...fields, details: {} });
    return;
  }
  core.logs.emit("gd_auth_failed", "Guardian - Second factor authentication failed", {
    ...fields,
    details: {
      request: {
        auth: { scopes: [], strategy: "" },
        body: { code: "*****" },
        ip: request.ip,
        method: "POST",
        path: "/u/mfa-otp-challenge",
        query: "",
        userAgent: request.userAgent,
      },
      response: {},
    },
  });
};

/** The second factor counts for this login and for the session, with its own time. */
const noteSecondFactor = (core: Core, transaction: LoginTransaction): void => {
  const { login } = transaction;
  if (login === undefined) return;
  const given = { name: "mfa", timestamp: core.clock.now(), type: "otp" };
  login.methods = [...login.methods.filter((method) => method.name !== "mfa"), given];
  const session = core.records.sessions.get(login.sessionId);
  if (session !== undefined) saveSession(core, { ...session, methods: login.methods, updated_at: given.timestamp });
  transaction.steppedUp = true;
};

/** `POST /u/mfa-otp-challenge`: a one-time code. */
export const submitSecondFactor = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const fields = fieldsOf(request) ?? {};
  const transaction = findTransaction(core, fields.state ?? request.query.get("state"), "challenge");
  if (transaction?.login === undefined) return over();
  const { userId } = transaction.login;
  const factor = answered(core, userId, (fields.code ?? "").trim());
  logResult(core, request, userId, factor !== undefined);
  if (factor === undefined) return showChallenge(transaction, "This code is not right.");
  core.records.secondFactors.put(factor.id, factor, userId);
  noteSecondFactor(core, transaction);
  return carryOn(core, request, transaction);
};

/** `/continue`: the browser comes back from where an Action sent it; the same Action goes on. */
export const continueLogin = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const state = request.query.get("state") ?? fieldsOf(request)?.state;
  const transaction = findTransaction(core, state, "redirect");
  return transaction === undefined
    ? html(400, messagePage("invalid_request", "There is no sign-in waiting here."))
    : carryOn(core, request, transaction);
};
