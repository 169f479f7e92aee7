import type { Client } from "../configuration.ts";
import { connections } from "../connections.ts";
import { tenantName } from "../log-events.ts";
import { notFound } from "./api-error.ts";
import { type Operation, ok } from "./operation.ts";
import { asksForCheckpoint, checkpointPage, offsetPage, project } from "./paging.ts";

/** What exists in the tenant beside accounts: connections, applications, jobs. */

const shownConnections = (names: string[], strategies: string[]): { id: string }[] =>
  connections
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .filter(({ strategy }) => strategies.length === 0 || strategies.includes(strategy))
    .map(({ id, name, strategy }) => ({
      id,
      name,
      strategy,
      options: {},
      realms: [name],
      is_domain_connection: false,
    }));

/** Never with its secret: none of our clients may read keys. */
const shownClient = (client: Client): Client & { tenant: string; global: boolean } => ({
  ...client,
  tenant: tenantName,
  global: false,
});

export const catalogueOperations: Operation[] = [
  {
    method: "GET",
    path: "/connections",
    scopes: ["read:connections"],
    bucket: "connections_read",
    handle: (call) => {
      const items = shownConnections(call.query.getAll("name"), call.query.getAll("strategy"));
      return ok(
        asksForCheckpoint(call)
          ? checkpointPage(call, { key: "connections", items, idOf: ({ id }) => id })
          : offsetPage(call, { key: "connections", items }),
      );
    },
  },
  {
    method: "GET",
    path: "/clients",
    scopes: ["read:clients"],
    bucket: "clients_read",
    handle: (call) => {
      const items = call.core.configuration.clients.map(shownClient);
      return ok(
        asksForCheckpoint(call)
          ? checkpointPage(call, { key: "clients", items, idOf: (client) => client.client_id })
          : offsetPage(call, { key: "clients", items }),
      );
    },
  },
  {
    method: "GET",
    path: "/clients/:id",
    scopes: ["read:clients"],
    bucket: "clients_read",
    handle: ({ core, params, query }) => {
      const client = core.configuration.clients.find(({ client_id }) => client_id === params.id);
      if (client === undefined) throw notFound("The client does not exist.", "inexistent_client");
      return ok(project(query, shownClient(client)));
    },
  },
  {
    method: "GET",
    path: "/jobs/:id",
    scopes: ["create:users", "read:users"],
    bucket: "other",
    handle: ({ core, params }) => {
      const job = core.records.jobs.get(params.id ?? "");
      if (job === undefined) throw notFound("The job does not exist.", "inexistent_job");
      return ok(job);
    },
  },
];
