import { ada, officer } from "#local/seed/named-people.ts";
import type { Drives } from "../driver.ts";
import { acme, firstId, nobody, user } from "./paths.ts";

const permission = { resource_server_identifier: "https://habeas.dev/api", permission_name: "requests:read" };
const org = `/organizations/${acme}`;
const noOrg = "/organizations/org_none0000000000000";

/** Roles, permissions, organisations and invitations. */
export const directoryDrives: Drives = {
  "GET /roles": async ({ ask }) => {
    await ask(200, "GET", "/roles");
    await ask(200, "GET", "/roles?per_page=1&page=1&include_totals=true&name_filter=officer");
  },
  "GET /roles/:id": async (driver) => {
    await driver.ask(200, "GET", `/roles/${await firstId(driver, "/roles")}`);
    await driver.ask(404, "GET", "/roles/rol_none");
  },
  "GET /roles/:id/users": async (driver) => {
    const role = `/roles/${await firstId(driver, user(officer, "/roles"))}`;
    await driver.ask(200, "GET", `${role}/users`);
    await driver.ask(200, "GET", `${role}/users?per_page=1&page=0&include_totals=true`);
    const { next } = await driver.ask(200, "GET", `${role}/users?take=1`);
    await driver.ask(200, "GET", `${role}/users?take=1&from=${next}`);
    await driver.ask(404, "GET", "/roles/rol_none/users");
  },
  "GET /users/:id/roles": async ({ ask }) => {
    await ask(200, "GET", user(officer, "/roles"));
    await ask(200, "GET", user(ada, "/roles?include_totals=true&page=0&per_page=10"));
    await ask(404, "GET", user(nobody, "/roles"));
  },
  "POST /users/:id/roles": async (driver) => {
    const roles = [await firstId(driver, "/roles")];
    await driver.ask(204, "POST", user(ada, "/roles"), { roles });
    await driver.ask(400, "POST", user(ada, "/roles"), { roles: ["rol_none"] });
    await driver.ask(404, "POST", user(nobody, "/roles"), { roles });
  },
  "DELETE /users/:id/roles": async (driver) => {
    const roles = [await firstId(driver, user(officer, "/roles"))];
    await driver.ask(204, "DELETE", user(officer, "/roles"), { roles });
    await driver.ask(204, "DELETE", user(officer, "/roles"), { roles });
    await driver.ask(404, "DELETE", user(nobody, "/roles"), { roles });
  },
  "GET /users/:id/permissions": async ({ ask }) => {
    await ask(200, "GET", user(officer, "/permissions"));
    await ask(200, "GET", user(officer, "/permissions?include_totals=true&page=0&per_page=1"));
    await ask(200, "GET", user(ada, "/permissions"));
    await ask(404, "GET", user(nobody, "/permissions"));
  },
  "DELETE /users/:id/permissions": async ({ ask }) => {
    await ask(204, "DELETE", user(officer, "/permissions"), { permissions: [permission] });
    await ask(404, "DELETE", user(nobody, "/permissions"), { permissions: [permission] });
  },
  "GET /organizations": async ({ ask }) => {
    await ask(200, "GET", "/organizations");
    await ask(200, "GET", "/organizations?page=0&per_page=1&include_totals=true");
    const { next } = await ask(200, "GET", "/organizations?take=1");
    await ask(200, "GET", `/organizations?take=1&from=${next}`);
    await ask(200, "GET", "/organizations?sort=name:-1");
  },
  "GET /organizations/:id": async ({ ask }) => {
    await ask(200, "GET", org);
    await ask(404, "GET", noOrg);
  },
  "GET /users/:id/organizations": async ({ ask }) => {
    await ask(200, "GET", user(ada, "/organizations"));
    await ask(200, "GET", user(ada, "/organizations?page=0&per_page=5&include_totals=true"));
    await ask(404, "GET", user(nobody, "/organizations"));
  },
  "GET /organizations/:id/members": async ({ ask }) => {
    await ask(200, "GET", `${org}/members`);
    await ask(200, "GET", `${org}/members?page=0&per_page=2&include_totals=true&fields=user_id,email`);
    const { next } = await ask(200, "GET", `${org}/members?take=2`);
    await ask(200, "GET", `${org}/members?take=2&from=${next}`);
    await ask(404, "GET", `${noOrg}/members`);
  },
  "GET /organizations/:id/members/:user_id/roles": async ({ ask }) => {
    await ask(200, "GET", `${org}/members/${encodeURIComponent(ada)}/roles`);
    await ask(200, "GET", `${org}/members/${encodeURIComponent(ada)}/roles?page=0&per_page=1&include_totals=true`);
    await ask(404, "GET", `${org}/members/${encodeURIComponent(nobody)}/roles`);
    await ask(404, "GET", `${noOrg}/members/${encodeURIComponent(ada)}/roles`);
  },
  "DELETE /organizations/:id/members": async ({ ask }) => {
    await ask(204, "DELETE", `${org}/members`, { members: [ada] });
    await ask(204, "DELETE", `${org}/members`, { members: [ada, nobody] });
    await ask(400, "DELETE", `${noOrg}/members`, { members: [ada] });
  },
  "GET /organizations/:id/invitations": async ({ ask }) => {
    await ask(200, "GET", `${org}/invitations`);
    await ask(200, "GET", `${org}/invitations?page=0&per_page=1&include_totals=true&sort=created_at:-1`);
    await ask(200, "GET", `${org}/invitations?fields=id,invitee&include_fields=true`);
    await ask(404, "GET", `${noOrg}/invitations`);
  },
  "GET /organizations/:id/invitations/:invitation_id": async (driver) => {
    const invitation = `${org}/invitations/${await firstId(driver, `${org}/invitations`)}`;
    await driver.ask(200, "GET", invitation);
    await driver.ask(200, "GET", `${invitation}?fields=invitee&include_fields=true`);
    await driver.ask(404, "GET", `${org}/invitations/uinv_none`);
  },
  "DELETE /organizations/:id/invitations/:invitation_id": async (driver) => {
    const invitation = `${org}/invitations/${await firstId(driver, `${org}/invitations`)}`;
    await driver.ask(204, "DELETE", invitation);
    await driver.ask(404, "DELETE", invitation);
  },
};
