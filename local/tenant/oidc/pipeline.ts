import { changeUser } from "../accounts.ts";
import { mayRedirect } from "../actions/api.ts";
import { type Commands, noCommands } from "../actions/commands.ts";
import type { LoginFacts } from "../actions/event.ts";
import { runAction } from "../actions/runtime.ts";
import type { Core } from "../core.ts";
import type { HttpRequest } from "../http.ts";
import { mergeMetadata } from "../management/user-body.ts";
import type { User } from "../records.ts";
import { apiOf, LoginError } from "./authorize-request.ts";
import { loginFields } from "./log-fields.ts";
import type { LoginTransaction } from "./transaction.ts";

/** What comes next for a login: a page, another site, or its end. */
export type Step = { kind: "challenge" } | { kind: "redirect"; url: string } | { kind: "done" };

/** What Actions wanted of the profile, written once, to the account as it is by now: it may be gone. */
export const writeMetadata = (core: Core, userId: string, { userMetadata, appMetadata }: Commands): void => {
  const user = core.records.users.get(userId);
  if (user === undefined) return;
  const change: Partial<User> = {};
  if (Object.keys(userMetadata).length > 0) change.user_metadata = mergeMetadata(user.user_metadata, userMetadata);
  if (Object.keys(appMetadata).length > 0) change.app_metadata = mergeMetadata(user.app_metadata, appMetadata);
  if (Object.keys(change).length === 0) return;
  changeUser(core, user, change);
  core.ledger.record("user-changed", userId, {});
};

const factsOf = (core: Core, request: HttpRequest, transaction: LoginTransaction): LoginFacts => {
  const { login, request: wish } = transaction;
  const user = core.records.users.get(login?.userId ?? "");
  if (login === undefined || user === undefined) throw new LoginError("access_denied", "The user does not exist.");
  return {
    user,
    clientId: wish.clientId,
    connection: login.connection,
    api: apiOf(core, wish.audience),
    protocol: "oidc-basic-profile",
    requestedScopes: wish.scopes,
    acrValues: wish.acrValues,
    prompt: wish.prompt,
    redirectUri: wish.redirectUri,
    state: wish.state,
    methods: login.methods,
    session: core.records.sessions.get(login.sessionId),
    request,
  };
};

const needPerson = (facts: LoginFacts): void => {
  if (!mayRedirect(facts)) throw new LoginError("interaction_required", "External interaction required");
};

/** Runs one Action and carries out what it wants now; a Step when the login has to wait for the person. */
const runOne = async (core: Core, request: HttpRequest, transaction: LoginTransaction): Promise<Step | undefined> => {
  const action = core.actions.bound()[transaction.nextAction];
  if (action === undefined) return undefined;
  const commands = noCommands();
  const facts = factsOf(core, request, transaction);
  const handler = transaction.continuing ? "onContinuePostLogin" : "onExecutePostLogin";
  await runAction(core, action, handler, facts, transaction.id, commands);
  writeMetadata(core, facts.user.user_id, commands);
  Object.assign(transaction.accessClaims, commands.accessClaims);
  Object.assign(transaction.idClaims, commands.idClaims);
  if (commands.denied !== undefined) throw new LoginError("access_denied", commands.denied);
  if (commands.multifactor !== undefined) transaction.multifactor = commands.multifactor;
  if (commands.redirectTo !== undefined) {
    needPerson(facts);
    Object.assign(transaction, { stage: "redirect", continuing: true });
    return { kind: "redirect", url: commands.redirectTo };
  }
  Object.assign(transaction, { nextAction: transaction.nextAction + 1, continuing: false });
  if (commands.challenge === undefined) return undefined;
  needPerson(facts);
  Object.assign(transaction, { stage: "challenge", challenge: commands.challenge });
  return { kind: "challenge" };
};

/** Goes on with a login as far as it gets. Throws LoginError when it ends badly. */
export const advance = async (core: Core, request: HttpRequest, transaction: LoginTransaction): Promise<Step> => {
  while (transaction.nextAction < core.actions.bound().length) {
    const step = await runOne(core, request, transaction);
    if (step !== undefined) return step;
  }
  if (!transaction.multifactor || transaction.steppedUp) return { kind: "done" };
  needPerson(factsOf(core, request, transaction));
  Object.assign(transaction, { stage: "challenge", challenge: { types: ["otp"], enroll: false } });
  return { kind: "challenge" };
};

/** A blocked account ends here: at the application, with Auth0's own words. */
export const refuseBlocked = (core: Core, request: HttpRequest, clientId: string, user: User): void => {
  if (user.blocked !== true) return;
  core.logs.emit("f", "user is blocked", {
    ...loginFields(core, request, clientId, user),
    details: {
      error: { message: "user is blocked", oauthError: "unauthorized", type: "oauth-authorization" },
      qs: { client_id: clientId },
    },
  });
  throw new LoginError("access_denied", "user is blocked");
};
