import { ada, blocked, nonAscii, phoneOnly, socialOnly } from "#local/seed/named-people.ts";
import { database } from "../../../support/tenant.ts";
import type { Drives } from "../driver.ts";
import { nobody, user } from "./paths.ts";

const someone = { connection: database, email: "new@example.com", password: "a new password" };

export const userDrives: Drives = {
  "GET /users": async ({ ask, refuse }) => {
    await ask(200, "GET", "/users");
    await ask(200, "GET", "/users?page=1&per_page=3&include_totals=true&sort=created_at:-1&search_engine=v3");
    await ask(200, "GET", `/users?q=${encodeURIComponent('email:"ada@example.com"')}&fields=user_id,email`);
    await ask(200, "GET", "/users?fields=identities&include_fields=false&connection=google-oauth2&per_page=2");
    await ask(200, "GET", "/users?per_page=0&primary_order=true");
    await ask(400, "GET", "/users?q=)(");
    await ask(400, "GET", "/users?page=20&per_page=100");
    await refuse("GET", "/users?search_engine=v4");
  },
  "GET /users-by-email": async ({ ask, refuse }) => {
    await ask(200, "GET", "/users-by-email?email=ada%40example.com");
    await ask(200, "GET", "/users-by-email?email=ada%40example.com&fields=user_id&include_fields=true");
    await ask(200, "GET", "/users-by-email?email=nobody%40example.com");
    await refuse("GET", "/users-by-email");
  },
  "POST /users": async ({ ask }) => {
    await ask(201, "POST", "/users", someone);
    await ask(409, "POST", "/users", someone);
    await ask(201, "POST", "/users", {
      ...someone,
      email: "whole@example.com",
      user_id: "whole",
      username: "whole",
      email_verified: true,
      verify_email: false,
      blocked: false,
      name: "Whole Person",
      nickname: "whole",
      given_name: "Whole",
      family_name: "Person",
      picture: "https://example.com/p.png",
      user_metadata: { lang: "en" },
      app_metadata: { customer_number: "C-1" },
    });
    await ask(201, "POST", "/users", { connection: "sms", phone_number: "+4915100000001", phone_verified: true });
    await ask(201, "POST", "/users", { connection: "email", email: "Code@example.com" });
    await ask(400, "POST", "/users", { ...someone, connection: "none-such" });
    await ask(400, "POST", "/users", { connection: database, email: "nopassword@example.com" });
  },
  "GET /users/:id": async ({ ask, refuse }) => {
    for (const id of [ada, blocked, nonAscii, phoneOnly, socialOnly]) await ask(200, "GET", user(id));
    await ask(200, "GET", user(ada, "?fields=email,identities"));
    await ask(200, "GET", user(ada, "?fields=email&include_fields=false"));
    await ask(404, "GET", user(nobody));
    await refuse("GET", user(ada, "?include_fields=perhaps&fields=email"));
  },
  "PATCH /users/:id": async ({ ask }) => {
    const connection = database;
    await ask(200, "PATCH", user(ada), { blocked: true });
    await ask(200, "PATCH", user(ada), { blocked: false });
    await ask(200, "PATCH", user(ada), { email: "augusta@example.com", client_id: "some", connection });
    await ask(200, "PATCH", user(ada), { email_verified: true, verify_email: false, connection });
    await ask(200, "PATCH", user(ada), { password: "another password", connection });
    await ask(200, "PATCH", user(ada), { user_metadata: { a: { b: [1, null] } }, app_metadata: { level: 2 } });
    await ask(200, "PATCH", user(ada), { name: "A", nickname: "B", given_name: "C", family_name: "D" });
    await ask(200, "PATCH", user(ada), { name: null, nickname: null, given_name: null, family_name: null });
    await ask(200, "PATCH", user(ada), { picture: "https://example.com/p.png" });
    await ask(200, "PATCH", user(ada), { username: "ada", connection });
    await ask(200, "PATCH", user(phoneOnly), { phone_number: "+4915100000002", client_id: "some", connection: "sms" });
    await ask(400, "PATCH", user(ada), { email: "x@example.com", password: "p", connection });
    await ask(400, "PATCH", user(ada), { password: "without a connection" });
    await ask(404, "PATCH", user(nobody), { blocked: true });
  },
  "DELETE /users/:id": async ({ ask }) => {
    await ask(204, "DELETE", user(ada));
    await ask(204, "DELETE", user(nobody));
  },
  "POST /users/:id/identities": async ({ ask }) => {
    const [provider, user_id] = socialOnly.split("|");
    await ask(201, "POST", user(ada, "/identities"), { provider, user_id });
    await ask(400, "POST", user(ada, "/identities"), { provider, user_id });
    await ask(400, "POST", user(ada, "/identities"), { provider: "auth0", user_id: "ada" });
    await ask(400, "POST", user(ada, "/identities"), { provider: "auth0" });
    await ask(400, "POST", user(ada, "/identities"), { link_with: "no token" });
    await ask(400, "POST", user(nobody, "/identities"), { provider: "auth0", user_id: "zoe" });
  },
  "DELETE /users/:id/identities/:provider/:user_id": async ({ ask, refuse }) => {
    await ask(200, "DELETE", user(ada, "/identities/google-oauth2/117253905812400000001"));
    await ask(400, "DELETE", user(ada, "/identities/google-oauth2/117253905812400000001"));
    await ask(400, "DELETE", user(ada, "/identities/auth0/ada"));
    await ask(400, "DELETE", user(nobody, "/identities/auth0/ada"));
    await refuse("DELETE", user(ada, "/identities/my-own-provider/ada"));
  },
};
