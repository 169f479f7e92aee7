import { askBeforeSignUp } from "../actions/pre-user-registration.ts";
import { database } from "../connections.ts";
import type { Core } from "../core.ts";
import { fieldsOf, type HttpRequest, type HttpResponse, html } from "../http.ts";
import { ApiError } from "../management/api-error.ts";
import { createUser } from "../management/create-user.ts";
import type { User } from "../records.ts";
import { clientOf } from "./authorize-request.ts";
import { noSuchLogin, signedIn } from "./login.ts";
import { signUpPage } from "./pages.ts";
import { findTransaction, type LoginTransaction } from "./transaction.ts";

const show = (core: Core, transaction: LoginTransaction, username: string, error?: string): HttpResponse =>
  html(
    error === undefined ? 200 : 400,
    signUpPage({
      application: clientOf(core, transaction.request.clientId)?.name ?? "",
      state: transaction.id,
      username,
      field: core.configuration.signUpFields.database,
      error,
    }),
  );

export const showSignUp = (core: Core, { query }: HttpRequest): HttpResponse => {
  const transaction = findTransaction(core, query.get("state"), "login");
  return transaction === undefined ? noSuchLogin() : show(core, transaction, "");
};

/** `POST /u/signup`: a new account of the database, after the Actions before it, and its first login at once. */
export const submitSignUp = async (core: Core, request: HttpRequest): Promise<HttpResponse> => {
  const fields = fieldsOf(request) ?? {};
  const transaction = findTransaction(core, fields.state ?? request.query.get("state"), "login");
  if (transaction === undefined) return noSuchLogin();
  const email = (fields.email ?? "").trim().toLowerCase();
  const { clientId } = transaction.request;
  const wish = await askBeforeSignUp(core, request, { email, clientId, fields, connection: database });
  if (wish.denied !== undefined) return show(core, transaction, email, wish.denied);
  try {
    const { body } = createUser({
      core,
      params: {},
      query: new URLSearchParams(),
      body: {
        connection: database.name,
        email,
        password: fields.password ?? "",
        app_metadata: wish.appMetadata,
        user_metadata: wish.userMetadata,
      },
      caller: { clientId, clientName: "", scopes: [], jti: "" },
      cause: { clientId },
      request,
    });
    return await signedIn(core, request, transaction, body as User, { connection: database.name, method: "pwd" });
  } catch (error) {
    if (error instanceof ApiError) return show(core, transaction, email, "We could not sign you up with these.");
    throw error;
  }
};
