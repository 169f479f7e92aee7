import { ada } from "#local/seed/named-people.ts";
import { enter } from "../../../support/tenant.ts";
import type { Drives } from "../driver.ts";
import { nobody, user } from "./paths.ts";

const result_url = "https://example.com/done";

/** The log, tickets, jobs, connections and applications. */
export const catalogueDrives: Drives = {
  "GET /logs": async ({ ask, tenant }) => {
    await enter(tenant);
    await ask(204, "DELETE", user(ada));
    await ask(200, "GET", "/logs");
    await ask(200, "GET", "/logs?page=0&per_page=2&include_totals=true&sort=date:1");
    await ask(200, "GET", "/logs?search=type:sdu&fields=type,date&include_fields=true");
    const [first] = await ask<{ log_id: string }[]>(200, "GET", "/logs?take=1");
    await ask(200, "GET", `/logs?from=${first?.log_id}&take=100`);
    await ask(400, "GET", "/logs?page=20&per_page=100");
  },
  "GET /logs/:id": async ({ ask, tenant }) => {
    await enter(tenant);
    for (const { log_id } of tenant.logs()) await ask(200, "GET", `/logs/${log_id}`);
    await ask(404, "GET", "/logs/900");
  },
  "GET /log-streams": async ({ ask }) => {
    await ask(200, "GET", "/log-streams");
  },
  "GET /log-streams/:id": async ({ ask }) => {
    const [stream] = await ask<{ id: string }[]>(200, "GET", "/log-streams");
    await ask(200, "GET", `/log-streams/${stream?.id}`);
    await ask(404, "GET", "/log-streams/lst_0000000000000000");
  },
  "PATCH /log-streams/:id": async ({ ask }) => {
    const [stream] = await ask<{ id: string }[]>(200, "GET", "/log-streams");
    await ask(200, "PATCH", `/log-streams/${stream?.id}`, { status: "paused" });
    await ask(200, "PATCH", `/log-streams/${stream?.id}`, { name: "Habeas", status: "active" });
    await ask(400, "PATCH", `/log-streams/${stream?.id}`, { status: "suspended" });
    await ask(400, "PATCH", "/log-streams/lst_0000000000000000", { status: "active" });
  },
  "GET /users/:id/logs": async ({ ask, tenant }) => {
    await enter(tenant);
    await ask(200, "GET", user(ada, "/logs"));
    await ask(200, "GET", user(ada, "/logs?page=0&per_page=1&sort=date:-1&include_totals=true"));
    await ask(200, "GET", user(nobody, "/logs"));
  },
  "POST /tickets/email-verification": async ({ ask, tenant }) => {
    const client_id = tenant.clientId("Shop");
    await ask(201, "POST", "/tickets/email-verification", { user_id: ada });
    const identity = { user_id: "ada", provider: "auth0" };
    const whole = { user_id: ada, result_url, ttl_sec: 0, includeEmailInRedirect: true, identity };
    await ask(201, "POST", "/tickets/email-verification", whole);
    await ask(201, "POST", "/tickets/email-verification", { user_id: ada, client_id, organization_id: "org_1" });
    await ask(404, "POST", "/tickets/email-verification", { user_id: nobody });
  },
  "POST /tickets/password-change": async ({ ask, tenant }) => {
    await ask(201, "POST", "/tickets/password-change", { user_id: ada, ttl_sec: 60, mark_email_as_verified: true });
    const byEmail = { email: "ada@example.com", connection_id: "con_localDatabase001" };
    await ask(201, "POST", "/tickets/password-change", byEmail);
    const whole = { user_id: ada, client_id: tenant.clientId("Shop"), includeEmailInRedirect: false };
    await ask(201, "POST", "/tickets/password-change", whole);
    await ask(400, "POST", "/tickets/password-change", { ttl_sec: 1 });
    await ask(404, "POST", "/tickets/password-change", { user_id: nobody });
  },
  "POST /jobs/verification-email": async ({ ask, tenant }) => {
    await ask(201, "POST", "/jobs/verification-email", { user_id: ada });
    const identity = { user_id: "ada", provider: "auth0" };
    await ask(201, "POST", "/jobs/verification-email", { user_id: ada, client_id: tenant.clientId("Shop"), identity });
    await ask(400, "POST", "/jobs/verification-email", { user_id: nobody });
  },
  "POST /jobs/users-exports": async ({ ask, refuse }) => {
    await ask(200, "POST", "/jobs/users-exports", { format: "json" });
    const fields = [{ name: "user_id" }, { name: "user_metadata.lang", export_as: "language" }];
    const connection_id = "con_localDatabase001";
    await ask(200, "POST", "/jobs/users-exports", { format: "json", limit: 1_000_000, fields, connection_id });
    await ask(400, "POST", "/jobs/users-exports", { format: "json", connection_id: "con_0000000000000000" });
    await refuse("POST", "/jobs/users-exports", { format: "json", limit: 0 });
    await refuse("POST", "/jobs/users-exports", { format: "xml" });
  },
  "GET /jobs/:id": async ({ ask, clock }) => {
    const exported = await ask(200, "POST", "/jobs/users-exports", { format: "json" });
    await ask(200, "GET", `/jobs/${exported.id}`);
    clock.wind(60);
    await ask(200, "GET", `/jobs/${exported.id}`);
    clock.wind(86_400);
    await ask(404, "GET", `/jobs/${exported.id}`);
    const { id } = await ask(201, "POST", "/jobs/verification-email", { user_id: ada });
    await ask(200, "GET", `/jobs/${id}`);
    await ask(404, "GET", "/jobs/job_none");
  },
  "GET /connections": async ({ ask }) => {
    await ask(200, "GET", "/connections");
    await ask(200, "GET", "/connections?page=0&per_page=2&include_totals=true&fields=id,name&include_fields=true");
    await ask(200, "GET", "/connections?strategy=samlp&strategy=auth0&name=example-saml");
    const { next } = await ask(200, "GET", "/connections?take=2");
    await ask(200, "GET", `/connections?take=2&from=${next}`);
  },
  "GET /clients": async ({ ask }) => {
    await ask(200, "GET", "/clients");
    await ask(200, "GET", "/clients?page=0&per_page=2&include_totals=true&fields=name,client_id&include_fields=true");
    await ask(200, "GET", "/clients?app_type=spa,native&is_first_party=true&is_global=false");
    const { next } = await ask(200, "GET", "/clients?take=2");
    await ask(200, "GET", `/clients?take=2&from=${next}`);
  },
  "GET /clients/:id": async ({ ask, tenant }) => {
    for (const name of ["Habeas portal", "Habeas eraser", "Shop"])
      await ask(200, "GET", `/clients/${tenant.clientId(name)}`);
    await ask(200, "GET", `/clients/${tenant.clientId("Shop")}?fields=name&include_fields=true`);
    await ask(404, "GET", "/clients/none");
  },
};
