import { ClientsClient } from "auth0/clients";
import { ConnectionsClient } from "auth0/connections";
import { JobsClient } from "auth0/jobs";
import { LogsClient } from "auth0/logs";
import { OrganizationsClient } from "auth0/organizations";
import { RolesClient } from "auth0/roles";
import { TicketsClient } from "auth0/tickets";
import { UserBlocksClient } from "auth0/userBlocks";
import { describe, expect, test } from "vitest";
import { ada, officer } from "#local/seed/named-people.ts";
import { call, database, effectsOn, sdkOptions, statusOf, tenantOfEachTest } from "../../support/tenant.ts";

const at = tenantOfEachTest();

describe("roles, permissions and organisations", () => {
  test("are read and removed by the SDK", async () => {
    const [role] = (await at.users.roles.list(officer)).data;
    expect(role).toMatchObject({ name: "officer" });
    const permissions = (await at.users.permissions.list(officer)).data;
    expect(permissions.map((permission) => permission.permission_name)).toContain("requests:decide");
    const roles = new RolesClient(await sdkOptions(at.tenant));
    expect((await roles.list()).data.map(({ name }) => name).sort()).toEqual([
      "admin",
      "auditor",
      "buyer",
      "lead officer",
      "officer",
      "owner",
    ]);
    expect((await roles.users.list(role?.id ?? "")).data.map((user) => user.user_id)).toEqual([
      officer,
      "auth0|officer2",
    ]);
    await at.users.roles.delete(officer, { roles: [role?.id ?? ""] });
    expect((await at.users.roles.list(officer)).data).toHaveLength(0);
    await at.users.roles.assign(officer, { roles: [role?.id ?? ""] });
    expect((await at.users.roles.list(officer)).data).toHaveLength(1);
    await at.users.permissions.delete(officer, {
      permissions: [{ resource_server_identifier: "https://habeas.dev/api", permission_name: "requests:read" }],
    });
    expect(effectsOn(at, officer)).toEqual(["roles-removed", "roles-assigned"]);
  });

  test("let a member leave, and keep invitations until they are deleted", async () => {
    const organizations = new OrganizationsClient(await sdkOptions(at.tenant));
    const [acme] = (await at.users.organizations.list(ada)).data;
    const id = acme?.id ?? "";
    expect((await organizations.list()).data).toHaveLength(2);
    expect((await organizations.members.list(id)).data).toHaveLength(3);
    await organizations.members.delete(id, { members: [ada] });
    expect((await at.users.organizations.list(ada)).data).toHaveLength(0);
    await at.users.delete(ada);
    const [invitation] = (await organizations.invitations.list(id)).data;
    expect(invitation).toMatchObject({ invitee: { email: "ada@example.com" } });
    await organizations.invitations.delete(id, invitation?.id ?? "");
    expect((await organizations.invitations.list(id)).data).toHaveLength(0);
    expect(effectsOn(at, ada)).toContain("organizations-left");
  });

  test("page by checkpoint to the end", async () => {
    const seen: unknown[] = [];
    let next: unknown;
    do {
      const from = next === undefined ? "" : `&from=${next}`;
      const { body } = await call(at.tenant, "GET", `/organizations/org_AcmeExampleOrg001/members?take=2${from}`);
      seen.push(...(body.members as unknown[]));
      next = body.next;
    } while (next !== undefined);
    expect(seen).toHaveLength(3);
  });
});

