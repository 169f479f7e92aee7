import type { Clock } from "#kernel/clock.ts";
import { performLater } from "./accounts.ts";
import { openActions } from "./actions/kept-actions.ts";
import { clientIdOf, readConfiguration } from "./configuration.ts";
import { type Behaviour, type Core, openRecords, usualBehaviour } from "./core.ts";
import { type Fault, openFaults } from "./faults.ts";
import { randomId } from "./ids.ts";
import { openSigningKeys } from "./keys.ts";
import { openLater } from "./later.ts";
import { type LedgerEntry, openLedger } from "./ledger.ts";
import { type LogEvent, type LogListener, type Logs, openLogs } from "./log-events.ts";
import { type LogStreams, openLogStreams } from "./log-streams.ts";
import { openRateLimits, type Plan } from "./rate-limits.ts";
import { loadSeed, type Seed } from "./seed.ts";
import { type Listening, listen } from "./server.ts";
import { openStore, type Store } from "./store.ts";
import { machineToken } from "./tokens.ts";

export interface TenantOptions {
  /** The SQLite file with all the tenant remembers; `:memory:` forgets at the end. */
  file: string;
  clock: Clock;
  /** The tenant as code, in the layout of auth0-deploy-cli. */
  auth0Dir: string;
  /** 0, or nothing: any free one. */
  port?: number;
  /** Replaces `##PORTAL_URL##` and the like in `auth0Dir`. */
  keywords?: Record<string, string>;
  /** Loaded when the tenant has no accounts yet. */
  seed?: () => Seed;
  plan?: Plan;
  behaviour?: Partial<Behaviour>;
}

/** An Auth0 tenant on this machine. */
export interface Tenant {
  url: string;
  /** As in `iss`: with a slash at its end. */
  issuer: string;
  managementAudience: string;
  clientId(name: string): string;
  /** The secret of a machine client, made at the first start. */
  clientSecret(name: string): string;
  /** A Management API token straight from the tenant, for tests of single scopes; applications use client credentials. */
  managementToken(scopes: readonly string[], clientName?: string): Promise<string>;
  ledger(userId?: string): LedgerEntry[];
  logs(): LogEvent[];
  /** Writes a log record that nothing here brings about by itself. */
  emit: Logs["emit"];
  onLog(listener: LogListener): () => void;
  streams: LogStreams;
  failNext(fault: Fault): void;
  clearFaults(): void;
  setPlan(plan: Plan): void;
  behave(change: Partial<Behaviour>): void;
  rotateKeys(): void;
  close(): Promise<void>;
}

const openSecrets = (store: Store, clients: readonly { client_id: string; token_endpoint_auth_method: string }[]) => {
  const secrets = store.collection<string>("client-secrets");
  for (const { client_id, token_endpoint_auth_method } of clients)
    if (token_endpoint_auth_method !== "none" && secrets.get(client_id) === undefined)
      secrets.put(client_id, randomId(64));
  return (clientId: string): string | undefined => secrets.get(clientId);
};

const build = (options: TenantOptions, store: Store, issuer: string): Core => {
  const { clock, auth0Dir, keywords = {}, plan = "professional" } = options;
  const managementAudience = `${issuer}api/v2/`;
  const configuration = readConfiguration(auth0Dir, { AUTH0_MANAGEMENT_AUDIENCE: managementAudience, ...keywords });
  const records = openRecords(store);
  const ledger = openLedger(store, clock);
  const logs = openLogs(store, clock);
  for (const role of configuration.roles) {
    const id = `rol_${clientIdOf(role.name).slice(0, 16)}`;
    records.roles.put(id, { id, ...role });
  }
  const behaviour = { ...usualBehaviour, ...options.behaviour };
  return {
    clock,
    store,
    records,
    ledger,
    configuration,
    actions: openActions(store, clock, configuration.postLogin, behaviour),
    issuer,
    managementAudience,
    logs,
    streams: openLogStreams(store, logs, configuration.logStreams),
    later: openLater(store, clock, performLater({ records, ledger, store })),
    keys: openSigningKeys(store),
    limits: openRateLimits(clock, plan),
    faults: openFaults(),
    behaviour,
    clientSecret: openSecrets(store, configuration.clients),
  };
};

const handle = (core: Core, server: Listening): Tenant => {
  const { issuer, managementAudience, configuration } = core;
  const clientId = (name: string): string => {
    const client = configuration.clients.find((candidate) => candidate.name === name);
    if (client === undefined) throw new Error(`The tenant has no client "${name}".`);
    return client.client_id;
  };
  return {
    url: issuer.slice(0, -1),
    issuer,
    managementAudience,
    clientId,
    clientSecret: (name) => {
      const secret = core.clientSecret(clientId(name));
      if (secret === undefined) throw new Error(`The client "${name}" has no secret.`);
      return secret;
    },
    managementToken: (scopes, name = "Habeas reader") =>
      machineToken(core, clientId(name), managementAudience, scopes, 86_400),
    ledger: (userId) => {
      core.later.settle();
      return core.ledger.read(userId);
    },
    logs: () => core.logs.all(),
    emit: core.logs.emit,
    streams: core.streams,
    onLog: (listener) => core.logs.subscribe(listener),
    failNext: (fault) => core.faults.failNext(fault),
    clearFaults: () => core.faults.clear(),
    setPlan: (plan) => core.limits.setPlan(plan),
    behave: (change) => Object.assign(core.behaviour, change),
    rotateKeys: () => core.keys.rotate(),
    close: async () => {
      await core.streams.close();
      await server.close();
      core.store.close();
    },
  };
};

/** Opens a tenant and listens: login, tokens and keys at its root, the Management API below `/api/v2/`. */
export const openTenant = async (options: TenantOptions): Promise<Tenant> => {
  let core: Core | undefined;
  const server = await listen(options.port ?? 0, () => {
    if (core === undefined) throw new Error("the tenant is not ready");
    return core;
  });
  const store = openStore(options.file);
  try {
    core = build(options, store, `http://127.0.0.1:${server.port}/`);
    if (options.seed !== undefined && core.records.users.all().length === 0) loadSeed(core, options.seed());
    return handle(core, server);
  } catch (error) {
    await server.close();
    store.close();
    throw error;
  }
};
