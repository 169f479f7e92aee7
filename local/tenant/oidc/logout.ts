import type { Core } from "../core.ts";
import { type HttpRequest, type HttpResponse, html, redirect } from "../http.ts";
import type { Session } from "../records.ts";
import { clientOf } from "./authorize-request.ts";
import { requestFields } from "./log-fields.ts";
import { messagePage } from "./pages.ts";
import { noCookie, sessionOf } from "./sessions.ts";

const end = (core: Core, request: HttpRequest, session: Session, clientId: string, returnTo: string): void => {
  const { records, ledger, logs } = core;
  records.sessions.delete(session.id);
  ledger.record("sessions-ended", session.user_id, { clientId });
  logs.emit("slo", "User successfully logged out", {
    ...requestFields(core, request, clientId),
    user_id: session.user_id,
    user_name: records.users.get(session.user_id)?.email ?? session.user_id,
    details: { return_to: returnTo, session_id: session.id },
  });
};

/** `GET /v2/logout` and `GET /oidc/logout`: ends the session and goes back, to an address on the application's list only. */
export const logout = (core: Core, request: HttpRequest): HttpResponse => {
  const { query } = request;
  const clientId = query.get("client_id") ?? "";
  const returnTo = query.get("returnTo") ?? query.get("post_logout_redirect_uri");
  const allowed = clientOf(core, clientId)?.allowed_logout_urls ?? [];
  if (returnTo !== null && !allowed.includes(returnTo)) {
    core.logs.emit("flo", "The returnTo address is not allowed", {
      ...requestFields(core, request, clientId),
      details: { return_to: returnTo, allowed_logout_url: allowed },
    });
    return html(400, messagePage("Sign-out failed", "The address to go back to is not on the application's list."));
  }
  const session = sessionOf(core, request);
  if (session !== undefined) end(core, request, session, clientId, returnTo ?? "");
  if (returnTo === null) return html(200, messagePage("You are signed out", "OK"), { "set-cookie": noCookie });
  const state = query.get("state");
  const target = new URL(returnTo);
  if (state !== null) target.searchParams.set("state", state);
  return redirect(state === null ? returnTo : target.href, { "set-cookie": noCookie });
};