describe("second factors, blocks, tickets and the catalogue", () => {
  test("are listed without what answers them, and deleted all at once", async () => {
    expect((await at.users.authenticationMethods.list(officer)).data).toHaveLength(1);
    expect(await at.users.enrollments.get(officer)).toMatchObject([
      { status: "confirmed", auth_method: "authenticator" },
    ]);
    await at.users.authenticationMethods.deleteAll(officer);
    await at.users.authenticators.deleteAll("auth0|officer2");
    expect((await at.users.authenticationMethods.list(officer)).data).toHaveLength(0);
    expect(await at.users.enrollments.get("auth0|officer2")).toEqual([]);
  });

  test("show no brute-force block of somebody whom an administrator blocked", async () => {
    const blocks = new UserBlocksClient(await sdkOptions(at.tenant));
    expect((await blocks.list("auth0|blocked")).blocked_for).toEqual([]);
    expect((await blocks.listByIdentifier({ identifier: "blocked@example.com" })).blocked_for).toEqual([]);
    await blocks.delete("auth0|blocked");
    await blocks.deleteByIdentifier({ identifier: "blocked@example.com" });
    expect((await at.users.get("auth0|blocked")).blocked).toBe(true);
  });

  test("give tickets and verification mails", async () => {
    const tickets = new TicketsClient(await sdkOptions(at.tenant));
    expect((await tickets.verifyEmail({ user_id: ada })).ticket).toMatch(/^http:\/\/127\.0\.0\.1/);
    expect((await tickets.changePassword({ user_id: ada, ttl_sec: 60 })).ticket).toContain("ticket=");
    expect(await statusOf(tickets.verifyEmail({ user_id: "auth0|none" }))).toBe(404);
    const jobs = new JobsClient(await sdkOptions(at.tenant));
    const job = await jobs.verificationEmail.create({ user_id: "auth0|unverified" });
    expect(await jobs.get(job.id)).toMatchObject({ type: "verification_email", status: "completed" });
  });

  test("name connections and applications, and never a secret", async () => {
    const connections = new ConnectionsClient(await sdkOptions(at.tenant));
    expect((await connections.list({ strategy: ["samlp"] })).data).toMatchObject([{ name: "example-saml" }]);
    const clients = new ClientsClient(await sdkOptions(at.tenant));
    const { data } = await clients.list();
    expect(data.map(({ name }) => name)).toContain("Habeas eraser");
    expect(JSON.stringify(data)).not.toContain(at.tenant.clientSecret("Habeas eraser"));
  });
});

describe("the log", () => {
  test("is read by checkpoint, by search, by id and by account", async () => {
    const logs = new LogsClient(await sdkOptions(at.tenant));
    await at.users.update(ada, { blocked: true });
    await at.users.delete(ada);
    const { body: first } = await call(at.tenant, "GET", "/logs?from=&take=1");
    const [event] = first as unknown as { log_id: string }[];
    const { body: rest } = await call(at.tenant, "GET", `/logs?from=${event?.log_id}&take=100`);
    expect((rest as unknown as unknown[]).length).toBe(at.tenant.logs().length - 1);
    expect((await logs.list({ search: "type:sdu" })).data).toMatchObject([{ user_id: ada }]);
    expect(await logs.get(event?.log_id ?? "")).toMatchObject({ type: "sapi", description: "Update a User" });
    expect((await at.users.logs.list(ada)).data).toMatchObject([{ type: "sdu" }]);
  });

  test("carries the correlation id of a write, and so does the ledger", async () => {
    await at.users.update(ada, { blocked: true }, { headers: { "X-Correlation-ID": "01K8.block" } });
    const sapi = at.tenant.logs().find((event) => event.type === "sapi");
    expect(sapi).toMatchObject({
      references: { correlation_id: "01K8.block" },
      details: { request: { method: "patch", path: "/api/v2/users/auth0%7Cada", body: { blocked: true } } },
    });
    const reader = at.tenant.clientId("Habeas reader");
    expect(at.tenant.ledger(ada)).toMatchObject([
      { effect: "user-blocked", correlationId: "01K8.block", clientId: reader, at: at.clock.now() },
    ]);
  });

  test("masks passwords", async () => {
    await at.users.update(ada, { password: "very-secret", connection: database });
    expect(JSON.stringify(at.tenant.logs())).not.toContain("very-secret");
  });

  test("is handed to whoever subscribed, with ids that rise", async () => {
    const seen: string[] = [];
    const stop = at.tenant.onLog(({ log_id, data }) => seen.push(`${log_id} ${data.type}`));
    await at.users.delete(ada);
    expect(seen.map((line) => line.split(" ")[1])).toEqual(["sdu", "sapi"]);
    expect([...seen].sort()).toEqual(seen);
    expect(seen[0]).toMatch(/^900\d{53} /);
    stop();
    await at.users.delete(officer);
    expect(seen).toHaveLength(2);
  });
});
