import type { Client } from "../configuration.ts";
import { connections } from "../connections.ts";
import { tenantName } from "../log-events.ts";
import { badQuery, notFound } from "./api-error.ts";
import { type Call, type Operation, ok } from "./operation.ts";
import { asksForCheckpoint, checkpointPage, flag, offsetPage, project, textOf } from "./paging.ts";
import { shownExport } from "./user-exports.ts";

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

/** No client here is global, and none has an id of somebody else's. */
const wantedClients = ({ core, query }: Call): Client[] => {
  if (query.has("q")) throw badQuery("this tenant does not search its clients");
  const isGlobal = flag(query, "is_global");
  const isFirstParty = flag(query, "is_first_party");
  const types = query.get("app_type")?.split(",");
  const foreignId = textOf(query, "external_client_id", 1, 120);
  if (isGlobal === true || foreignId !== undefined) return [];
  return core.configuration.clients.filter(
    (client) =>
      (types === undefined || types.includes(client.app_type)) &&
      (isFirstParty === undefined || isFirstParty === (client.is_first_party ?? true)),
  );
};

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
      const items = wantedClients(call).map(shownClient);
      return ok(
        asksForCheckpoint(call)
          ? checkpointPage(call, { key: "clients", items, idOf: (client) => client.client_id })
          : offsetPage(call, { key: "clients", items, leastPerPage: 0 }),
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
    handle: (call) => {
      const job = call.core.records.jobs.get(call.params.id ?? "");
      if (job === undefined) throw notFound("The job does not exist.", "inexistent_job");
      return job.type === "users_export" ? shownExport(call, job) : ok(job);
    },
  },
];
